"""Decides how the VAT inside a paper and what was paid for it are told, the same on the roll, on the sheet and in the letter."""
from collections.abc import Mapping
from typing import Any

from shop.domain import payments, staff
from shop.domain.documents import Receipt
from shop.domain.orders import Order
from shop.kernel.money import vat_inside


def rates(vat: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """(the rate in words, gross cents, the VAT inside), the lowest first."""
    ordered = sorted((int(bp), cents) for bp, cents in vat.items() if cents)
    return [(f"{bp / 100:g}".replace(".", ","), cents, vat_inside(cents, bp)) for bp, cents in ordered]


def told(paper: Receipt, order: Order) -> dict[str, Any]:
    """What every face of a receipt shows."""
    taken = [payment for payment in payments.list_of(order.id) if payment.voided_at is None]
    return {
        "receipt": paper, "order": order, "taken": taken, "rates": rates(order.vat), "seller_name": staff.name_of(paper.by),
        "change_cents": sum(payment.given_cents - payment.cents for payment in taken)}
