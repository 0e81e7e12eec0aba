"""Who asks for invoices in tests, and orders paid for that ask for one."""

from typing import Any

from shop.domain import baskets, business, documents, orders, payments
from shop.domain.baskets import Choice
from shop.domain.catalogue import Product
from shop.domain.documents import Invoice
from shop.domain.orders import Order
from shop.domain.payments import Money
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.origin import Origin
from tests import makers
from tests.world import FIORDALISO

TILL = Origin("counter", staff_id=1)
COMPANY = {
    "kind": "company", "name": "Studio Ghë’ro – Architetti", "vat_number": "IT 0764 3520567", "recipient": "m5uxcr1",
    "street": "Via Po 3", "postal_code": "10123", "town": "Torino", "province": "to",
}  # fmt: skip
PERSON = {"kind": "person", "name": "Mario Rossi", "fiscal_code": "rssmra80a01h501u", "street": "Via Roma 1",
          "postal_code": "00184", "town": "Roma"}  # fmt: skip
FOREIGNER = {"kind": "foreign", "name": "Hans Müller GmbH", "vat_number": "DE136695976", "street": "Hauptstraße 2",
             "postal_code": "10115", "town": "Berlin", "country": "de"}  # fmt: skip


def open_shop() -> None:
    """Seller's data and hours."""
    business.save(FIORDALISO, by="shop", now=clock.now())
    makers.make_hours()


def ordered(*choices: Choice | Product, invoice_to: dict[str, str] | None = None, **details: Any) -> Order:
    """An order whose buyer asked for an invoice, unpaid yet."""
    order = makers.place_order(*choices, **details)
    db.session.rollback()
    return documents.request_invoice(order.id, invoice_to or COMPANY, by="staff:1", via="admin", now=clock.now())


def pay(order_id: int, tender: str = "cash", cents: int | None = None) -> None:
    """All that is due, or so much of it."""
    due = orders.get(order_id).due_cents if cents is None else cents
    number = len(payments.list_of(order_id))
    db.session.rollback()
    payments.record_payment(
        order_id=order_id, tender=tender, reference=f"test:{order_id}:{number}", cents=due, given_cents=due, by="staff:1", via="admin",
        now=clock.now(),
    )  # fmt: skip


def invoices(order_id: int) -> list[Invoice]:
    db.session.rollback()
    return list(documents.list_invoices_of(order_id))


def hand_over(order_id: int) -> None:
    db.session.rollback()
    payments.hand_over(order_id, money=Money(), by="staff:1", via="counter", now=clock.now())


def sell(*choices: Choice, money: Money | None = None, checkout: str = "till-1") -> payments.Sale:
    """Rung up at the till and paid."""
    token = baskets.open_basket(origin=TILL, language="it", now=clock.now())
    for choice in choices:
        baskets.add(token, choice, now=clock.now(), by_scale=True)
    seen = makers.seen(token, kind="counter")
    db.session.rollback()
    return payments.sell(
        checkout=checkout, basket_token=token, seen=seen, money=money or Money(), origin=TILL, language="it", by="staff:1", now=clock.now()
    )
