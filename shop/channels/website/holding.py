"""Decides what a visitor is told of gift cards: those the basket holds, what is owed to them, and what happens on a click."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect
from flask.typing import ResponseReturnValue

from shop.channels.website import checkout, frame
from shop.channels.website.basket import draw, tried
from shop.domain import baskets, customers, giftcards
from shop.kernel import clock
from shop.web import addresses, asking
from shop.web.fragments import wants_fragment


@dataclass(frozen=True)
class Held:
    """A card in the basket: `cents` it pays of what is in there now, `left_cents` stay on it; `why` a refusal's code when it can't pay."""

    card_id: int
    kind: str
    shown: str
    cents: int
    left_cents: int
    why: str = ""


def cards_now() -> Sequence[Held]:
    """The basket's cards, in the order in which they pay."""
    basket = frame.current_basket()
    if basket is None or not basket.held_cards:
        return ()
    now = clock.now()
    pays = {share.card_id: share for share in baskets.cards_pay(basket, frame.current_quote().total_cents, now=now)}
    known = giftcards.get_many(basket.held_cards)
    order = [*pays, *(card_id for card_id in basket.held_cards if card_id in known and card_id not in pays)]
    return [_tell(known[card_id], pays.get(card_id)) for card_id in order]


def _tell(card: giftcards.GiftCard, share: giftcards.Share | None) -> Held:
    state = giftcards.state_of(card, clock.today())
    cents = share.cents if share else 0
    return Held(card.id, card.kind, giftcards.hidden(card.code), cents, card.balance_cents - cents, "" if state == "good" else state)


def credit_now() -> int:
    """Cents the shop owes the signed-in visitor and the basket does not hold yet."""
    person, basket = asking.customer(), frame.current_basket()
    held = basket.held_cards if basket else ()
    return sum(card.balance_cents for card in credit_of(person.id) if card.id not in held) if person else 0


def credit_of(customer_id: int) -> Sequence[giftcards.GiftCard]:
    return giftcards.list_credit(customers.ids_of(customer_id))


def around() -> dict[str, object]:
    """What any page of the website may ask of cards."""
    return {"cards_now": cards_now, "credit_now": credit_now, "credit_of": credit_of}


def use_credit(language: str) -> ResponseReturnValue:
    """One click at the checkout: what the shop owes the visitor pays first; the form stays as it was typed."""
    person, token = asking.customer(), asking.basket_token()
    if person and token:
        tried(language, lambda: baskets.hold_credit(token, customers.ids_of(person.id), now=clock.now()))
    return checkout.draft(language)


def keep_credit(language: str) -> ResponseReturnValue:
    """Another time, then."""
    token = asking.basket_token()
    if token:
        tried(language, lambda: baskets.drop_credit(token, now=clock.now()))
    return checkout.draft(language)


def drop(language: str, card_id: int) -> ResponseReturnValue:
    tried(language, lambda: baskets.drop_card(asking.basket_token() or "", card_id, now=clock.now()))
    return draw(language) if wants_fragment() else redirect(addresses.basket(language) + "#offers", 303)
