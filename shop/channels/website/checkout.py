"""Decides how a basket becomes an order on the website: one page, one form, one order."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from shop.channels.website import bill, frame, paying, when, wishes
from shop.channels.website.telling import tell
from shop.domain import baskets, customers, fulfilment, orders, payments
from shop.domain.orders import Details, Order
from shop.kernel import clock
from shop.kernel.refusal import Refusal
from shop.kernel.wording import say
from shop.web import addresses, asking, came
from shop.web.forms import Form, attempt, read, read_moment
from shop.web.fragments import wants_fragment
from shop.web.invoicing import read_invoice_to
from shop.web.places import Place, check_place, read_place

LONGEST = {"name": 120, "email": 254, "phone": 40, "collector": 120, "note": 500, "street": 200, "doorbell": 80, "courier_note": 300}
KEPT = ("kind", "postal_code", "town", "on")  # of when and how; who one is stays out of a basket that others may open


class TimeOfAnotherDay(Refusal):
    code = "time_of_another_day"
    field = "starts_at"


@dataclass(frozen=True)
class Checkout:
    """The form. `checkout` is made when it is drawn and good for one order, `seen` is what the customer saw and agrees to."""

    checkout: str
    seen: str
    starts_at: datetime
    name: str = ""
    email: str = ""
    phone: str = ""
    collector: str = ""
    note: str = ""
    street: str = ""
    doorbell: str = ""
    courier_note: str = ""
    way: str = "counter"
    tip: int = 0
    covered_cents: int = 0


def _check_name(typed: Mapping[str, Any]) -> None:
    if not typed.get("name", "").strip():
        raise orders.NameNeeded


def _check_contact(typed: Mapping[str, Any]) -> None:
    if not typed.get("email", "").strip() and not typed.get("phone", "").strip():
        raise orders.ContactNeeded


def _check_day(typed: Mapping[str, Any]) -> None:
    """Without scripts one may mark another day and still have a time of the first."""
    on, starts_at = typed.get("on", ""), typed.get("starts_at", "")
    if on and starts_at and clock.day_of(read_moment(starts_at)).isoformat() != on:
        raise TimeOfAnotherDay


CHECKS: tuple[Callable[[Mapping[str, Any]], object], ...] = (
    check_place, _check_day, _check_name, _check_contact, lambda typed: customers.clean_email(typed.get("email", "")),
    lambda typed: customers.clean_phone(typed.get("phone", "")))


def read_form(language: str) -> Form[Checkout]:
    """The form with every mistake found at once."""
    form = read(Checkout, request.form, language)
    for check in CHECKS:
        try:
            check(request.form)
        except Refusal as refusal:
            form.errors.setdefault(refusal.field or "form", say(f"refusal.{refusal.code}", language, **refusal.params))
        except ValueError:
            pass  # said already, where the field was read
    for name, most in LONGEST.items():
        if len(request.form.get(name, "")) > most:
            form.errors.setdefault(name, say("refusal.too_long", language, most=most))
    read_invoice_to(form)
    if form.errors:
        form.asked = None
    return form


def _where(typed: Mapping[str, Any]) -> Place:
    """Nothing but gift cards goes by letter, whatever was chosen before."""
    return Place("digital") if frame.current_quote().is_digital else read_place(typed)


def place(form: Form[Checkout], asked: Checkout) -> Order:
    where = _where(request.form)
    address = {"street": asked.street, "postal_code": where.postal_code, "town": where.town, "doorbell": asked.doorbell}
    details = Details(
        name=asked.name, email=customers.clean_email(asked.email), phone=customers.clean_phone(asked.phone), starts_at=asked.starts_at,
        kind=where.kind, zone_id=where.zone_id, collector=asked.collector, note=asked.note, courier_note=asked.courier_note,
        address=address if where.kind == "delivery" else {})
    return payments.place(
        way=asked.way, tip_percent=asked.tip, cards_cents=asked.covered_cents, checkout=asked.checkout,
        basket_token=asking.basket_token() or "", details=details, seen=asked.seen, origin=came.read().through(frame.CHANNEL),
        language=form.language, now=clock.now(), invoice_to=read_invoice_to(form))


def who(typed: Mapping[str, Any]) -> int | None:
    """Whose order this is going to be, as far as is known: some offers may be used once by each."""
    try:
        email, phone = customers.clean_email(typed.get("email", "")), customers.clean_phone(typed.get("phone", ""))
    except Refusal:
        return None
    person = asking.customer()
    return customers.find_known(email=email, phone=phone) if email or phone else person.id if person else None


def draw(form: Form[Checkout]) -> str:
    """The whole form, or for our script only what depends on when and how."""
    now, basket = clock.now(), frame.current_basket()
    kept = form.typed or (basket.choices if basket else {})
    where = _where(kept)
    quote = baskets.quote(basket, now=now, kind=where.kind, zone_id=where.zone_id, channel=frame.CHANNEL, customer_id=who(form.typed))
    template = ("checkout_form" if form.errors else "checkout_when") if wants_fragment() else "checkout"
    today = clock.day_of(now)
    return render_template(
        f"website/{template}.html", form=form, quote=quote, lines=tell(quote, form.language), today=today,
        tomorrow=today + timedelta(days=1), when=when.offer(quote.wanted, where, kept, now=now),
        bill=bill.draw_up(quote, basket, form.typed, kind=where.kind), secret=form.value("checkout") or token_urlsafe(18),
        delivers=bool(fulfilment.list_zones()))


def checkout(language: str) -> ResponseReturnValue:
    if frame.current_quote().is_empty:
        return redirect(addresses.basket(language))
    return draw(Form(language))


def draft(language: str) -> ResponseReturnValue:
    """Another day, another place: drawn again with everything typed, ordered nothing."""
    token = asking.basket_token()
    if token is None or frame.current_quote().is_empty:
        return redirect(addresses.basket(language), 303)
    baskets.note_choices(token, {name: request.form.get(name, "")[:100] for name in KEPT}, now=clock.now())
    frame.look_again()
    return draw(Form(language, request.form))


def place_order(language: str) -> ResponseReturnValue:
    form = read_form(language)
    order = attempt(form, lambda asked: place(form, asked))
    if order is not None:
        wishes.note(order, request.form, language)
        return redirect(paying.after_placing(order), 303)
    frame.look_again()
    if frame.current_quote().is_empty:
        return redirect(addresses.basket(language), 303)
    return draw(form), 422
