"""Decides what a gift card's own pages show: its balance to whoever types the code, and the card itself to whoever has its address."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import giftcards
from shop.domain.giftcards import GiftCard
from shop.kernel import clock
from shop.kernel.refusal import NotFound
from shop.web import addresses, drawing
from shop.web.forms import Form, attempt

SIZES = ("a6", "a5")
LONGEST = 40


@dataclass(frozen=True)
class Balance:
    """What whoever holds a code may know."""

    card: GiftCard
    state: str
    shown: str


def balance_page(language: str) -> str:
    return render_template("website/gift_cards.html", form=Form[str](language), found=None)


def show_balance(language: str) -> ResponseReturnValue:
    """Looked up by POST, so that the code stands in no address; guesses are counted."""
    typed = request.form.get("code", "")[:LONGEST]
    form = Form[str](language, request.form, asked=typed)
    card = attempt(form, lambda code: giftcards.try_code(code, by_key=request.remote_addr or "", now=clock.now()))
    found = tell(card) if card else None
    return render_template("website/gift_cards.html", form=form, found=found), 422 if form.errors else 200


def tell(card: GiftCard) -> Balance:
    return Balance(card, giftcards.state_of(card, clock.today()), giftcards.shown(card.code))


def card_page(language: str, token: str) -> str:
    """The card as it will be printed; nothing of it is kept by anybody on the way."""
    card, size = giftcards.get_by_token(token), request.args.get("size", SIZES[0])
    if size not in SIZES:
        raise NotFound
    return render_template("website/gift_card.html", card=card, size=size, sizes=SIZES, state=giftcards.state_of(card, clock.today()),
                           code=giftcards.shown(card.code), balance_page=addresses.whole(addresses.gift_cards(language)))


def card_qr(language: str, token: str) -> Response:
    """Leads to the balance page with the code behind a #, which no server hears and no log keeps."""
    card = giftcards.get_by_token(token)
    return drawing.qr(f"{addresses.whole(addresses.gift_cards(language))}#{giftcards.shown(card.code)}")

