"""Decides which goods of an order a customer may still withdraw from (Codice del Consumo art. 52, 59), and keeps the statement."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import select, update

from shop.domain.catalogue import Product
from shop.domain.orders.finding import hold
from shop.domain.orders.models import Order, Withdrawal
from shop.domain.orders.states import GIVEN_OUT, LIVE
from shop.kernel import clock, events
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.events import Event
from shop.kernel.refusal import NotFound, Refusal

PERIOD = timedelta(days=14)  # counted from the day after the goods were received
AT_A_DISTANCE = ("pickup", "delivery", "digital")  # what is chosen and taken at the till was never bought from afar


class NothingToWithdraw(Refusal):
    code = "nothing_to_withdraw"
    field = "lines"


class TooLateToWithdraw(Refusal):
    code = "too_late_to_withdraw"


@dataclass(frozen=True, kw_only=True)
class WithdrawalStated(Event):
    """A customer withdrew from the contract: a receipt is owed to them, and their money within 14 days."""

    name: ClassVar[str] = "order.withdrawn"
    order_id: int
    withdrawal_id: int


def has_right(product: Product, answers: Sequence[Mapping[str, Any]]) -> bool:
    """Neither food that spoils soon nor anything made to measure, such as with the customer's own words on it."""
    return not product.perishable and not any(answer["kind"] == "inscription" and answer["text"] for answer in answers)


def last_day_to_withdraw(order: Order) -> date | None:
    """Until the end of which day; None while the goods are not received."""
    return clock.day_of(order.moved_at) + PERIOD if order.state in GIVEN_OUT else None


def _is_over(order: Order, now: datetime) -> bool:
    last = last_day_to_withdraw(order)
    return last is not None and clock.day_of(now) > last


def list_withdrawable(order: Order, *, now: datetime) -> dict[int, int]:
    """{line id: how much of it the customer may still withdraw from}; empty where there is no right, or no longer."""
    if order.kind not in AT_A_DISTANCE or order.state not in (*LIVE, *GIVEN_OUT) or _is_over(order, now):
        return {}
    stated: Counter[int] = Counter()
    for statement in list_withdrawals(order.id):
        if statement.settled_at is None:
            stated.update({int(line_id): quantity for line_id, quantity in statement.lines.items()})
    left = {line.id: line.quantity - line.returned - stated[line.id] for line in order.lines if line.may_withdraw}
    return {line_id: quantity for line_id, quantity in left.items() if quantity > 0}


def check_withdrawal(order: Order, lines: Mapping[int, int], *, now: datetime) -> None:
    """Raises TooLateToWithdraw, NothingToWithdraw."""
    if _is_over(order, now):
        raise TooLateToWithdraw
    left = list_withdrawable(order, now=now)
    if not lines or any(not 0 < quantity <= left.get(line_id, 0) for line_id, quantity in lines.items()):
        raise NothingToWithdraw


def withdraw(order_id: int, lines: Mapping[int, int], *, name: str, email: str, reference: str, now: datetime) -> Withdrawal:
    """Keep the statement as it was made; the same form again finds it. Raises TooLateToWithdraw, NothingToWithdraw."""
    with writing():
        order = hold(order_id)
        known = find_withdrawal(reference)
        if known is not None:
            return known
        check_withdrawal(order, lines, now=now)
        stated = {str(line_id): quantity for line_id, quantity in lines.items()}
        insert_once(Withdrawal, order_id=order_id, reference=reference, lines=stated, name=name, email=email, at=now)
        statement = find_withdrawal(reference)
        assert statement is not None
        events.record(WithdrawalStated(at=now, by="customer", via="website", **order.named, withdrawal_id=statement.id))
        return statement


def find_withdrawal(reference: str) -> Withdrawal | None:
    return db.session.scalar(select(Withdrawal).where(Withdrawal.reference == reference))


def get_withdrawal(withdrawal_id: int) -> Withdrawal:
    """Raises NotFound."""
    statement = db.session.get(Withdrawal, withdrawal_id)
    if statement is None:
        raise NotFound
    return statement


def list_withdrawals(order_id: int) -> Sequence[Withdrawal]:
    """The statements made for an order, oldest first."""
    return db.session.scalars(select(Withdrawal).where(Withdrawal.order_id == order_id).order_by(Withdrawal.id)).all()


def list_unsettled_withdrawals() -> Sequence[Withdrawal]:
    """Statements that nobody dealt with yet, oldest first."""
    return db.session.scalars(select(Withdrawal).where(Withdrawal.settled_at.is_(None)).order_by(Withdrawal.id)).all()


def settle_withdrawal(withdrawal_id: int, *, now: datetime) -> None:
    """The goods are back and so is the money."""
    with writing():
        row = update(Withdrawal).where(Withdrawal.id == withdrawal_id, Withdrawal.settled_at.is_(None))
        change(row.values(settled_at=now).execution_options(synchronize_session="fetch"))
