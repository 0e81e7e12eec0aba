"""Decides how what became of an order's goods is told, on every page the same: what is still to give, what came back for which money."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shop.domain import orders
from shop.domain.orders import Order
from shop.kernel.wording import say
from shop.web import lines, refunds


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
    return [tell(order, act, language) for act in refunds.list_acts(order) if act.first.lines]


def tell(order: Order, act: refunds.Act, language: str) -> Returned:
    back = {one["line_id"]: one["quantity"] for one in act.first.lines}
    tenders = dict.fromkeys(say(f"order.tender.{part.tender}", language) for part in act.parts if part.state != "failed")
    reason, goods = say(f"returning.reasons.{act.first.reason_code}", language), lines.goods(order.lines, back, language)
    return Returned(act.first.refunded_at, goods, act.cents, ", ".join(tenders), reason, act.first.reason_words)


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
    if name in ("order.allowed", "refund.failed"):
        return say(f"refunding.story.{name.replace('.', '_')}", language, story_cents=facts["cents"])
    return ""
