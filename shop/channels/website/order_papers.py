"""Decides what one takes along of an order: its code as a picture, its time for the calendar."""
from flask import make_response, render_template
from werkzeug.wrappers import Response

from shop.domain import documents, orders
from shop.kernel.refusal import NotFound
from shop.web import addresses, drawing, papers
from shop.web.calendars import order_calendar


def show_qr(language: str, token: str) -> Response:
    """The page's own address: a member of staff who scans it is offered the hand-over."""
    return drawing.qr(addresses.whole(addresses.order(orders.get_by_token(token))))


def show_invoice(language: str, token: str, invoice_id: int) -> str:
    """One of this order's invoices, as people read it. Raises NotFound."""
    order, paper = orders.get_by_token(token), documents.get_invoice(invoice_id)
    if paper.order_id != order.id:
        raise NotFound
    return render_template("website/invoice.html", **papers.invoice_told(paper))


def show_calendar(language: str, token: str) -> Response:
    order = orders.get_by_token(token)
    answer = make_response(order_calendar(order, language=language, page=addresses.whole(addresses.order(order))))
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{order.code}.ics"'
    return answer
