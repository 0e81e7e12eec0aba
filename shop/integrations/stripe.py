"""Speaks to Stripe: hosted pages, refunds, the reader on the counter, notices, payouts; each call with a time limit and its own key."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from shop.integrations.patience import Line, Patience, Turn
from shop.integrations.stripe_reading import Told, charge_of, read_event, read_intent, read_page, read_refund, read_transfer
from shop.kernel import clock
from shop.kernel.gateway import BadNotice, BankTransfer, GatewayAway, GatewayRefused, GivenBack, Intent, OpenPage, PayNotice, PayPage
from shop.web.configuring import StripeKeys

if TYPE_CHECKING:
    from stripe import StripeClient
    from stripe.params import EventListParams, PayoutListParams, RefundListParams
    from stripe.params.checkout import SessionCreateParams

API_VERSION = "2026-10-28.endive"  # what the objects look like; it moves only together with the library
API = "https://api.stripe.com"
PAGES = "https://checkout.stripe.com"
CURRENCY = "eur"
MOST_LINES, LONGEST_NAME = 100, 250
TOLERANCE = timedelta(minutes=5)
A_PAGE_OF, MOST_PAGES = 100, 100
INTENT_PARTS = ("latest_charge.balance_transaction", "latest_charge.refunds")
HEARD = ["checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed",
         "checkout.session.expired", "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled",
         "charge.refunded", "refund.created", "refund.updated", "refund.failed", "charge.dispute.created", "charge.dispute.updated",
         "charge.dispute.closed", "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated",
         "terminal.reader.action_succeeded", "terminal.reader.action_failed"]


class StripeGateway:
    """The gateway over Stripe, once for people who wait and once for the worker."""

    kind = "stripe"

    def __init__(self, keys: StripeKeys, patience: Patience) -> None:
        self._keys, self._patience, self._line = keys, patience, Line(patience)

    @cached_property
    def _client(self) -> "StripeClient":
        """Made with the first call: the library is large, and most processes never pay anything."""
        import stripe

        stripe.enable_telemetry = False
        patience = (self._patience.connect_s, self._patience.read_s)
        return stripe.StripeClient(self._keys.secret, stripe_version=API_VERSION, max_network_retries=0,
                                   base_addresses={"api": self._keys.url or API},
                                   http_client=stripe.RequestsClient(timeout=patience))

    def is_open(self) -> bool:
        return True

    def has_reader(self) -> bool:
        return bool(self._keys.reader)

    def open_page(self, asked: PayPage) -> OpenPage:
        with self._line.turn() as turn:
            return read_page(_ask(turn, lambda: self._client.v1.checkout.sessions.create(
                _page_params(asked), {"idempotency_key": asked.reference})), None)

    def look_at_page(self, page_id: str) -> OpenPage:
        with self._line.turn() as turn:
            return self._look_at_page(turn, page_id)

    def _look_at_page(self, turn: Turn, page_id: str) -> OpenPage:
        parts = ["payment_intent", *(f"payment_intent.{part}" for part in INTENT_PARTS)]
        told = _ask(turn, lambda: self._client.v1.checkout.sessions.retrieve(page_id, {"expand": parts}))
        intent = told.get("payment_intent")
        return read_page(told, self._read_intent(turn, intent) if isinstance(intent, dict) else None)

    def close_page(self, page_id: str) -> OpenPage:
        with self._line.turn() as turn:
            with suppress(GatewayRefused):  # it is not open any more: somebody was faster, or it ran out
                _ask(turn, lambda: self._client.v1.checkout.sessions.expire(page_id))
            page = self._look_at_page(turn, page_id)
            if page.state == "open":
                raise GatewayAway("the page could not be closed")
            return page

    def look_at_intent(self, intent_id: str) -> Intent:
        with self._line.turn() as turn:
            return self._look_at_intent(turn, intent_id)

    def _look_at_intent(self, turn: Turn, intent_id: str) -> Intent:
        return self._read_intent(turn, _ask(turn, lambda: self._client.v1.payment_intents.retrieve(
            intent_id, {"expand": list(INTENT_PARTS)})))

    def _read_intent(self, turn: Turn, told: Told) -> Intent:
        """With all its refunds, also where there are more than come along, and the dispute where there is one."""
        charge = charge_of(told) or {}
        listed = charge.get("refunds") or {}
        refunds = self._list_refunds(turn, told["id"]) if listed.get("has_more") else list(listed.get("data") or ())
        disputes: list[Told] = []
        if charge.get("disputed"):
            disputes = _ask(turn, lambda: self._client.v1.disputes.list({"payment_intent": told["id"]}))["data"]
        return read_intent(told, refunds=refunds, disputes=disputes)

    def _list_refunds(self, turn: Turn, intent_id: str) -> list[Told]:
        return list(_all(turn, lambda after: self._client.v1.refunds.list(
            cast("RefundListParams", {"payment_intent": intent_id, "limit": A_PAGE_OF, **after}))))

    def give_back(self, intent_id: str, *, cents: int, reference: str) -> GivenBack:
        """Stripe forgets a key after a day, the refund itself never: asked again later, ours is found by its reference."""
        with self._line.turn() as turn:
            known = [refund for refund in map(read_refund, self._list_refunds(turn, intent_id)) if refund.reference == reference]
            if known:
                return known[0]
            return read_refund(_ask(turn, lambda: self._client.v1.refunds.create(
                {"payment_intent": intent_id, "amount": cents, "reason": "requested_by_customer", "metadata": {"reference": reference}},
                {"idempotency_key": reference})))

    def start_reader(self, *, cents: int, reference: str, order_code: str) -> Intent:
        with self._line.turn() as turn:
            told = _ask(turn, lambda: self._client.v1.payment_intents.create(
                {"amount": cents, "currency": CURRENCY, "allowed_payment_method_types": ["card_present"], "capture_method": "automatic",
                 "description": order_code, "metadata": {"reference": reference, "order": order_code}}, {"idempotency_key": reference}))
            _ask(turn, lambda: self._client.v1.terminal.readers.process_payment_intent(
                self._keys.reader, {"payment_intent": told["id"], "process_config": {"skip_tipping": True}},
                {"idempotency_key": f"{reference}:shown"}))
            return self._read_intent(turn, told)

    def stop_reader(self, intent_id: str) -> Intent:
        """Off the reader, if it is this sum it shows; then nobody may pay it, unless the card was faster."""
        with self._line.turn() as turn:
            with suppress(GatewayRefused):  # an empty reader, or one that is switched off
                if _shows(_ask(turn, lambda: self._client.v1.terminal.readers.retrieve(self._keys.reader)), intent_id):
                    _ask(turn, lambda: self._client.v1.terminal.readers.cancel_action(self._keys.reader))
            with suppress(GatewayRefused):  # the card was faster, or it is cancelled already
                _ask(turn, lambda: self._client.v1.payment_intents.cancel(intent_id, {"cancellation_reason": "abandoned"}))
            return self._look_at_intent(turn, intent_id)

    def read_notice(self, body: bytes, signature: str) -> PayNotice:
        """Checked by the library, its age by the shop's own clock."""
        from stripe import SignatureVerificationError, WebhookSignature

        try:
            WebhookSignature.verify_header(body, signature, self._keys.webhook_secret)
            signed_at = int(dict(part.partition("=")[::2] for part in signature.split(","))["t"])
            if abs(clock.now().timestamp() - signed_at) > TOLERANCE.total_seconds():
                raise BadNotice
            return read_event(json.loads(body))
        except (SignatureVerificationError, ValueError, LookupError, TypeError, AttributeError):
            raise BadNotice from None

    def list_notices(self, since: datetime) -> list[PayNotice]:
        with self._line.turn() as turn:
            told = list(_all(turn, lambda after: self._client.v1.events.list(cast("EventListParams", {
                "created": {"gte": int(since.timestamp())}, "types": HEARD, "limit": A_PAGE_OF, **after}))))
        return [read_event(event) for event in reversed(told)]

    def list_transfers(self, since: datetime) -> list[BankTransfer]:
        with self._line.turn() as turn:
            return [read_transfer(told) for told in _all(turn, lambda after: self._client.v1.payouts.list(
                cast("PayoutListParams", {"created": {"gte": int(since.timestamp())}, "limit": A_PAGE_OF, **after})))]


def _ask(turn: Turn, call: Callable[[], Any]) -> Told:
    told: Told = turn.ask(call).to_dict()
    return told


def _all(turn: Turn, call: Callable[[Any], Any]) -> Iterator[Told]:
    """Everything in a list, page by page."""
    after: dict[str, str] = {}
    for _ in range(MOST_PAGES):
        told = _ask(turn, lambda after=after: call(after))  # type: ignore[misc]
        yield from told["data"]
        if not told.get("has_more"):
            return
        after = {"starting_after": told["data"][-1]["id"]}


def _page_params(asked: PayPage) -> "SessionCreateParams":
    named = {"reference": asked.reference, "order": asked.order_code}
    params: SessionCreateParams = {
        "mode": "payment", "ui_mode": "hosted_page", "client_reference_id": asked.reference, "metadata": named,
        "payment_intent_data": {"description": asked.order_code, "metadata": named}, "locale": asked.language,
        "success_url": asked.success_url, "cancel_url": asked.cancel_url, "expires_at": int(asked.expires_at.timestamp()),
        "adaptive_pricing": {"enabled": False},  # the order is in euro, to the cent
        "line_items": [{"quantity": 1, "price_data": {"currency": CURRENCY, "unit_amount": cents, "product_data": {"name": name}}}
                       for name, cents in _lines(asked)]}
    if asked.email:
        params["customer_email"] = asked.email
    return params


def _lines(asked: PayPage) -> list[tuple[str, int]]:
    """As the order has them; as one where the page could not show them so."""
    fits = len(asked.lines) <= MOST_LINES and all(line.cents >= 0 for line in asked.lines)
    if not fits or sum(line.cents for line in asked.lines) != asked.cents:
        return [(asked.order_code, asked.cents)]
    return [((line.name.strip() or asked.order_code)[:LONGEST_NAME], line.cents) for line in asked.lines]


def _shows(reader: Told, intent_id: str) -> bool:
    action = reader.get("action") or {}
    return action.get("status") == "in_progress" and (action.get("process_payment_intent") or {}).get("payment_intent") == intent_id
