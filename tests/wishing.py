"""Makes wishes, photos and offers, with defaults for all a test does not care about."""
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image
from sqlalchemy import update

from shop.domain import availability, commissions, conversations, fulfilment
from shop.domain.commissions import Asker, Commission, Offer, Wish
from shop.domain.orders import Details, Order
from shop.kernel import clock, ports
from shop.kernel.database import change, db, writing
from shop.kernel.origin import Origin

_numbers = count(1)
ADA = Asker("Ada Rossi", "ada@example.org", "", "it")
OFFER = Offer({"it": "Torta di Ada", "en": "Ada's cake"}, 6000, "reduced", ("gluten", "eggs", "milk"), ("nuts",), deposit_cents=2000,
              words="Tre piani, come la sogni.", lead_minutes=48 * 60)
ANSWERS: tuple[dict[str, Any], ...] = (
    {"kind": "inscription", "label": {"it": "Scritta", "en": "Inscription"}, "text": "Auguri Ada"},
    {"kind": "allergy_note", "label": {"it": "Allergie", "en": "Allergies"}, "text": "niente arachidi"})


def day(ahead: int = 7) -> date:
    return clock.today() + timedelta(days=ahead)


def photo_file(colour: str = "pink", size: tuple[int, int] = (900, 600), kind: str = "JPEG", **how: Any) -> bytes:
    body = BytesIO()
    Image.new("RGB", size, colour).save(body, kind, **how)
    return body.getvalue()


def keep_photo(colour: str = "pink") -> str:
    return ports.picture_store(private=True).keep(photo_file(colour)).key


def make_wish(asker: Asker = ADA, *, reference: str = "", **fields: Any) -> Commission:
    usual = Wish(day(), 12, "Cioccolato e lamponi", inscription="Auguri Ada", allergies="niente arachidi")
    wish = replace(usual, **fields)
    kept = commissions.ask(wish, asker, text="Vorrei una torta.", reference=reference or f"wish-{next(_numbers)}", now=clock.now())
    db.session.commit()
    return kept


def make_offer(wish: Commission, *, good_until: datetime | None = None, **fields: Any) -> int:
    """Its version."""
    number, seen = wish.id, wish.version
    return commissions.offer(
        number, replace(OFFER, **fields), good_until=good_until or clock.now() + timedelta(days=3), text="Ecco la nostra offerta.",
        seen_version=seen, by="staff:1", now=clock.now())


def first_time(wish: Commission) -> datetime:
    for offered in availability.list_days_around(commissions.wanted_of(wish), on=wish.on, days=0, now=clock.now()):
        return offered.slots[0].starts_at
    raise AssertionError("the shop is closed that day")


def first_time_of_day(wish: Commission) -> datetime:
    """When the shop opens that day, whether a cake can be made until then or not."""
    return fulfilment.slots(on=wish.on)[0].starts_at


def take(token: str, *, version: int, starts_at: datetime, way: str = "counter", **details: Any) -> Order:
    who = Details(**{"name": "Ada Rossi", "email": "ada@example.org", "phone": None, "starts_at": starts_at} | details)
    return commissions.take(token, version=version, details=who, way=way, answers=ANSWERS, origin=Origin("website"), language="it",
                            now=clock.now())


def take_now(wish: Commission, *, version: int | None = None, way: str = "counter") -> Order:
    return take(wish.token, version=wish.version if version is None else version, starts_at=first_time(wish), way=way)


def last_words(wish: Commission) -> str:
    return conversations.list_messages(wish.conversation_id)[-1].text


def wish_with_secret(token: str) -> int:
    """The id of an offered wish whose page has the same secret as something else's."""
    wish = make_wish()
    make_offer(wish)
    with writing():
        change(update(Commission).where(Commission.id == wish.id).values(token=token))
    return wish.id
