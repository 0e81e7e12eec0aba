"""Decides how a customer pays an order on the hosted page: the way there, the way back, and every way out that loses nothing."""
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.channels.website import frame, order_page
from shop.domain import baskets, commissions, orders, payments
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.refusal import Refusal
from shop.kernel.wording import has, say
from shop.web import addresses, drawing, moneys
from shop.web.fragments import wants_fragment
from shop.web.headers import POLICY

HOSTED = "https://checkout.stripe.com"
PROBLEMS = ("payment_busy", "payment_away", "payment_on_its_way", "not_payable")
LEADING_OUT = frozenset({"checkout", "draft", "place_order", "pay_order", "open_payment", "payment_back", "paid_order", "pay_at_counter",
                         "change_basket", "cake", "choose_cake_day", "take_offer"})


def _here(order: Order, endpoint: str, **more: Any) -> str:
    return url_for(f"website.{endpoint}", language=order.language, token=order.token, **more)


def start(order: Order) -> str:
    """The address of the hosted page; empty while another request is opening it. Raises PaymentBusy, PaymentAway, NotPayable."""
    started = payments.start(
        order.id, success_url=addresses.whole(_here(order, "paid_order")), cancel_url=addresses.whole(_here(order, "payment_back")),
        by="customer", now=clock.now())
    return started.url


def after_placing(order: Order) -> str:
    """Where who has just ordered goes: straight to the hosted page if it opens, else to ours that offers what there is."""
    if order.state not in orders.UNPAID:
        return addresses.order(order)
    try:
        start(order)
    except Refusal as refusal:
        return _here(order, "pay_order", problem=refusal.code)
    return _here(order, "pay_order", go=1)


def pay(language: str, token: str) -> ResponseReturnValue:
    """What is due. `go` leads on at once, where the page at the gateway was opened a moment ago; our script asks first and then goes."""
    order = orders.get_by_token(token)
    session = payments.find_alive(order.id)
    if request.args.get("go") and session is not None and session.url and session.state == "open" and not wants_fragment():
        return redirect(session.url, 303)
    return draw(order, language, _known(request.args.get("problem", ""), language))


def _known(code: str, language: str) -> str:
    """The sentence for a code in the address, only if it is one of ours."""
    return say(f"refusal.{code}", language) if code in PROBLEMS and has(f"refusal.{code}", language) else ""


def draw(order: Order, language: str, problem: str = "", status: int = 200, *, came_back: bool = False) -> ResponseReturnValue:
    due = moneys.due_on_page(order)
    if order.state not in (*orders.UNPAID, "expired") and due <= 0:
        return redirect(addresses.order(order), 303)
    session = payments.find_alive(order.id)
    waits = session is not None and session.state == "processing"
    template = "website/pay_part.html" if wants_fragment() else "website/pay.html"
    return render_template(
        template, order=order, due_cents=due, problem=problem, came_back=came_back, waits=waits,
        takes_online=payments.takes_online(), may_pay_later=moneys.may_pay_later(order), told=order_page.tell_lines(order, language),
        is_held=order.state in orders.UNPAID), status


def open_page(language: str, token: str) -> ResponseReturnValue:
    order = orders.get_by_token(token)
    try:
        hosted = start(order)
    except Refusal as refusal:
        return _refused(token, language, refusal)
    if not hosted:  # the same customer has just pressed it elsewhere
        return draw(orders.get_by_token(token), language, say("paying.opening", language), 409)
    return redirect(hosted, 303)


def _refused(token: str, language: str, refusal: Refusal) -> ResponseReturnValue:
    return draw(orders.get_by_token(token), language, say(f"refusal.{refusal.code}", language, **refusal.params), refusal.status)


def come_back(language: str, token: str) -> ResponseReturnValue:
    """Back from the hosted page without paying: nothing is lost, and everything can still be chosen."""
    return draw(orders.get_by_token(token), language, came_back=True)


def paid(language: str, token: str) -> ResponseReturnValue:
    """The way back after paying: asks the gateway what happened, and follows it while that is not known."""
    order = orders.get_by_token(token)
    stand = _stand(order)
    order = orders.get_by_token(token)
    template = "website/paid_live.html" if wants_fragment() else "website/paid.html"
    return render_template(template, order=order, stand=stand, money=moneys.tell(order, language), due_cents=order.due_cents)


def _stand(order: Order) -> str:
    """paid, checking, failed, late (paid, but the order is gone), or open: nobody has paid there yet."""
    sessions = payments.list_sessions(order.id)
    if not sessions:
        return "paid" if order.paid_cents else "open"
    try:
        state = "paid" if sessions[-1].state == "paid" else payments.settle_order(order.id, now=clock.now())
    except Refusal:
        return "checking"
    if state == "paid":
        return "late" if orders.get(order.id).state in orders.CANCELLED else "paid"
    return {"processing": "checking", "new": "checking", "open": "open"}.get(state, "failed")


def pay_at_counter(language: str, token: str) -> ResponseReturnValue:
    order = orders.get_by_token(token)
    try:
        payments.pay_at_counter(order.id, by="customer", via=frame.CHANNEL, now=clock.now())
    except Refusal as refusal:
        return _refused(token, language, refusal)
    return redirect(addresses.order(order), 303)


def change_basket(language: str, token: str) -> ResponseReturnValue:
    """Let the order go and put its goods back into the basket; who paid meanwhile has paid."""
    order = orders.get_by_token(token)
    if order.state not in orders.UNPAID:
        return redirect(addresses.order(order), 303)
    try:
        gone = payments.let_go(order.id, now=clock.now())
    except Refusal as refusal:
        return _refused(token, language, refusal)
    if not gone:
        return redirect(addresses.order(order), 303)
    left = orders.get_by_token(token)
    if wish := commissions.find_by_order(left.id):
        return redirect(addresses.cake(language, wish.token), 303)
    _put_back(left, language)
    return redirect(addresses.basket(language), 303)


def _put_back(order: Order, language: str) -> None:
    """With the offers it had; whether they still apply is said by the basket."""
    offers = [kept["offer_id"] for kept in order.discounts]
    basket = order_page.put_back(order, language)
    for offer_id in offers:
        baskets.hold_offer(basket, offer_id, clock.now())


def show_qr(language: str, token: str) -> Response:
    return drawing.qr(addresses.whole(addresses.pay(orders.get_by_token(token))))


def let_forms_lead_out(answer: Response) -> Response:
    """A form of these pages may end on the hosted page: the browser follows its answer only to where the page says."""
    if (request.endpoint or "").removeprefix("website.") in LEADING_OUT:
        answer.headers["Content-Security-Policy"] = POLICY.replace("form-action 'self'", f"form-action 'self' {_hosted()}")
    return answer


def _hosted() -> str:
    keys = current_app.config["STRIPE"]
    return keys.url or HOSTED
