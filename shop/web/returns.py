"""Decides how what became of an order's goods is told, on every page the same: what is still to give, what came back for which money."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shop.domain import orders, payments
from shop.domain.orders import Order
from shop.domain.payments import Refund
from shop.kernel.wording import say
from shop.web import lines


@dataclass(frozen=True)
class Returned:
    """One return in the reader's words. `words` is what staff noted, for staff only."""

    at: datetime
    goods: str
    cents: int
    tender: str
    reason: str
    words: str


def still_to_give(order: Order, language: str) -> str:
    """What is left of an order given in part; empty otherwise."""
    return lines.goods(order.lines, orders.list_to_give(order), language) if order.is_part_given else ""


def list_returned(order: Order, language: str) -> list[Returned]:
    return [tell(order, refund, language) for refund in payments.list_refunds(order.id)] if order.returned_cents else []


def tell(order: Order, refund: Refund, language: str) -> Returned:
    back = {one["line_id"]: one["quantity"] for one in refund.lines}
    tender, reason = say(f"order.tender.{refund.tender}", language), say(f"returning.reasons.{refund.reason_code}", language)
    return Returned(refund.refunded_at, lines.goods(order.lines, back, language), refund.cents, tender, reason, refund.reason_words)


def story_words(order: Order, name: str, facts: Mapping[str, Any], language: str) -> str:
    """The sentence of a fact about goods going out or coming back; empty for any other."""
    if name == "order.given":
        key = "giving.story_undone" if facts["undone"] else "giving.story"
        return say(key, language, goods=lines.goods(order.lines, {one[0]: one[1] for one in facts["lines"]}, language))
    if name == "order.returned":
        goods = lines.goods(order.lines, {one[0]: one[1] for one in facts["lines"]}, language)
        return say("returning.story_returned", language, goods=goods, reason=say(f"returning.reasons.{facts['reason']}", language))
    if name == "money.refunded":
        tender = say(f"order.tender.{facts['tender']}", language)
        return say("returning.story_refunded", language, refund_cents=facts["cents"], tender=tender)
    return ""
