"""Decides which goods of an order go out now, line by line: all that is left when nobody says otherwise; a step back takes them back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import update

from shop.domain.orders.events import UNDO_TIME, GoodsGiven, OrderMoved
from shop.domain.orders.finding import get, hold
from shop.domain.orders.models import Line, Order
from shop.domain.orders.moving import TooLateToUndo, WrongMove, list_moves, move
from shop.domain.orders.states import GIVEN_OUT
from shop.kernel import events
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal


class NothingToGive(Refusal):
    code = "nothing_to_give"
    field = "lines"


class TooMuchToGive(Refusal):
    """More of a line than is still to give: parameters `name`, `left`."""

    code = "too_much_to_give"
    field = "lines"


class GivenMeanwhile(Refusal):
    """Somebody else gave part of it since the page was drawn."""

    code = "given_meanwhile"
    field = "lines"


def list_to_give(order: Order) -> dict[int, int]:
    """{line id: how much of it is still to give}."""
    return {line.id: line.quantity - line.given for line in order.lines if line.given < line.quantity}


def give(order_id: int, goods: Mapping[int, int] | None, *, by: str, via: str, now: datetime, seen_given: int | None = None) -> Order:
    """Give so much of each line (None: all that is left); with the last piece the order is collected or delivered.

    `seen_given` is Order.given_sum as it stood when the giver looked. Raises WrongMove, NothingToGive, TooMuchToGive, GivenMeanwhile.
    """
    with writing():
        order = hold(order_id)
        if seen_given is not None and seen_given != order.given_sum:
            raise GivenMeanwhile
        left = list_to_give(order)
        wanted = left if goods is None else {line_id: quantity for line_id, quantity in goods.items() if quantity}
        if left and not wanted:
            raise NothingToGive
        _check(order, wanted, left)
        to = "delivered" if order.kind == "delivery" else "collected"
        if to not in list_moves(order):
            raise WrongMove(state=order.state, to=to)
        if wanted == left:
            return move(order_id, to, by=by, via=via, now=now)
        _write(order, wanted, 1)
        order.moved_from, order.last_act = None, events.record(_told(order, wanted, at=now, by=by, via=via))
        db.session.flush()
        return order


def _check(order: Order, wanted: Mapping[int, int], left: Mapping[int, int]) -> None:
    for line_id, quantity in wanted.items():
        if quantity < 0 or quantity > left.get(line_id, 0):
            line = next((line for line in order.lines if line.id == line_id), None)
            raise TooMuchToGive(name=line.name if line else {"it": "?"})


def _write(order: Order, goods: Mapping[int, int], sign: int) -> None:
    """Lines in one order of ids, each only within what it has."""
    for line_id, quantity in sorted(goods.items()):
        row = update(Line).where(Line.id == line_id, Line.order_id == order.id)
        within = Line.given + sign * quantity <= Line.quantity, Line.given + sign * quantity >= Line.returned
        if change(row.where(*within).values(given=Line.given + sign * quantity).execution_options(synchronize_session=False)) != 1:
            raise GivenMeanwhile
    change(update(Order).where(Order.id == order.id).values(version=Order.version + 1))
    db.session.flush()
    db.session.expire(order)


def _told(order: Order, goods: Mapping[int, int], *, at: datetime, by: str, via: str, undoes_at: datetime | None = None) -> GoodsGiven:
    lines = [[line_id, quantity] for line_id, quantity in sorted(goods.items())]
    return GoodsGiven(at=at, by=by, via=via, **order.named, lines=lines, undone=undoes_at is not None, undoes_at=undoes_at)


def follow_goods(event: OrderMoved) -> None:
    """Who is collected or delivered has everything; a step back from there takes back what went out in the last act."""
    order = get(event.order_id)
    if event.undone and event.was in GIVEN_OUT:
        _take_back(order, at=event.at, by=event.by, via=event.via)
    elif event.to in GIVEN_OUT and (left := list_to_give(order)):
        _write(order, left, 1)
        events.record(_told(order, left, at=event.at, by=event.by, via=event.via))


def _take_back(order: Order, *, at: datetime, by: str, via: str) -> None:
    given = find_giving(order.id)
    if given is not None:
        goods = {int(line_id): int(quantity) for line_id, quantity in given.facts["lines"]}
        _write(order, goods, -1)
        events.record(_told(order, goods, at=at, by=by, via=via, undoes_at=given.at))


def list_givings(order_id: int) -> Sequence[events.Recorded]:
    """The acts in which goods went out and stayed out, oldest first."""
    kept: list[events.Recorded] = []
    for fact in events.list_about(f"order:{order_id}"):
        if fact.name == GoodsGiven.name:
            kept = kept[:-1] if fact.facts["undone"] else [*kept, fact]
    return kept


def find_giving(order_id: int) -> events.Recorded | None:
    """The last act in which goods went out."""
    return next(reversed(list_givings(order_id)), None)


def may_undo_giving(order: Order, *, now: datetime) -> bool:
    """Whether part of it went out a moment ago, and nothing else has happened since."""
    given = find_giving(order.id) if order.is_part_given else None
    return given is not None and given.act == order.last_act and now <= given.at + UNDO_TIME


def undo_giving(order_id: int, *, by: str, via: str, now: datetime) -> Order:
    """Take back what was given in part within the last ten seconds. Raises TooLateToUndo."""
    with writing():
        order = hold(order_id)
        if not may_undo_giving(order, now=now) or not events.withdraw(order.last_act or 0):
            raise TooLateToUndo
        _take_back(order, at=now, by=by, via=via)
        order.last_act = None
        db.session.flush()
        return order
