"""Makes offers, and people who use them."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import event

from shop.domain import baskets, orders, promotions
from shop.domain.baskets import Choice
from shop.domain.orders import Details, Order
from shop.domain.promotions import Offer
from shop.domain.promotions.benefits import Percent
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers

_numbers = count(1)


def make_offer(*, code: str = "", trigger: str = "", running: bool = True, name: str = "Festa", **fields: Any) -> int:
    """10 % off the order for everybody, unless said otherwise; with a code it is had by the code only."""
    fields = {"benefit": Percent(1000), "conditions": ()} | fields
    trigger = trigger or ("code" if code else "automatic")
    draft = promotions.Draft(name={"it": name, "en": f"{name} (en)"}, trigger=trigger, code=code, **fields)
    offer_id = promotions.create(draft, by="shop", now=clock.now())
    if running:
        promotions.start(offer_id, by="shop", now=clock.now())
    return offer_id


def imagine(number: int, benefit: Any, *conditions: Any, **fields: Any) -> Offer:
    """An offer that stands in no database."""
    values: dict[str, Any] = {
        "name": {"it": f"Offerta {number}"}, "state": "running", "trigger": "automatic", "code": None, "is_exclusive": False,
        "most_uses": None, "most_per_customer": None, "is_used_up": False, "version": 1,
    }  # fmt: skip
    return Offer(id=number, benefit=benefit, conditions=conditions, **values | fields)


def basket_with(*choices: Any, code: str = "") -> str:
    token = makers.make_basket(*choices)
    if code:
        baskets.apply_code(token, code, by_key="test", now=clock.now())
    return token


def quote(token: str, **how: Any) -> baskets.Quote:
    return baskets.quote(baskets.find_basket(token, now=clock.now()), now=clock.now(), **how)


def place(token: str, *, email: str | None = "ada@example.org", phone: str | None = None, seen: str = "", **details: Any) -> Order:
    """The order of this basket by Ada, or somebody else."""
    slot = makers.first_slot(token)
    agreed = seen or quote(token).fingerprint
    db.session.rollback()
    return orders.place(
        checkout=f"offers-{next(_numbers)}",
        basket_token=token,
        details=Details(**{"name": "Ada Rossi", "email": email, "phone": phone, "starts_at": slot} | details),
        seen=agreed,
        origin=makers.WEB,
        language="it",
        now=clock.now(),
    )


def buy(*choices: Choice | Any, code: str = "", **who: Any) -> Order:
    return place(basket_with(*choices, code=code), **who)


@contextmanager
def counting() -> Iterator[list[str]]:
    """The questions put to the database meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
