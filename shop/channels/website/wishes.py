"""Decides what an order's form says about offers: soft opt-in with its refusal beside it, and the yes that is confirmed by letter."""

from collections.abc import Mapping
from typing import Any

from shop.domain import customers
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.database import writing
from shop.kernel.wording import say


def note(order: Order, typed: Mapping[str, Any], language: str) -> None:
    """Once an order. Not refusing counts only where nothing was answered before (Codice Privacy art. 130 c. 4)."""
    row = customers.find_by_email(order.email) if order.email else None
    if row is None or row.erased_at:
        return
    refuses, proof, now = typed.get("no_offers") == "1", f"order:{order.id}", clock.now()
    with writing():
        if any(entry.proof == proof for entry in customers.list_consents([row.id])):
            return
        if refuses or row.marketing == "none":
            customers.consent(row.id, "marketing", act="refused" if refuses else "soft", source="checkout",
                              words=say("people.consent.soft", language), proof=proof, now=now)
        if typed.get("offers") == "1" and not refuses:
            customers.ask_to_confirm(row.email or "", name=order.name, source="checkout", words=say("people.consent.marketing", language),
                                     language=language, now=now, proof=proof)
