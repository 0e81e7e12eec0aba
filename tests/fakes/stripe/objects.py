"""How Stripe's objects look: every field that stripe-python knows of them, empty where nothing is said."""

import secrets
from datetime import UTC, datetime
from typing import Any

from stripe import BalanceTransaction, Charge, Dispute, PaymentIntent, Payout, Refund
from stripe.checkout import Session
from stripe.terminal import Reader

Told = dict[str, Any]
CURRENCY = "eur"


def new_id(kind: str) -> str:
    return f"{kind}_{'test_' if kind == 'cs' else ''}{secrets.token_hex(12)}"


def _blank(kind: Any, prefix: str, now: int, **said: Any) -> Told:
    fields = [name for name in kind.__annotations__ if name not in ("OBJECT_NAME", "deleted")]
    always = {"id": new_id(prefix), "object": kind.OBJECT_NAME, "created": now, "livemode": False, "metadata": {}}
    return dict.fromkeys(fields) | always | said


def page(params: Told, total: int, *, url: str, now: int) -> Told:
    made = _blank(
        Session, "cs", now, amount_subtotal=total, amount_total=total, currency=CURRENCY, mode="payment", status="open",
        payment_status="unpaid", cancel_url=params.get("cancel_url"), success_url=params.get("success_url"),
        client_reference_id=params.get("client_reference_id"),
        customer_email=params.get("customer_email"), locale=params.get("locale"), metadata=params.get("metadata") or {},
        expires_at=params.get("expires_at") or now + 86_400, ui_mode="hosted_page", payment_method_types=["card", "satispay"],
        adaptive_pricing=params.get("adaptive_pricing") or {"enabled": True}, automatic_tax={"enabled": False, "status": None},
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}, custom_fields=[], shipping_options=[])
    return made | {"url": f"{url}/c/pay/{made['id']}"}


def intent(*, cents: int, now: int, metadata: Told, description: str | None, ways: list[str]) -> Told:
    made = _blank(PaymentIntent, "pi", now, amount=cents, amount_received=0, amount_capturable=0, currency=CURRENCY, metadata=metadata,
                  description=description, status="requires_payment_method", capture_method="automatic", payment_method_types=ways)
    return made | {"client_secret": f"{made['id']}_secret_{secrets.token_hex(8)}"}


def charge(of: Told, *, now: int) -> Told:
    return _blank(Charge, "ch", now, amount=of["amount"], amount_captured=of["amount"], amount_refunded=0, currency=of["currency"],
                  captured=True, paid=True, disputed=False, refunded=False, status="succeeded",
                  payment_intent=of["id"], metadata=of["metadata"])


def booking(of: Told, *, now: int) -> Told:
    """The fee of a European card: 1.5 % and 25 cents."""
    fee = (of["amount"] * 15 + 500) // 1_000 + 25
    return _blank(BalanceTransaction, "txn", now, amount=of["amount"], currency=of["currency"], fee=fee, net=of["amount"] - fee,
                  source=of["id"], status="pending", type="charge", fee_details=[])


def refund(of: Told, cents: int, *, now: int, metadata: Told, reason: str | None, status: str) -> Told:
    return _blank(Refund, "re", now, amount=cents, currency=of["currency"], charge=of["id"], payment_intent=of["payment_intent"],
                  metadata=metadata, reason=reason, status=status)


def dispute(of: Told, *, now: int) -> Told:
    return _blank(Dispute, "du", now, amount=of["amount"], currency=of["currency"], charge=of["id"], payment_intent=of["payment_intent"],
                  status="needs_response", reason="fraudulent", is_charge_refundable=False)


def payout(cents: int, *, now: int, arrives_in_days: int, status: str) -> Told:
    midnight = int(datetime.fromtimestamp(now, UTC).replace(hour=0, minute=0, second=0, microsecond=0).timestamp())
    return _blank(Payout, "po", now, amount=cents, currency=CURRENCY, arrival_date=midnight + arrives_in_days * 86_400, status=status,
                  method="standard", type="bank_account", automatic=True)


def reader(*, reader_id: str, now: int) -> Told:
    return _blank(Reader, "tmr", now, id=reader_id, device_type="stripe_s700", label="Banco", status="online", serial_number="S700-1")
