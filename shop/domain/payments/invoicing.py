"""Decides when an invoice follows the money: at once when everything is paid, and taken back when a payment is."""

from collections import Counter
from datetime import datetime

from shop.domain import documents, orders
from shop.domain.documents import Invoice
from shop.domain.orders import CANCELLED, Order, OrderMoved
from shop.domain.payments.events import PaymentTaken, PaymentVoided
from shop.domain.payments.finding import list_of
from shop.kernel.database import writing
from shop.kernel.events import Event


def write_invoice(order_id: int, *, by: str, now: datetime) -> Invoice:
    """The invoice of an order that is paid. Raises the refusals of documents.issue_invoice."""
    with writing():
        return documents.issue_invoice(order_id, paid=paid_by(order_id), by=by, now=now)


def paid_by(order_id: int) -> dict[str, int]:
    """{tender: cents} of what was taken and stands."""
    sums: Counter[str] = Counter()
    for payment in list_of(order_id):
        if payment.voided_at is None:
            sums[payment.tender] += payment.cents
    return dict(sums)


def invoice_paid(event: PaymentTaken | OrderMoved) -> None:
    """Who asked for an invoice has it once the order stands and nothing is due; what keeps it from being written keeps nobody from paying.
    An order called off gives back what was invoiced of it, but for what the shop keeps."""
    order = orders.get(event.order_id)
    if order.state in CANCELLED:
        _take_back(order, order.kept_cents, cause=f"called_off:{order.id}:{order.version}", reason="Ordine annullato", event=event)
    elif documents.why_not(order) is None:
        documents.try_invoice(order.id, paid=paid_by(order.id), by=event.by, now=event.at)


def credit_voided(event: PaymentVoided) -> None:
    """A payment undone in its ten seconds takes its invoice back by a credit note; paid again there is another one."""
    order = orders.get(event.order_id)
    if order.due_cents > 0:
        _take_back(order, 0, cause=f"void:{event.payment_id}", reason="Pagamento annullato", event=event)


def _take_back(order: Order, keep_cents: int, *, cause: str, reason: str, event: Event) -> None:
    left = {rate: cents for rate, cents in documents.invoiced(order.id).items() if cents > 0}
    if left:
        documents.issue_credit_note(
            cause=cause, order_id=order.id, vat=left, reason=reason, by=event.by, now=event.at, keep_cents=keep_cents
        )


def note_fiscal(event: PaymentTaken | OrderMoved) -> None:
    """A paper whose every tender the owner rings up on the fiscal printer is noted so by itself; anybody may say otherwise."""
    tenders, paper = documents.seller_facts().fiscal_tenders, documents.find_sale_receipt(event.order_id)
    paid = paid_by(event.order_id)
    if paper is not None and paper.fiscal_at is None and paid and set(paid) <= set(tenders):
        documents.flag_fiscal([paper.id], is_fiscal=True, by="shop", now=event.at)
