"""Decides what the letters say that go with a return, and with a basket that staff filled for somebody."""

from typing import Any

from shop.channels.email.dressing import dress
from shop.domain import baskets, business, customers, documents, letters, orders, payments
from shop.domain.payments import MoneyRefunded
from shop.kernel import clock
from shop.kernel.ports import Composed
from shop.kernel.wording import say
from shop.web import addresses, lines


def compose_return(refund_id: int, language: str) -> Composed:
    """What came back, the money given for it and how it arrives, and the number of the paper."""
    refund = payments.get_refund(refund_id)
    given = [row for row in payments.list_act(refund.act) or [refund] if row.state == "done"]
    order = orders.get(refund.order_id)
    paper = documents.find_by_cause(f"return:{refund.id}")
    known = {line.id: line for line in order.lines}
    goods = [(f"{lines.amount(back['quantity'], line.unit, language)} {lines.name(line, language)}", back["cents"])
             for back in refund.lines if (line := known.get(back["line_id"]))]
    by_hand = goods and len(given) == 1 and given[0].tender in payments.BY_HAND
    return dress("returned", {
        "order": order, "refund": refund, "paper": paper, "goods": goods, "page": addresses.whole(addresses.order(order)),
        "back_cents": sum(row.cents for row in given), "tender": given[0].tender if by_hand else "",
        "ways": [] if by_hand else [say(f"letters.refund.{row.tender}", language, part_cents=row.cents) for row in given],
        "subject": say("letters.returned.subject" if goods else "letters.refund.subject", language, code=order.code)})


def send_return_letter(event: MoneyRefunded) -> None:
    """To whom ordered, if they left an address. What goes back by itself for an order called off was said with that."""
    order, reference = orders.get(event.order_id), payments.get_refund(event.refund_id).reference
    was_told = reference.startswith("cancel:") and not reference.endswith(":again")
    if order.email and not was_told:
        letters.queue(kind="returned", cause=f"refund:{event.refund_id}", about=event.about, compose_id=event.refund_id, to=order.email,
                      language=order.language, now=clock.now())


def compose_basket(basket_id: int, language: str) -> Composed:
    """At today's price, as the link itself shows it."""
    basket = baskets.get_by_id(basket_id)
    quote = baskets.quote(basket, now=clock.now(), channel="website")
    facts: dict[str, Any] = {
        "quote": quote, "page": addresses.whole(addresses.open_basket(language, basket.token)), "ends_at": baskets.ends_at(basket),
        "name": customers.get_customer(basket.customer_id).name if basket.customer_id else "",
        "subject": say("letters.basket.subject", language, shop=business.identity().name)}
    return dress("basket", facts)
