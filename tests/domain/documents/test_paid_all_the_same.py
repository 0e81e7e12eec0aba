"""What keeps an invoice from being written keeps nobody from paying."""

from dataclasses import replace

import pytest
from flask import Flask

from shop.domain import business, orders, payments
from shop.domain.documents import InvoiceFaulty
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers
from tests.domain.documents.invoices import invoices, open_shop, ordered, pay
from tests.world import FIORDALISO


def move_to(postal_code: str) -> None:
    db.session.rollback()
    business.save(replace(FIORDALISO, postal_code=postal_code), by="shop", now=clock.now())


def test_a_seller_whose_address_is_wrong_is_paid_and_writes_the_invoice_later(app: Flask) -> None:
    open_shop()
    move_to("1012")
    order = ordered(makers.make_product())
    pay(order.id, "card")
    assert orders.get(order.id).due_cents == 0 and invoices(order.id) == []
    with pytest.raises(InvoiceFaulty):
        payments.write_invoice(order.id, by="staff:1", now=clock.now())
    move_to(FIORDALISO.postal_code)
    payments.write_invoice(order.id, by="staff:1", now=clock.now())
    assert [paper.shown for paper in invoices(order.id)] == ["F 2026/000001"]

