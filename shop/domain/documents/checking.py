"""Decides whether every series is without gaps, and papers and orders agree to the cent, rate by rate."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Select, func, select

from shop.domain.documents.facts import Party
from shop.domain.documents.models import Invoice, Receipt, Series
from shop.domain.documents.proving import prove
from shop.domain.documents.transcribing import name_file
from shop.domain.orders import CANCELLED, GIVEN_OUT, UNPAID, Order
from shop.kernel.database import db


def list_faults() -> Iterator[str]:
    counted = {series.name: series.last for series in db.session.scalars(select(Series)) if series.name != "SDI"}
    for model, papers in ((Receipt, "receipts"), (Invoice, "invoices")):
        of_model: Select[str, int, int] = select(model.series, func.count(model.id), func.max(model.number)).group_by(model.series)
        for series, written, highest in db.session.execute(of_model):
            last = counted.pop(series, 0)
            if not written == highest == last:
                yield f"{papers} {series}: {written} papers, the highest number is {highest}, counted up to {last}"
    yield from (f"papers {series}: counted up to {last} without a paper" for series, last in counted.items() if last)
    yield from _receipts()
    yield from _invoices()


def _receipts() -> Iterator[str]:
    """I9: a paper's rates add up to it; a closed order's sale less what came back is what its goods cost now, and no rate below nothing."""
    sums: dict[int, Counter[str]] = {}
    for paper in db.session.scalars(select(Receipt)):
        if paper.vat and sum(paper.vat.values()) != paper.cents:
            yield f"I9 receipt {paper.shown}: {paper.cents} cents, its rates {sum(paper.vat.values())}"
        if paper.voided_at is None:
            sums.setdefault(paper.order_id, Counter()).update(paper.vat)
    for order in db.session.scalars(select(Order).where(Order.state.in_(GIVEN_OUT))).unique():
        owed, vat = order.total_cents - order.returned_cents - order.allowance_cents, sums.get(order.id, Counter())
        if sum(vat.values()) != owed or min(vat.values(), default=0) < 0:
            yield f"order {order.id}: its receipts less its returns are {sum(vat.values())} cents, its goods cost {owed}"


def _invoices() -> Iterator[str]:
    """Every file keeps the written rules; what is invoiced, less credit notes, is what a settled order costs or what the shop keeps."""
    sums: Counter[int] = Counter()
    for paper in db.session.scalars(select(Invoice).order_by(Invoice.id)):
        sums[paper.order_id] += paper.cents if paper.kind == "invoice" else -paper.cents
        name = name_file(Party.of(paper.seller), paper.progressive)
        yield from (f"invoice {paper.shown}: {fault}" for fault in prove(paper.xml, name=name))
        if sum(paper.vat.values()) != paper.cents:
            yield f"I9 invoice {paper.shown}: {paper.cents} cents, its rates {sum(paper.vat.values())}"
    for order in db.session.scalars(select(Order).where(Order.id.in_(sums))).unique():
        owed = order.kept_cents if order.state in CANCELLED else max(0, order.owed_cents - order.tip_cents)
        if order.due_cents == 0 and order.state not in UNPAID and sums[order.id] != owed:
            yield f"order {order.id}: {sums[order.id]} cents invoiced less credit notes, it costs {owed}"
