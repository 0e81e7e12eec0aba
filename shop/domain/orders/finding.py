"""Decides which order a question finds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select

from shop.domain.baskets import Basket
from shop.domain.orders.models import Line, Order
from shop.domain.orders.states import LIVE, NO_SALE, UNPAID
from shop.kernel.database import db
from shop.kernel.refusal import NotFound


def get(order_id: int) -> Order:
    """Raises NotFound."""
    order = db.session.get(Order, order_id)
    if order is None:
        raise NotFound
    return order


def hold(order_id: int) -> Order:
    """The order as it is now, its row held for the rest of this write: who acts on the same order waits. Raises NotFound."""
    db.session.flush()
    order = db.session.get(Order, order_id, with_for_update=True, populate_existing=True)
    if order is None:
        raise NotFound
    return order


def get_by_token(token: str) -> Order:
    """The order whose page has this secret address. Raises NotFound."""
    order = db.session.scalar(select(Order).where(Order.token == token))
    if order is None:
        raise NotFound
    return order


def tidy_code(typed: str) -> str:
    """A code as said, typed or scanned: `k7 m4q` and `K7M4Q` are the same."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def find_by_code(typed: str) -> Order | None:
    return db.session.scalar(select(Order).where(Order.code == tidy_code(typed)))


def find_made_of(basket: Basket | None) -> Order | None:
    """The order a basket turned into, on whatever channel, while nobody fills it anew."""
    return get_by_token(basket.became) if basket and basket.became and not basket.lines else None


def find_by_checkout(checkout: str) -> Order | None:
    return db.session.scalar(select(Order).where(Order.checkout == checkout))


def list_day(on: date, *, kind: str | None = None) -> Sequence[Order]:
    """All orders of a day by time, cancelled ones too."""
    wanted = select(Order).where(Order.on == on).order_by(Order.starts_at, Order.id)
    return db.session.scalars(wanted.where(Order.kind == kind) if kind else wanted).all()


def list_waiting() -> Sequence[Order]:
    """Orders of any day that wait for a yes."""
    return db.session.scalars(select(Order).where(Order.state == "placed").order_by(Order.starts_at, Order.id)).all()


def list_placed_since(since: datetime, *, not_on: date) -> Sequence[Order]:
    """What came in lately for other days than the one looked at, newest first."""
    wanted = select(Order).where(Order.placed_at >= since, Order.on != not_on)
    return db.session.scalars(wanted.order_by(Order.placed_at.desc()).limit(20)).all()


def list_live_on(days: Sequence[date]) -> Sequence[Order]:
    """Orders that a change of opening would touch."""
    wanted = select(Order).where(Order.on.in_(days), Order.state.in_((*UNPAID, *LIVE)))
    return db.session.scalars(wanted.order_by(Order.starts_at, Order.id)).all()


def list_of_customer(ids: Sequence[int]) -> Sequence[Order]:
    return db.session.scalars(select(Order).where(Order.customer_id.in_(ids)).order_by(Order.id.desc())).all()


@dataclass(frozen=True)
class Found:
    orders: Sequence[Order]
    total: int
    page: int
    pages: int


def search(*, words: str = "", state: str | None = None, on: date | None = None, page: int = 1, per_page: int = 50) -> Found:
    """Orders by code, name, phone or email, newest first."""
    conditions = list(_conditions(words, state, on))
    total = db.session.scalar(select(func.count(Order.id)).where(*conditions)) or 0
    wanted = select(Order).where(*conditions).order_by(Order.id.desc()).limit(per_page).offset((page - 1) * per_page)
    return Found(db.session.scalars(wanted).all(), total, page, max(1, -(-total // per_page)))


def _conditions(words: str, state: str | None, on: date | None) -> Iterator[ColumnElement[bool]]:
    if words.strip():
        like = f"%{words.strip().lower().replace('%', '').replace('_', '')}%"
        digits = "".join(letter for letter in words if letter.isdigit())
        by_phone = [Order.phone.like(f"%{digits}%")] if len(digits) >= 4 else []
        yield or_(Order.code == tidy_code(words), func.lower(Order.name).like(like), func.lower(Order.email).like(like), *by_phone)
    if state:
        yield Order.state == state
    if on:
        yield Order.on == on


def list_best_sellers(on: date, limit: int = 5) -> list[tuple[Line, int]]:
    """(a line naming the product, how much of it) of the day's orders, most pieces first; weights count as their kilograms."""
    sold = (
        select(func.min(Line.id), func.sum(Line.quantity), Line.unit)
        .join(Order, Order.id == Line.order_id)
        .where(Order.on == on, Order.state.not_in(NO_SALE), Line.product_id != 0)  # what is made once is nobody's best seller
        .group_by(Line.product_id, Line.unit)
    )
    rows = sorted(db.session.execute(sold), key=lambda row: (-(row[1] / 1000 if row[2] == "kg" else row[1]), row[0]))[:limit]
    lines = {line.id: line for line in db.session.scalars(select(Line).where(Line.id.in_([row[0] for row in rows])))}
    return [(lines[line_id], int(quantity)) for line_id, quantity, _unit in rows]
