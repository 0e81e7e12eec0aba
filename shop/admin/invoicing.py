"""Where staff write who the invoice of an order is made out to, and write it; and where the owner says what it says of the shop."""
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import documents, orders, payments
from shop.domain.documents import REGIMES, SellerFacts
from shop.domain.orders import Order
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.invoicing import read_invoice_to
from shop.web.rendering import reader

FISCAL_TENDERS = ("cash", "card", "reader", "online", "gift_card", "credit")


@dataclass(frozen=True)
class Wanted:
    """The form's own fields are read by shop.web.invoicing."""

    act: str = "keep"


@dataclass(frozen=True)
class SellerForm:
    regime: str = "RF01"
    fiscal_code: str = ""
    rea_office: str = ""
    rea_number: str = ""
    fiscal_tenders: tuple[str, ...] = ()


def _draw(order: Order, form: Form[Any], status: int = 200) -> ResponseReturnValue:
    missing = documents.why_not(order)
    return render_template(
        "admin/order_invoice.html", order=order, form=form, invoice=order.invoice_to, invoice_open=True,
        written=documents.list_invoices_of(order.id), receipt=documents.find_sale_receipt(order.id), may_write=missing is None,
        why_not=say(f"refusal.{missing.code}", reader(), **missing.params) if missing else ""), status


@needs(Permission.WRITE_INVOICES)
def order_invoice(order_id: int) -> ResponseReturnValue:
    return _draw(orders.get(order_id), Form(reader()))


@needs(Permission.WRITE_INVOICES)
def save_invoice(order_id: int) -> ResponseReturnValue:
    """Keep who it is made out to, or write the invoice."""
    form = read(Wanted, request.form, reader())
    party = {} if form.value("act") == "write" else read_invoice_to(form)
    done = attempt(form, lambda asked: _act(order_id, asked.act, party))
    if done is None:
        return _draw(orders.get(order_id), form, 422)
    flash(done)
    return redirect(url_for("admin.order_invoice", order_id=order_id), 303)


def _act(order_id: int, act: str, party: dict[str, str]) -> str:
    now = clock.now()
    if act == "write":
        paper = payments.write_invoice(order_id, by=by(), now=now)
        return say("papers.written", reader(), number=paper.shown)
    documents.request_invoice(order_id, party, by=by(), via="admin", now=now)
    return say("papers.kept", reader())


def _draw_seller(form: Form[Any], status: int = 200) -> ResponseReturnValue:
    return render_template(
        "admin/papers_seller.html", form=form, kept=documents.seller_facts(), seller=documents.seller(),
        may_invoice=documents.may_invoice(), tenders=FISCAL_TENDERS,
        regimes=[(code, say(f"papers.regime.{code}", reader())) for code in REGIMES]), status


@needs(Permission.EDIT_SETTINGS)
def papers_seller() -> ResponseReturnValue:
    return _draw_seller(Form(reader()))


@needs(Permission.EDIT_SETTINGS)
def save_papers_seller() -> ResponseReturnValue:
    form = read(SellerForm, request.form, reader())
    if attempt(form, _save_seller) is None:
        return _draw_seller(form, 422)
    flash(say("admin.settings.saved", reader()))
    return redirect(url_for("admin.papers_seller"), 303)


def _save_seller(asked: SellerForm) -> bool:
    kept = tuple(tender for tender in FISCAL_TENDERS if tender in asked.fiscal_tenders)
    documents.save_seller(SellerFacts(**vars(asked) | {"fiscal_tenders": kept}), by=by(), now=clock.now())
    return True


ADDRESSES = (
    ("/orders/<int:order_id>/invoice", "order_invoice", order_invoice, "GET"),
    ("/orders/<int:order_id>/invoice", "save_invoice", save_invoice, "POST"),
    ("/papers/seller", "papers_seller", papers_seller, "GET"),
    ("/papers/seller", "save_papers_seller", save_papers_seller, "POST"),
)
