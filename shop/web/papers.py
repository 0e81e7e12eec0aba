"""Decides how papers are told, the same on the roll, on the sheet, in the letter and in the office: VAT inside, what was paid, invoices."""
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from werkzeug.wrappers import Response

from shop.domain import documents, orders, payments, staff
from shop.domain.documents import Invoice, Party, Receipt
from shop.domain.orders import Order
from shop.kernel.money import vat_inside


def rates(vat: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """(the rate in words, "" out of the scope of VAT; gross cents; the VAT inside), the lowest first."""
    ordered = sorted((int(bp), cents) for bp, cents in vat.items() if cents)
    return [(rate_words(bp), cents, vat_inside(cents, bp)) for bp, cents in ordered]


def inside(cents: int, basis_points: int) -> int:
    """The VAT in a gross amount of cents."""
    return vat_inside(cents, basis_points)


def rate_words(basis_points: int) -> str:
    return f"{basis_points / 100:g}".replace(".", ",") if basis_points else ""


def told(paper: Receipt, order: Order) -> dict[str, Any]:
    """What every face of a receipt shows."""
    taken = [payment for payment in payments.list_of(order.id) if payment.voided_at is None]
    return {
        "receipt": paper, "order": order, "taken": taken, "rates": rates(paper.vat or order.vat), "seller_name": staff.name_of(paper.by),
        "off_cents": max(0, order.total_cents - paper.cents) if paper.kind == "sale" else 0,
        "change_cents": sum(payment.given_cents - payment.cents for payment in taken)}


def invoice_told(paper: Invoice) -> dict[str, Any]:
    """What every face of an invoice shows: people's words for what the file says."""
    about = documents.get_invoice(paper.about_id) if paper.about_id else None
    return {
        "invoice": paper, "from_party": Party.of(paper.seller), "to_party": Party.of(paper.buyer), "about": about,
        "order": orders.get(paper.order_id), "amounts": [(rate_words(one.basis_points), one) for one in documents.amounts_of(paper.vat)],
        "lines": [line | {"rate": rate_words(line["vat"])} for line in paper.lines], "file": documents.name_file_of(paper)}


def xml_answer(paper: Invoice) -> Response:
    """The file as the exchange system takes it."""
    answer = Response(paper.xml.encode(), content_type="application/xml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{documents.name_file_of(paper)}"'
    return answer


def zip_answer(name: str, papers: list[Invoice]) -> Response:
    """Several files in one."""
    body = BytesIO()
    with ZipFile(body, "w", ZIP_DEFLATED) as packed:
        for paper in papers:
            packed.writestr(documents.name_file_of(paper), paper.xml)
    answer = Response(body.getvalue(), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return answer
