"""Decides what Stripe's objects mean in the shop's words; they come as plain dictionaries."""

from datetime import UTC, datetime
from typing import Any

from shop.kernel.gateway import BankTransfer, Dispute, GivenBack, Intent, OpenPage, PayNotice

Told = dict[str, Any]
INTENTS = {"succeeded": "succeeded", "processing": "processing", "canceled": "cancelled"}
REFUNDS = {"succeeded": "succeeded", "failed": "failed", "canceled": "cancelled"}
DISPUTES = {"won": "won", "lost": "lost", "warning_closed": "won", "prevented": "won"}


def read_page(told: Told, intent: Intent | None) -> OpenPage:
    """As long as the page is open a declined card is not the end: the next one may be taken."""
    state = str(told.get("status") or "open")
    if intent is not None and state == "open" and intent.state == "failed":
        intent = _still_waiting(intent)
    return OpenPage(str(told["id"]), state, str(told.get("url") or ""), int(told.get("amount_total") or 0), str(told.get("currency") or ""),
                    str(told.get("client_reference_id") or ""), _named(told, "order"), intent)


def _still_waiting(intent: Intent) -> Intent:
    return Intent(intent.id, "waiting", intent.cents, intent.currency, intent.reference, intent.order_code)


def read_intent(told: Told, *, refunds: list[Told], disputes: list[Told]) -> Intent:
    state = INTENTS.get(str(told.get("status")), "waiting")
    if state == "waiting" and told.get("last_payment_error"):
        state = "failed"
    cents = int(told["amount_received"] if state == "succeeded" else told["amount"])
    return Intent(str(told["id"]), state, cents, str(told["currency"]), _named(told, "reference"), _named(told, "order"), _fee(told),
                  tuple(map(read_refund, refunds)), read_dispute(disputes))


def _fee(told: Told) -> int:
    """In the currency that was paid in, else it would be no part of it."""
    booked = (charge_of(told) or {}).get("balance_transaction")
    if not isinstance(booked, dict) or booked.get("currency") != told.get("currency"):
        return 0
    return int(booked.get("fee") or 0)


def charge_of(told: Told) -> Told | None:
    charge = told.get("latest_charge")
    return charge if isinstance(charge, dict) else None


def read_refund(told: Told) -> GivenBack:
    return GivenBack(str(told["id"]), int(told["amount"]), REFUNDS.get(str(told.get("status")), "pending"), _named(told, "reference"))


def read_dispute(told: list[Told]) -> Dispute | None:
    """The newest: Stripe lists it first."""
    if not told:
        return None
    return Dispute(str(told[0]["id"]), int(told[0]["amount"]), DISPUTES.get(str(told[0].get("status")), "open"))


def read_transfer(told: Told) -> BankTransfer:
    return BankTransfer(str(told["id"]), int(told["amount"]), str(told["status"]), moment(told["arrival_date"]).date())


def read_event(told: Told) -> PayNotice:
    about = told.get("data", {}).get("object", {})
    return PayNotice(str(told["id"]), str(told["type"]), _what(about), moment(told["created"]))


def _what(about: Told) -> str:
    """The page or the intent; of a refund, a charge, a dispute, a reader the intent they belong to."""
    if about.get("object") in ("checkout.session", "payment_intent"):
        return str(about["id"])
    shown = ((about.get("action") or {}).get("process_payment_intent") or {}) if about.get("object") == "terminal.reader" else {}
    found = about.get("payment_intent") or shown.get("payment_intent") or about.get("id") or ""
    return str(found.get("id", "") if isinstance(found, dict) else found)


def _named(told: Told, name: str) -> str:
    return str((told.get("metadata") or {}).get(name) or "")


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
