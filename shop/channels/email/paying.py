"""Decides what the letters say that ask for money, say that it came, or that it did not; and which fact owes one."""

from typing import Any

from shop.channels.email.dressing import dress
from shop.domain import business, letters, orders
from shop.domain.orders import Order
from shop.domain.payments import PaymentFailed, PaymentTaken
from shop.kernel import clock, events
from shop.kernel.ports import Composed
from shop.kernel.wording import say
from shop.web import addresses, moneys
from shop.web.calendars import place

KINDS = ("paid", "balance", "pay_link", "payment_failed")
ONLINE = ("online",)  # what is paid at the counter is told there


def compose_money(kind: str, order_id: int, language: str) -> Composed:
    """One of KINDS about an order, from what is true now: what came, what is due, by when, and the page to pay it on."""
    order = orders.get(order_id)
    due = moneys.due_on_page(order)
    asks = kind != "paid" and due > 0
    facts: dict[str, Any] = {
        "kind": kind, "order": order, "place": place(order), "money": moneys.tell(order, language), "due_cents": due, "asks": asks,
        "action": f"letters.{kind}.action" if asks else "letters.paid_for.action",
        "page": addresses.whole(addresses.pay(order) if asks else addresses.order(order)),
        "subject": say(f"letters.{_said(kind)}.subject", language, code=order.code, due_cents=due, shop=business.identity().name)}
    return dress("money", facts | {"said": _said(kind)})


def _said(kind: str) -> str:
    """The key of a letter's sentences: `letters.paid` is a sentence of its own."""
    return "paid_for" if kind == "paid" else kind


def send_paid_letter(event: PaymentTaken) -> None:
    """For money that comes to an order that stood already: what makes it stand is told by its confirmation."""
    if event.tender in ONLINE and _stood_before(event):
        _queue("paid", orders.get(event.order_id), f"payment:{event.payment_id}")


def _stood_before(event: PaymentTaken) -> bool:
    facts = events.list_about(event.about)
    taken = next(fact.id for fact in facts if fact.name == event.name and fact.facts["payment_id"] == event.payment_id)
    too_late = any(fact.name == "payment.late" and fact.facts["payment_id"] == event.payment_id for fact in facts)  # has its own letter
    return not too_late and any(fact.name in ("order.placed", "order.sold") and fact.id < taken for fact in facts)


def send_failed_letter(event: PaymentFailed) -> None:
    """The customer had left: a method that takes its time said no in the end."""
    order = orders.get(event.order_id)
    if order.state in (*orders.UNPAID, *orders.LIVE) and order.due_cents > 0:
        _queue("payment_failed", order, f"{event.about} {event.at.isoformat()}")


def _queue(kind: str, order: Order, cause: str) -> None:
    if order.email:
        letters.queue(kind=kind, cause=cause, about=f"order:{order.id}", compose_id=order.id, to=order.email, language=order.language,
                      now=clock.now())
