"""Decides what the letters with gift cards say: to the person a card is for, and to whoever bought it."""

from shop.channels.email.dressing import dress
from shop.domain import business, giftcards, letters, orders
from shop.domain.giftcards import GiftCardsIssued
from shop.kernel import clock
from shop.kernel.ports import Composed
from shop.kernel.wording import say
from shop.web import addresses


def send_gift_cards_letter(event: GiftCardsIssued) -> None:
    """To the buyer: the cards exist now, to open and print. Who bought them at the till without an address takes them along on paper."""
    order = orders.get(event.order_id)
    if order.email:
        letters.queue(kind="gift_cards_ready", cause=f"{event.about}:{min(event.card_ids)}", about=event.about, compose_id=order.id,
                      to=order.email, language=order.language, now=clock.now())


def compose_gift_card(card_id: int, language: str) -> Composed:
    """The card itself, with its code: the one letter that carries it."""
    card, shop = giftcards.get_card(card_id), business.identity().name
    plain = "" if card.from_name else "_plain"
    facts = {"card": card, "code": giftcards.shown(card.code), "page": addresses.whole(addresses.gift_card(language, card.token)),
             "subject": say(f"letters.gift_card.subject{plain}", language, from_name=card.from_name, shop=shop)}
    return dress("gift_card", facts)


def compose_gift_cards_ready(order_id: int, language: str) -> Composed:
    order = orders.get(order_id)
    cards = [(card, addresses.whole(addresses.gift_card(language, card.token))) for card in giftcards.list_of_order(order_id)]
    return dress("gift_cards_ready", {
        "order": order, "cards": [(card, page) for card, page in cards if card.stopped_at is None],
        "subject": say("letters.gift_cards_ready.subject", language)})
