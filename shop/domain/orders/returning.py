"""Decides what may be brought back of an order, what it is worth, and whether it goes back on the shelf."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from shop.domain import catalogue, stock
from shop.domain.orders.events import GoodsReturned
from shop.domain.orders.finding import hold
from shop.domain.orders.models import Line, Order
from shop.kernel import clock, events
from shop.kernel.database import change, db, writing
from shop.kernel.money import share
from shop.kernel.refusal import Refusal

FATES = ("waste", "restock")  # food that was out of the house is normally not sold again
RETURN_REASONS = ("not_liked", "spoiled", "wrong_goods", "too_much", "late", "withdrawn", "other")


class NothingToReturn(Refusal):
    code = "nothing_to_return"
    field = "lines"


class TooMuchToReturn(Refusal):
    """More of a line than was given and not brought back yet: parameter `name`."""

    code = "too_much_to_return"
    field = "lines"


class ReturnReasonNeeded(Refusal):
    code = "return_reason_needed"
    field = "reason"


@dataclass(frozen=True)
class Back:
    """So much of a line comes back, in pieces or grams; `fate` restock or waste."""

    line_id: int
    quantity: int
    fate: str = "waste"


def list_returnable(order: Order) -> dict[int, int]:
    """{line id: how much of it could still be brought back}."""
    return {line.id: line.given - line.returned for line in order.lines if line.returned < line.given}


def worth_of(line: Line, quantity: int) -> int:
    """Cents given back for the next so much of a line: its share of what was really paid. All portions together are exactly that."""
    before = share(line.net_cents, line.returned, line.quantity)
    return share(line.net_cents, line.returned + quantity, line.quantity) - before


def take_back(order_id: int, goods: Sequence[Back], *, reason: str, by: str, via: str, now: datetime) -> int:
    """Note the goods as returned and put them on the shelf or away. Returns what that takes off the price, in cents: their worth, less
    what had been taken off for them before.

    Raises NothingToReturn, TooMuchToReturn, ReturnReasonNeeded.
    """
    with writing():
        order, wanted = hold(order_id), [back for back in goods if back.quantity]
        check_back(order, wanted, reason)
        lines = {line.id: line for line in order.lines}
        cents = sum(worth_of(lines[back.line_id], back.quantity) for back in wanted)
        for back in sorted(wanted, key=lambda back: back.line_id):
            row = update(Line).where(Line.id == back.line_id, Line.returned + back.quantity <= Line.given)
            if change(row.values(returned=Line.returned + back.quantity).execution_options(synchronize_session=False)) != 1:
                raise TooMuchToReturn(name=lines[back.line_id].name)
        absorbed = max(0, cents - (order.total_cents - order.returned_cents - order.allowance_cents))
        more = {
            "returned_cents": Order.returned_cents + cents,
            "allowance_cents": Order.allowance_cents - absorbed,
            "version": Order.version + 1,
            "moved_from": None,
        }
        change(update(Order).where(Order.id == order_id).values(more).execution_options(synchronize_session=False))
        _put_away(lines, wanted, by, now)
        told: list[list[int | str]] = [[back.line_id, back.quantity, back.fate] for back in wanted]
        events.record(GoodsReturned(at=now, by=by, via=via, **order.named, lines=told, cents=cents, reason=reason))
        db.session.expire(order)
        return cents - absorbed


def check_back(order: Order, goods: Sequence[Back], reason: str) -> None:
    """Whether all this could come back now. Raises NothingToReturn, TooMuchToReturn, ReturnReasonNeeded."""
    left, names = list_returnable(order), {line.id: line.name for line in order.lines}
    wanted = [back for back in goods if back.quantity]
    if not wanted or any(back.fate not in FATES for back in wanted):
        raise NothingToReturn
    if reason not in RETURN_REASONS:
        raise ReturnReasonNeeded
    asked: Counter[int] = Counter()
    for back in wanted:
        asked[back.line_id] += back.quantity
        if back.quantity < 0 or asked[back.line_id] > left.get(back.line_id, 0) or asked[back.line_id] != back.quantity:
            raise TooMuchToReturn(name=names.get(back.line_id, {"it": "?"}))


def _put_away(lines: dict[int, Line], wanted: Sequence[Back], by: str, now: datetime) -> None:
    """What each line drew from the shelf, in the one order in which pools are held; on today's pool, whatever day it was made for."""
    moves: Counter[tuple[int, str]] = Counter()
    for back in wanted:
        line = lines[back.line_id]
        for product_id, drawn in line.draws:
            moves[product_id, back.fate] += drawn * back.quantity // line.quantity
    products = catalogue.get_many([product_id for product_id, _ in moves])
    for product_id, fate in sorted(moves):
        if product_id in products and moves[product_id, fate]:
            stock.take_back(products[product_id], clock.day_of(now), moves[product_id, fate], is_good=fate == "restock", by=by, now=now)
