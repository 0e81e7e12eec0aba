"""Decides what is said to who paid for an order that was gone, or paid twice: that the money comes back, or that we write again."""

from shop.channels.email.dressing import dress
from shop.domain import business, letters, orders
from shop.domain.payments import LatePayment
from shop.kernel import clock
from shop.kernel.ports import Composed
from shop.kernel.wording import say
from shop.web import addresses, moneys

KINDS = ("late_refunded", "late_parked", "twice_refunded", "twice_parked")


def compose_belated(kind: str, order_id: int, language: str) -> Composed:
    """One of KINDS about an order: what came, and what becomes of it."""
    order = orders.get(order_id)
    subject = say(f"letters.{kind}.subject", language, code=order.code)
    return dress("belated", {"kind": kind, "order": order, "money": moneys.tell(order, language), "subject": subject,
                             "page": addresses.whole(addresses.order(order)), "shop": business.identity()})


def send_late_letter(event: LatePayment) -> None:
    """Once for each payment."""
    order = orders.get(event.order_id)
    if order.email:
        letters.queue(kind=f"{event.why}_{event.outcome}", cause=f"late:{event.payment_id}", about=event.about, compose_id=order.id,
                      to=order.email, language=order.language, now=clock.now())
