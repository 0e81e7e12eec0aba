"""The courtesy receipt: printed on a roll or a sheet, sent by email where asked for; it says plainly that it is not fiscal."""
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import customers, documents, letters, orders
from shop.domain.documents import Receipt
from shop.domain.orders import Order
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import NotFound
from shop.kernel.wording import say
from shop.web import addresses, drawing, papers
from shop.web.asking import by, needs, own_path
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader

PAPERS = ("roll", "a4")


@dataclass(frozen=True)
class ByLetter:
    email: str


def _get(receipt_id: int) -> tuple[Receipt, Order]:
    """The paper of goods given; that of a return has a page of its own."""
    paper = documents.get_receipt(receipt_id)
    if paper.kind != "sale":
        raise NotFound
    return paper, orders.get(paper.order_id)


def _draw(receipt_id: int, form: Form[ByLetter], status: int = 200) -> ResponseReturnValue:
    paper, order = _get(receipt_id)
    asked_paper = request.args.get("paper")
    shown_on = asked_paper if asked_paper in PAPERS else PAPERS[0]
    return render_template("counter/receipt.html", form=form, papers=PAPERS, paper=shown_on, **papers.told(paper, order)), status


@needs(Permission.SELL)
def receipt(receipt_id: int) -> ResponseReturnValue:
    return _draw(receipt_id, Form(reader()))


@needs(Permission.SELL)
def send_receipt(receipt_id: int) -> ResponseReturnValue:
    """To the address the customer says; it is kept with nobody."""
    form = read(ByLetter, request.form, reader())
    sent = attempt(form, lambda asked: _send(receipt_id, asked))
    if not sent:
        return _draw(receipt_id, form, 422)
    flash(say("till.receipt.sent", reader(), email=sent))
    return redirect(url_for("counter.receipt", receipt_id=receipt_id), 303)


def _send(receipt_id: int, asked: ByLetter) -> str:
    paper, order = _get(receipt_id)
    to = customers.clean_email(asked.email)
    if to is None:
        raise customers.BadEmail
    letters.queue(kind="receipt", cause=f"receipt:{paper.id} {to}", about=f"order:{order.id}", compose_id=paper.id, to=to,
                  language=order.language, now=clock.now())
    return to


@needs(Permission.SELL)
def flag_receipt(receipt_id: int) -> ResponseReturnValue:
    """The shop's fiscal printer has this sale, or has not after all: one tap, and back to where one was."""
    _get(receipt_id)
    documents.flag_fiscal([receipt_id], is_fiscal=request.form.get("act") != "not_rung", by=by(), now=clock.now())
    return redirect(own_path(request.form.get("back", "")) or url_for("counter.receipt", receipt_id=receipt_id), 303)


@needs(Permission.SELL)
def receipt_qr(receipt_id: int) -> Response:
    """The address of the purchase: whoever scans it may keep it among their own."""
    return drawing.qr(addresses.whole(addresses.order(_get(receipt_id)[1])))


