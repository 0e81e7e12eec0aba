"""Decides whether every order adds up (I9), owes exactly one letter job (I7) and holds its pieces and its place."""

from collections.abc import Iterator

from sqlalchemy import func, select

from shop.domain import promotions
from shop.domain.orders.models import Order
from shop.domain.orders.states import CANCELLED, GIVEN_OUT
from shop.kernel.database import db
from shop.kernel.events import Job, Recorded
from shop.kernel.money import share


def list_faults() -> Iterator[str]:
    for order in db.session.scalars(select(Order).order_by(Order.id).execution_options(yield_per=200)):
        yield from _faults_of(order)
        yield from _faults_of_goods(order)
    yield from _letters_missing()


def _faults_of(order: Order) -> Iterator[str]:
    if sum(order.vat.values()) != order.total_cents:
        yield f"I9 order {order.id}: the VAT parts are not its total"
    if sum(line.net_cents for line in order.lines) != order.goods_cents or order.goods_cents + order.fee_cents != order.total_cents:
        yield f"I9 order {order.id}: the lines are not its total"
    for line in order.lines:
        if sum(line.vat.values()) != line.net_cents:
            yield f"I9 order {order.id} line {line.id}: the VAT parts are not its price"
    if sum(line.discount_cents for line in order.lines) != sum(offer["cents"] for offer in order.discounts):
        yield f"I9 order {order.id}: what its offers take off is not what its lines have off"
    used = {row.offer_id: row.cents for row in promotions.list_of(order.id) if row.given_back_at is None}
    owed = {} if order.state in CANCELLED else {offer["offer_id"]: offer["cents"] for offer in order.discounts}
    if used != owed:
        yield f"I4 order {order.id}: its offers are not those it used"


def _faults_of_goods(order: Order) -> Iterator[str]:
    """I3: what was brought back is worth what its lines say, and who has everything was given everything."""
    worth = sum(share(line.net_cents, line.returned, line.quantity) for line in order.lines)
    if worth != order.returned_cents:
        yield f"I3 order {order.id}: its lines brought back are worth {worth} cents, {order.returned_cents} noted"
    for line in order.lines:
        if order.state in GIVEN_OUT and line.given != line.quantity:
            yield f"I2 order {order.id} line {line.id}: {line.given} of {line.quantity} given, and the order is closed"


def _letters_missing() -> Iterator[str]:
    jobs = select(func.count(Job.id)).where(Job.event_id == Recorded.id, Job.listener == "send_order_letter").scalar_subquery()
    for event in db.session.scalars(select(Recorded).where(Recorded.name == "order.placed", jobs != 1)):
        yield f"I7 {event.about} has not exactly one letter owed"
