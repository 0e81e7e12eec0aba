"""Decides how money is taken, and goods are handed over for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from shop.domain import orders
from shop.domain.orders import GoodsGiven, Order
from shop.domain.payments.events import PaymentTaken, PaymentVoided
from shop.domain.payments.models import Payment
from shop.kernel import events
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.refusal import Refusal

TENDERS = ("cash", "card")


class CashIsShort(Refusal):
    code = "cash_is_short"
    field = "given"


class UnknownTender(Refusal):
    code = "unknown_tender"
    field = "tender"


class AlreadyHandedOver(Refusal):
    """The code was used before: `at` when, `name` by whom."""

    code = "already_handed_over"


@dataclass(frozen=True)
class HandedOver:
    order: Order
    change_cents: int


def record_payment(*, order_id: int, tender: str, reference: str, cents: int, given_cents: int, by: str, via: str, now: datetime) -> bool:
    """The one end of every way of paying. False when this reference was recorded before: nothing happens twice."""
    with writing():
        values = {"order_id": order_id, "tender": tender, "cents": cents, "given_cents": given_cents, "taken_at": now, "by": by}
        if not insert_once(Payment, reference=reference, **values):
            return False
        orders.record_money(order_id, paid_cents=cents)
        payment = db.session.scalars(select(Payment).where(Payment.reference == reference)).one()
        events.record(
            PaymentTaken(
                at=now,
                about=f"order:{order_id}",
                customer_id=orders.get(order_id).customer_id,
                by=by,
                via=via,
                order_id=order_id,
                payment_id=payment.id,
                tender=tender,
                cents=cents,
            )
        )
    return True


def take(order_id: int, *, tender: str, given_cents: int | None, by: str, via: str, now: datetime) -> int:
    """Take what is due, in cash (`given_cents` None: exactly) or by a card noted from the bank's terminal. Returns the change in cents.

    Raises CashIsShort, UnknownTender.
    """
    with writing():
        order = orders.hold(order_id)
        due = order.due_cents
        if tender not in TENDERS:
            raise UnknownTender
        given = due if given_cents is None or tender == "card" else given_cents
        if given < due:
            raise CashIsShort(missing_cents=due - given)
        if due <= 0:
            return 0
        record_payment(
            order_id=order_id,
            tender=tender,
            reference=f"{tender}:{order_id}:{order.version}",
            cents=due,
            given_cents=given,
            by=by,
            via=via,
            now=now,
        )
        return given - due


def hand_over(
    order_id: int,
    *,
    tender: str,
    given_cents: int | None,
    by: str,
    via: str,
    now: datetime,
    lines: Mapping[int, int] | None = None,
    seen_given: int | None = None,
) -> HandedOver:
    """All that is due taken at the first giving, and so much of each line given (None: all that is left), in one transaction.

    Raises AlreadyHandedOver, CashIsShort, WrongMove, NothingToGive, TooMuchToGive, GivenMeanwhile.
    """
    with writing():
        order = orders.hold(order_id)
        if order.state in orders.GIVEN_OUT:
            last = find_hand_over(order_id)
            raise AlreadyHandedOver(collected_at=order.moved_at, by=last.by if last else "shop")
        change_cents = take(order_id, tender=tender, given_cents=given_cents, by=by, via=via, now=now)
        given = orders.give(order_id, lines, by=by, via=via, now=now, seen_given=seen_given)
        return HandedOver(given, change_cents)


def undo_hand_over(order_id: int, *, by: str, via: str, now: datetime) -> Order:
    """Within ten seconds the goods come back over the counter, and the money taken with them goes back. Raises TooLateToUndo."""
    with writing():
        if orders.hold(order_id).state in orders.GIVEN_OUT:
            return orders.undo(order_id, by=by, via=via, now=now)
        return orders.undo_giving(order_id, by=by, via=via, now=now)


def find_hand_over(order_id: int) -> events.Recorded | None:
    """The last fact by which this order was collected or delivered."""
    moved = [fact for fact in events.list_about(f"order:{order_id}") if fact.name == "order.moved"]
    return next((fact for fact in reversed(moved) if fact.facts["to"] in orders.GIVEN_OUT), None)


def void_undone(event: GoodsGiven) -> None:
    """A giving undone within its ten seconds gives back the money that was taken in the same moment."""
    if not event.undone:
        return
    for payment in db.session.scalars(select(Payment).where(Payment.order_id == event.order_id, Payment.voided_at.is_(None))).all():
        if payment.taken_at == event.undoes_at:
            _void(payment, event)


def _void(payment: Payment, event: GoodsGiven) -> None:
    if change(update(Payment).where(Payment.id == payment.id, Payment.voided_at.is_(None)).values(voided_at=event.at)) == 1:
        orders.record_money(event.order_id, paid_cents=-payment.cents)
        events.record(
            PaymentVoided(
                at=event.at,
                about=event.about,
                customer_id=event.customer_id,
                by=event.by,
                via=event.via,
                order_id=event.order_id,
                payment_id=payment.id,
                cents=payment.cents,
            )
        )
