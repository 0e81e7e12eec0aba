"""Decides how a sale at the till is paid: the goods, the money and the numbered receipt in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from shop.domain import documents, orders
from shop.domain.documents import Receipt
from shop.domain.orders import NOBODY, Buyer, Order
from shop.domain.payments.finding import list_of
from shop.domain.payments.recording import record_payment
from shop.domain.payments.tendering import Money, share
from shop.kernel.database import writing
from shop.kernel.origin import Origin


@dataclass(frozen=True)
class Sale:
    order: Order
    change_cents: int
    receipt: Receipt | None


def sell(
    *,
    checkout: str,
    basket_token: str,
    seen: str,
    money: Money,
    origin: Origin,
    language: str,
    by: str,
    now: datetime,
    buyer: Buyer = NOBODY,
) -> Sale:
    """Sold and paid, or nothing at all; the same `checkout` again says what it said the first time.

    Raises the refusals of `share` and of orders.sell."""
    with writing():
        order, is_new = orders.sell(
            checkout=checkout, basket_token=basket_token, seen=seen, origin=origin, language=language, by=by, now=now, buyer=buyer
        )
        if is_new:
            for part in share(order.total_cents, money):
                record_payment(
                    order_id=order.id,
                    tender=part.tender,
                    reference=f"{part.tender}:sale:{order.id}",
                    cents=part.cents,
                    given_cents=part.given_cents,
                    by=by,
                    via=order.channel,
                    now=now,
                )
        return _sale(order)


def _sale(order: Order) -> Sale:
    change_cents = sum(payment.given_cents - payment.cents for payment in list_of(order.id) if payment.voided_at is None)
    return Sale(order, change_cents, documents.find_sale_receipt(order.id))


def undo_sale(order_id: int, *, by: str, via: str, now: datetime, reason: str) -> Order:
    """Take a sale back within ten seconds: money, pieces and offers as they were, the receipt void. Raises TooLateToUndo, WrongMove."""
    with writing():
        orders.undo(order_id, by=by, via=via, now=now)
        return orders.move(order_id, "cancelled_by_shop", by=by, via=via, now=now, reason=reason)
