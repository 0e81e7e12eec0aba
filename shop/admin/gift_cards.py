"""Where gift cards and what is owed to customers are found, read, given, stopped and sent again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from secrets import token_urlsafe

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import customers, giftcards, orders, staff
from shop.domain.giftcards import GiftCard
from shop.domain.staff import Permission
from shop.kernel import audit, clock, settings
from shop.kernel.database import writing
from shop.kernel.refusal import Refusal
from shop.kernel.wording import say
from shop.web import asked
from shop.web.asking import by, needs
from shop.web.forms import Cents, Form, attempt, read
from shop.web.rendering import reader
from shop.web.sheets import csv_answer, sheet_cents

PER_PAGE = 50
MOST_MONTHS = 240
HEAD = ("code", "kind", "made", "first", "left", "until", "state", "order")


class NoCustomer(Refusal):
    code = "gift_card_no_customer"
    field = "who"


class WrongMonths(Refusal):
    code = "number_out_of_range"
    field = "months"


@dataclass(frozen=True)
class Given:
    """Credit for a known customer; `form` is this form's own secret: sent twice, given once."""

    who: str
    cents: Cents
    reason: str
    form: str


@dataclass(frozen=True)
class Months:
    months: int = 0


@dataclass(frozen=True)
class Shown:
    """A card in a list: never its whole code."""

    card: GiftCard
    code: str
    state: str
    owner: str


def show(card: GiftCard) -> Shown:
    owner = customers.get_customer(card.customer_id).name if card.kind == "credit" and card.customer_id else card.to_name
    return Shown(card, giftcards.hidden(card.code), giftcards.state_of(card, clock.today()), owner)


def draw(*, give: Form[Given], months: Form[Months]) -> str:
    words, kind, page = asked.words("words"), request.args.get("kind", ""), max(1, asked.number("page"))
    found, total = giftcards.search(words, kind=kind if kind in giftcards.KINDS else "", page=page, per_page=PER_PAGE)
    pages = max(1, -(-total // PER_PAGE))
    near = [url_for("admin.gift_cards", words=words or None, kind=kind or None, page=other) if 1 <= other <= pages else ""
            for other in (page - 1, page + 1)]
    return render_template(
        "admin/gift_cards.html", cards=[show(card) for card in found], words=words, kind=kind, page=page, pages=pages, near=near,
        secret=give.value("form") or token_urlsafe(18), owed=giftcards.owed_cents(clock.today()), give=give, months=months,
        rules=giftcards.rules(), kinds=giftcards.KINDS)


@needs(Permission.KEEP_CARDS)
def list_cards() -> str:
    return draw(give=Form(reader()), months=Form(reader()))


@needs(Permission.KEEP_CARDS)
def give_credit() -> ResponseReturnValue:
    form = read(Given, request.form, reader())
    card = attempt(form, give)
    if card is None:
        return draw(give=form, months=Form(reader())), 422
    flash(say("giftcards.desk.given", reader()))
    return redirect(url_for("admin.gift_card", card_id=card.id), 303)


def give(typed: Given) -> GiftCard:
    """Raises NoCustomer, WrongCardAmount."""
    found = _find(typed.who)
    if found is None:
        raise NoCustomer
    return giftcards.credit(found, typed.cents, cause=f"staff:{typed.form[:60]}", by=by(), now=clock.now(), reason=typed.reason[:200])


def _find(who: str) -> int | None:
    """The customer with this email or phone; what is neither is nobody's."""
    try:
        if "@" in who:
            return customers.find_known(email=customers.clean_email(who), phone=None)
        return customers.find_known(email=None, phone=customers.clean_phone(who))
    except Refusal:
        return None


@needs(Permission.KEEP_CARDS)
def save_months() -> ResponseReturnValue:
    form = read(Months, request.form, reader())
    attempt(form, _keep_months)
    if form.errors:
        return draw(give=Form(reader()), months=form), 422
    flash(say("giftcards.desk.saved", reader()))
    return redirect(url_for("admin.gift_cards"), 303)


def _keep_months(typed: Months) -> bool:
    if not 0 <= typed.months <= MOST_MONTHS:
        raise WrongMonths(least=0, most=MOST_MONTHS)
    with writing():
        settings.store(replace(giftcards.rules(), months=typed.months))
        audit.note(what="settings.changed", by=by(), about="settings:gift_cards", at=clock.now(), months=typed.months)
    return True


def draw_card(card_id: int, form: Form[str], status: int = 200) -> ResponseReturnValue:
    card = giftcards.get_card(card_id)
    moves = giftcards.list_moves(card_id)
    codes = {number: orders.get(number).code for number in {card.order_id, *(move.order_id for move in moves)} if number}
    return render_template("admin/gift_card.html", shown=show(card), card=card, moves=moves, codes=codes, form=form,
                           name_of=staff.name_of), status


@needs(Permission.KEEP_CARDS)
def show_card(card_id: int) -> ResponseReturnValue:
    return draw_card(card_id, Form(reader()))


def _done(card_id: int, said: str, act: Callable[[], object]) -> ResponseReturnValue:
    """One act on a card: refused with a sentence on its page, or done and said."""
    form = Form(reader(), request.form, asked="yes")
    done = attempt(form, lambda _yes: (act(),))
    if done is None:
        return draw_card(card_id, form, 422)
    flash(say(f"giftcards.desk.{said}", reader()))
    made = done[0]
    return redirect(url_for("admin.gift_card", card_id=made.id if isinstance(made, GiftCard) else card_id), 303)


@needs(Permission.KEEP_CARDS)
def send_card(card_id: int) -> ResponseReturnValue:
    to = request.form.get("to_email", "")[:254]
    return _done(card_id, "sent", lambda: giftcards.send_again(card_id, to_email=to, by=by(), now=clock.now()))


@needs(Permission.KEEP_CARDS)
def stop_card(card_id: int) -> ResponseReturnValue:
    return _done(card_id, "stopped", lambda: giftcards.stop_lost(card_id, by=by(), now=clock.now()))


@needs(Permission.KEEP_CARDS)
def replace_card(card_id: int) -> ResponseReturnValue:
    return _done(card_id, "replaced", lambda: giftcards.replace(card_id, by=by(), now=clock.now()))


@needs(Permission.KEEP_CARDS)
def export_cards() -> Response:
    """What the shop owes in goods, card by card, for the books."""
    language, today = reader(), clock.today()
    rows = (_row(card, language) for card in giftcards.list_all())
    return csv_answer(f"gift-cards-{today.isoformat()}", [say(f"giftcards.csv.{name}", language) for name in HEAD], rows)


def _row(card: GiftCard, language: str) -> tuple[object, ...]:
    kind, state = (say(f"giftcards.{word}", language) for word in (f"kind.{card.kind}", f"state.{giftcards.state_of(card, clock.today())}"))
    bought_with = orders.get(card.order_id).code if card.order_id else ""
    return (giftcards.hidden(card.code), kind, clock.day_of(card.made_at), sheet_cents(card.first_cents), sheet_cents(card.balance_cents),
            card.expires_on or "", state, bought_with)


ADDRESSES = (
    ("/gift-cards", "gift_cards", list_cards, "GET"),
    ("/gift-cards.csv", "export_gift_cards", export_cards, "GET"),
    ("/gift-cards/credit", "give_credit", give_credit, "POST"),
    ("/gift-cards/months", "save_gift_months", save_months, "POST"),
    ("/gift-cards/<int:card_id>", "gift_card", show_card, "GET"),
    ("/gift-cards/<int:card_id>/letter", "send_gift_card", send_card, "POST"),
    ("/gift-cards/<int:card_id>/stop", "stop_gift_card", stop_card, "POST"),
    ("/gift-cards/<int:card_id>/replace", "replace_gift_card", replace_card, "POST"),
)
