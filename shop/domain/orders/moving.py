"""Decides which state may follow which; the only writer of a state."""

from datetime import datetime, timedelta

from sqlalchemy import update

from shop.domain import business
from shop.domain.orders.events import UNDO_TIME, OrderMoved
from shop.domain.orders.finding import hold
from shop.domain.orders.models import Order
from shop.domain.orders.states import CANCELLED, MOVES, ONLY_DELIVERY, ONLY_PICKUP, UNDOES
from shop.kernel import events
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal


class WrongMove(Refusal):
    code = "wrong_move"


class TooLateToUndo(Refusal):
    code = "too_late_to_undo"


class TooLateToCancel(Refusal):
    code = "too_late_to_cancel"


class ReasonNeeded(Refusal):
    code = "reason_needed"
    field = "reason"


def list_moves(order: Order) -> list[str]:
    """The states this order may go to next."""
    wrong = ONLY_PICKUP if order.kind == "delivery" else ONLY_DELIVERY
    lost = CANCELLED if order.given_sum else ()  # what went out is brought back line by line, not called off
    return sorted(to for state, to in MOVES if state == order.state and to not in (*wrong, *lost))


def move(order_id: int, to: str, *, by: str, via: str, now: datetime, reason: str = "") -> Order:
    """One step along the table. Raises WrongMove; ReasonNeeded where the shop calls off or a courier comes back."""
    with writing():
        order = hold(order_id)
        if to not in list_moves(order):
            raise WrongMove(state=order.state, to=to)
        if to in ("cancelled_by_shop", "not_delivered") and not reason.strip():
            raise ReasonNeeded
        write_move(
            order,
            to,
            OrderMoved(
                at=now,
                by=by,
                via=via,
                **order.named,
                was=order.state,
                to=to,
                reason=reason.strip(),
            ),
        )
        return order


def accept(order: Order, *, now: datetime) -> None:
    """The shop says yes by itself, in the act of placing; there is nothing to step back to."""
    write_move(
        order,
        "accepted",
        OrderMoved(at=now, **order.named, was=order.state, to="accepted"),
    )
    order.moved_from = None


def may_cancel(order: Order, *, now: datetime) -> bool:
    """Whether the customer may still call it off: before the shop's limit, and before the bench has begun."""
    if order.kind in ("counter", "digital"):
        return False
    limit = timedelta(hours=business.order_rules().cancel_until_hours)
    return order.state in ("awaiting_payment", "placed", "accepted") and not order.given_sum and now <= order.starts_at - limit


def cancel_by_customer(order_id: int, *, now: datetime, kept_cents: int = 0) -> Order:
    """The shop keeps `kept_cents` of what was paid. Raises TooLateToCancel."""
    with writing():
        order = hold(order_id)
        if not may_cancel(order, now=now):
            raise TooLateToCancel
        order.kept_cents = kept_cents
        db.session.flush()
        return move(order_id, "cancelled_by_customer", by="customer", via="website", now=now)


def may_undo(order: Order, *, now: datetime) -> bool:
    waited = order.moved_from == "awaiting_payment"  # its page at the gateway is closed: nobody could pay it any more
    return not waited and order.moved_from is not None and (order.state, order.moved_from) in UNDOES and now <= order.moved_at + UNDO_TIME


def undo(order_id: int, *, by: str, via: str, now: datetime) -> Order:
    """Step back within ten seconds: letters still waiting are withdrawn, what was freed is taken again, or all is refused."""
    with writing():
        order = hold(order_id)
        if not may_undo(order, now=now) or not events.withdraw(order.last_act or 0):
            raise TooLateToUndo
        back = order.moved_from or ""
        order.kept_cents = 0 if order.state in CANCELLED else order.kept_cents
        db.session.flush()
        write_move(
            order,
            back,
            OrderMoved(
                at=now,
                by=by,
                via=via,
                **order.named,
                was=order.state,
                to=back,
                undone=True,
            ),
        )
        order.moved_from = None
        return order


def write_move(order: Order, to: str, event: OrderMoved) -> None:
    """The step itself, for the verbs of this room. Raises WrongMove when somebody else moved it meanwhile."""
    was, reason = order.state, event.reason if to in (*CANCELLED, "not_delivered") else ""
    values = {"state": to, "moved_from": was, "moved_at": event.at, "version": Order.version + 1, "reason": reason}
    if change(update(Order).where(Order.id == order.id, Order.state == was).values(values)) != 1:
        raise WrongMove(state=was, to=to)
    db.session.refresh(order, [*values])
    order.last_act = events.record(event)
    db.session.flush()
