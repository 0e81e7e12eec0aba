"""Makes the things tests are about, with defaults for all a test does not care about."""

from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from shop.domain import availability, baskets, catalogue, orders
from shop.domain.baskets import Choice
from shop.domain.catalogue.models import CategoryRow, GroupRow, OptionRow, PartRow, ProductRow, QuestionRow, VariantRow
from shop.domain.catalogue.searching import keep_words
from shop.domain.fulfilment.models import Window
from shop.domain.orders import Details, Order
from shop.kernel import clock
from shop.kernel.database import db, writing
from shop.kernel.origin import Origin

_numbers = count(1)
WEB = Origin("website")


def make_category(slug: str = "dolci", name: str = "Dolci") -> int:
    with writing():
        row = CategoryRow(slug=slug, name={"it": name, "en": name}, position=next(_numbers))
        db.session.add(row)
        db.session.flush()
        return row.id


def _category_id() -> int:
    kept = db.session.query(CategoryRow.id).first()
    return kept[0] if kept else make_category()


def make_product(
    name: str = "Cornetto",
    *,
    parts: dict[int, int] | None = None,
    variants: list[tuple[str, int]] | None = None,
    groups: list[dict[str, Any]] | None = None,
    questions: list[dict[str, Any]] | None = None,
    **fields: Any,
) -> catalogue.Product:
    """A published product, complete by law. `groups` [{name, min_picks, max_picks, options: [(name, cents)]}]."""
    number, now = next(_numbers), clock.now()
    values: dict[str, Any] = {
        "slug": f"prodotto-{number}",
        "state": "published",
        "position": number,
        "name": {"it": name, "en": name},
        "price_cents": 150,
        "ingredients": {"it": "*farina di frumento*, zucchero", "en": "*wheat flour*, sugar"},
        "allergens": ["gluten"],
        "vat": "reduced",
        "net_g": None if fields.get("unit") == "kg" else 60,
        "created_at": now,
        "changed_at": now,
    }
    if fields.get("unit") == "kg":
        values |= {"step_g": 100, "min_g": 100}
    category_id = fields.pop("category_id", None) or _category_id()
    with writing():
        row = ProductRow(**values | fields, category_id=category_id)
        row.variants = [
            VariantRow(name={"it": label, "en": label}, price_cents=cents, position=i) for i, (label, cents) in enumerate(variants or [])
        ]
        row.groups = [_group(i, given) for i, given in enumerate(groups or [])]
        row.questions = [
            QuestionRow(**{"kind": "inscription", "label": {"it": "Scritta", "en": "Inscription"}} | given) for given in questions or []
        ]
        row.parts = [PartRow(part_id=part_id, quantity=quantity) for part_id, quantity in (parts or {}).items()]
        db.session.add(row)
        db.session.flush()
        product_id = row.id
        keep_words(product_id)
    return catalogue.get_many([product_id])[product_id]


def _group(position: int, given: dict[str, Any]) -> GroupRow:
    options = [
        OptionRow(name={"it": name, "en": name}, price_cents=cents, position=i) for i, (name, cents) in enumerate(given.pop("options"))
    ]
    return GroupRow(**{"name": {"it": "Gusto", "en": "Taste"}, "position": position} | given, options=options)


def make_hours(
    opens: time = time(7), closes: time = time(19), *, places: int = 6, slot_minutes: int = 30, weekdays: range = range(7)
) -> None:
    """The same window on each of these weekdays."""
    with writing():
        for weekday in weekdays:
            db.session.add(Window(weekday=weekday, opens=opens, closes=closes, slot_minutes=slot_minutes, places=places))


def make_basket(*choices: Choice | catalogue.Product, language: str = "it", origin: Origin = WEB) -> str:
    """A basket's token; a bare product is one piece (or its least weight)."""
    token = baskets.open_basket(origin=origin, language=language, now=clock.now())
    for choice in choices:
        wanted = choice if isinstance(choice, Choice) else Choice(choice.id, choice.first_quantity)
        baskets.add(token, wanted, now=clock.now())
    return token


def seen(token: str, **how: Any) -> str:
    """What a customer looking at the basket now would agree to."""
    return baskets.quote(baskets.find_basket(token, now=clock.now()), now=clock.now(), **how).fingerprint


def first_slot(token: str, **how: Any) -> datetime:
    quote = baskets.quote(baskets.find_basket(token, now=clock.now()), now=clock.now())
    slot = availability.answer(quote.wanted, now=clock.now(), **how).first
    assert slot is not None, "the shop has no time for this"
    return slot.starts_at


def place_order(
    *choices: Choice | catalogue.Product,
    starts_at: datetime | None = None,
    checkout: str | None = None,
    origin: Origin = WEB,
    **details: Any,
) -> Order:
    """Ada orders these things for the first time there is, or the one named."""
    token = make_basket(*choices, origin=origin)
    who: dict[str, Any] = {"name": "Ada Rossi", "email": "ada@example.org", "phone": None}
    starts_at = starts_at or first_slot(token)
    db.session.rollback()
    kind, zone_id = details.get("kind", "pickup"), details.get("zone_id")
    return orders.place(
        checkout=checkout or f"checkout-{next(_numbers)}",
        basket_token=token,
        details=Details(**who | {"starts_at": starts_at} | details),
        seen=seen(token, kind=kind, zone_id=zone_id),
        origin=origin,
        by=f"staff:{origin.staff_id}" if origin.staff_id else "customer",
        language="it",
        now=clock.now(),
    )


def later(**ahead: float) -> datetime:
    return clock.now() + timedelta(**ahead)
