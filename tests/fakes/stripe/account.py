"""What the fake Stripe knows, and what customers, banks and the owner at the dashboard do to it."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from threading import RLock
from typing import Any

from stripe import WebhookSignature

from shop.kernel import clock
from tests.fakes.stripe import objects
from tests.fakes.stripe.objects import Told, new_id
from tests.fakes.stripe.params import No

API_VERSION = "2026-10-28.endive"
NOT_COME = {"type": "api_error", "code": "payment_method_provider_decline"}
DECLINED = {"type": "card_error", "code": "card_declined", "decline_code": "generic_decline", "message": "Your card was declined."}


class Account:
    """Everything by its id; `events` in the order they happened. Verbs take a page or an intent by id, a page also by our reference."""

    def __init__(self, *, key: str, webhook_secret: str, reader_id: str) -> None:
        self.key, self.webhook_secret, self.url = key, webhook_secret, ""
        self.lock = RLock()
        self.time: Callable[[], datetime] = clock.now  # what time it is there
        self.pages: dict[str, Told] = {}
        self.lines: dict[str, list[Told]] = {}
        self.intents: dict[str, Told] = {}
        self.charges: dict[str, Told] = {}
        self.bookings: dict[str, Told] = {}
        self.refunds: dict[str, Told] = {}
        self.disputes: dict[str, Told] = {}
        self.payouts: dict[str, Told] = {}
        self.readers = {reader_id: objects.reader(reader_id=reader_id, now=self.now())}
        self.intent_data: dict[str, Told] = {}
        self.events: list[Told] = []
        self.books_fees = True  # False: the fee is not known when the charge is made, only after `book_fees`
        self.reader_is_busy = False  # True: somebody's card is in it this very moment
        self.refunds_wait = False  # True: a refund is pending until `finish_refund` or `fail_refund`
        self.on_event: Callable[[Told], None] = lambda _event: None

    def now(self) -> int:
        return int(self.time().timestamp())

    # what the customer does

    def pay(self, page: str) -> str:
        """With a card: at once. Returns the id of the intent."""
        with self.lock:
            told = self._open_page(page)
            intent = self._intent_of(told)
            self._succeed(intent)
            self._complete(told, "paid")
            return str(intent["id"])

    def pay_later(self, page: str) -> str:
        """With a delayed method: the page is complete, the money on its way."""
        with self.lock:
            told = self._open_page(page)
            intent = self._intent_of(told)
            intent["status"] = "processing"
            self._tell("payment_intent.processing", intent)
            self._complete(told, "unpaid")
            return str(intent["id"])

    def finish(self, page: str) -> None:
        """The delayed money has come."""
        with self.lock:
            told, intent = self.page(page), self.intent(page)
            self._succeed(intent)
            told["payment_status"] = "paid"
            self._tell("checkout.session.async_payment_succeeded", told)

    def fail(self, page: str) -> None:
        """The delayed money will not come."""
        with self.lock:
            intent = self.intent(page)
            intent |= {"status": "requires_payment_method", "last_payment_error": dict(NOT_COME)}
            self._tell("payment_intent.payment_failed", intent)
            self._tell("checkout.session.async_payment_failed", self.page(page))

    def decline(self, page: str) -> None:
        """The bank says no; the page stays open."""
        with self.lock:
            intent = self._intent_of(self._open_page(page))
            intent |= {"status": "requires_payment_method", "last_payment_error": dict(DECLINED)}
            self._tell("payment_intent.payment_failed", intent)

    def expire(self, page: str) -> None:
        """Nobody paid in time."""
        with self.lock:
            self._expire(self._open_page(page))

    def tap(self) -> str:
        """A card on the reader that waits for one."""
        with self.lock:
            reader, intent = self._waiting_reader()
            self._succeed(intent)
            reader["action"]["status"] = "succeeded"
            self._tell("terminal.reader.action_succeeded", reader)
            return str(intent["id"])

    def decline_tap(self) -> None:
        with self.lock:
            reader, intent = self._waiting_reader()
            intent |= {"status": "requires_payment_method", "last_payment_error": dict(DECLINED)}
            reader["action"] |= {"status": "failed", "failure_code": "card_declined", "failure_message": "Your card was declined."}
            self._tell("payment_intent.payment_failed", intent)
            self._tell("terminal.reader.action_failed", reader)

    # what the owner does at the dashboard, and banks

    def refund(self, of: str, cents: int, *, metadata: Told | None = None, reason: str | None = None) -> Told:
        with self.lock:
            charge = self._charge_of(self.intent(of))
            left = charge["amount_captured"] - charge["amount_refunded"]
            if left <= 0:
                raise No(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
            if charge["disputed"] and next(self._disputes_of(charge))["status"] != "won":
                raise No("This charge has been charged back.", code="charge_disputed")
            if cents <= 0:
                raise No("Invalid positive integer", code="parameter_invalid_integer", param="amount")
            if cents > left:  # the real one's words; it has no code of its own
                raise No(f"Refund amount ({cents}) is greater than unrefunded amount on charge ({left})", param="amount")
            made = objects.refund(charge, cents, now=self.now(), metadata=metadata or {}, reason=reason,
                                  status="pending" if self.refunds_wait else "succeeded")
            self.refunds[made["id"]] = made
            charge["amount_refunded"] += cents
            charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
            self._tell("refund.created", made)
            self._tell("charge.refunded", charge)
            return made

    def finish_refund(self, refund_id: str) -> None:
        with self.lock:
            self.refunds[refund_id]["status"] = "succeeded"
            self._tell("refund.updated", self.refunds[refund_id])

    def fail_refund(self, refund_id: str) -> None:
        """The bank sends the money back: the card was closed."""
        with self.lock:
            refund = self.refunds[refund_id]
            refund |= {"status": "failed", "failure_reason": "lost_or_stolen_card"}
            charge = self.charges[refund["charge"]]
            charge["amount_refunded"] -= refund["amount"]
            charge["refunded"] = False
            self._tell("refund.failed", refund)

    def dispute(self, of: str) -> Told:
        with self.lock:
            charge = self._charge_of(self.intent(of))
            made = objects.dispute(charge, now=self.now())
            self.disputes[made["id"]] = made
            charge["disputed"] = True
            self._tell("charge.dispute.created", made)
            return made

    def close_dispute(self, of: str, outcome: str) -> None:
        """`won` or `lost`."""
        with self.lock:
            made = next(self._disputes_of(self._charge_of(self.intent(of))))
            made["status"] = outcome
            self._tell("charge.dispute.closed", made)

    def payout(self, cents: int, *, arrives_in_days: int = 2, status: str = "in_transit") -> Told:
        with self.lock:
            made = objects.payout(cents, now=self.now(), arrives_in_days=arrives_in_days, status=status)
            self.payouts[made["id"]] = made
            self._tell("payout.created", made)
            return made

    def book_fees(self) -> None:
        with self.lock:
            for charge in self.charges.values():
                self._book(charge)

    # finding

    def page(self, named: str) -> Told:
        """By its id or our reference; a page whose time has come is expired, as the real one does by itself."""
        told = self.pages.get(named) or next((one for one in self.pages.values() if one["client_reference_id"] == named), None)
        if told is None:
            raise No(f"No such checkout.session: {named}", code="resource_missing", status=404, param="session")
        if told["status"] == "open" and told["expires_at"] <= self.now():
            self._expire(told)
        return told

    def intent(self, named: str) -> Told:
        if named in self.intents:
            return self.intents[named]
        by_reference = next((one for one in self.intents.values() if one["metadata"].get("reference") == named), None)
        told = by_reference or (self.intents.get(str(self.page(named)["payment_intent"])) if not named.startswith("pi_") else None)
        if told is None:
            raise No(f"No such payment_intent: '{named}'", code="resource_missing", status=404, param="intent")
        return told

    def paid_cents(self) -> int:
        """All that was ever taken from cards."""
        return sum(charge["amount_captured"] for charge in self.charges.values())

    def refunded_cents(self) -> int:
        return sum(refund["amount"] for refund in self.refunds.values() if refund["status"] not in ("failed", "canceled"))

    # within

    def _expire(self, told: Told) -> None:
        told |= {"status": "expired", "url": None}
        if told["payment_intent"]:
            self.intents[told["payment_intent"]]["status"] = "canceled"
            self._tell("payment_intent.canceled", self.intents[told["payment_intent"]])
        self._tell("checkout.session.expired", told)

    def _open_page(self, named: str) -> Told:
        told = self.page(named)
        if told["status"] != "open":
            raise No("This Checkout Session is no longer active.", code="checkout_session_not_open")
        return told

    def _intent_of(self, told: Told) -> Told:
        """Made with the first attempt to pay, as the real one does."""
        if told["payment_intent"] is None:
            data = self.intent_data.get(told["id"], {})
            made = objects.intent(cents=told["amount_total"], now=self.now(), metadata=data.get("metadata") or {},
                                  description=data.get("description"), ways=["card", "satispay"])
            self.intents[made["id"]] = made
            told["payment_intent"] = made["id"]
            self._tell("payment_intent.created", made)
        return self.intents[told["payment_intent"]]

    def _succeed(self, intent: Told) -> None:
        made = objects.charge(intent, now=self.now())
        self.charges[made["id"]] = made
        if self.books_fees:
            self._book(made)
        intent |= {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": made["id"], "last_payment_error": None}
        self._tell("charge.succeeded", made)
        self._tell("payment_intent.succeeded", intent)

    def _book(self, charge: Told) -> None:
        if charge["balance_transaction"] is None:
            made = objects.booking(charge, now=self.now())
            self.bookings[made["id"]] = made
            charge["balance_transaction"] = made["id"]

    def _complete(self, told: Told, payment_status: str) -> None:
        told |= {"status": "complete", "payment_status": payment_status, "url": None}
        self._tell("checkout.session.completed", told)

    def _charge_of(self, intent: Told) -> Told:
        if intent["latest_charge"] is None:
            raise No(f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.")
        return self.charges[intent["latest_charge"]]

    def _disputes_of(self, charge: Told) -> Any:
        return (one for one in reversed(self.disputes.values()) if one["charge"] == charge["id"])

    def _waiting_reader(self) -> tuple[Told, Told]:
        reader = next(one for one in self.readers.values() if (one["action"] or {}).get("status") == "in_progress")
        return reader, self.intents[reader["action"]["process_payment_intent"]["payment_intent"]]

    def _tell(self, kind: str, about: Told) -> None:
        event = {"id": new_id("evt"), "object": "event", "api_version": API_VERSION, "created": self.now(), "type": kind, "livemode": False,
                 "data": {"object": deepcopy(about)}, "pending_webhooks": 1, "request": {"id": None, "idempotency_key": None}}
        self.events.append(event)
        self.on_event(event)

    def sign(self, body: str, at: datetime | None = None) -> str:
        """The header with which Stripe sends this body at a moment."""
        seconds = int((at or self.time()).timestamp())
        return WebhookSignature.generate_signature_header(body, self.webhook_secret, seconds)

    @staticmethod
    def body_of(event: Told) -> str:
        return json.dumps(event, indent=2)
