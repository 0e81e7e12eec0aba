"""Decides in which words every page tells the money of an order: what came, what went back, what is still due and how."""
from dataclasses import dataclass
from datetime import datetime

from shop.domain import orders, payments
from shop.domain.orders import Order
from shop.kernel.wording import say


@dataclass(frozen=True)
class Told:
    """One row: `kind` paid, back (given back), asked (on its way back)."""

    kind: str
    words: str
    cents: int
    at: datetime


def tell(order: Order, language: str) -> list[Told]:
    """What came and what went back, in the order it happened; what was undone at once is left out."""
    came = [Told("paid", _tender(payment.tender, language), payment.cents, payment.taken_at)
            for payment in payments.list_of(order.id) if payment.voided_at is None]
    went = [Told("asked" if back.state == "asked" else "back", _tender(back.tender, language), back.cents, back.refunded_at)
            for back in payments.list_refunds(order.id) if back.state != "failed" and back.cents]
    return sorted(came + went, key=lambda one: one.at)


def _tender(tender: str, language: str) -> str:
    return say(f"order.tender.{tender}", language)


def due_on_page(order: Order) -> int:
    """What the hosted page asks for: what is missing for the order to stand, or else all that is still due."""
    if order.state in (*orders.LIVE, *orders.UNPAID):
        return order.due_now_cents or max(0, order.due_cents)
    return 0


def may_pay_later(order: Order) -> bool:
    """Whether an order that waits for its money may be paid when the goods go out instead."""
    return order.state in orders.UNPAID and not orders.wanted_deposit(order) and order.kind in ("pickup", "delivery")
