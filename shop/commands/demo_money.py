"""Decides how money goes in the demo: who pays online with play money, who leaves a deposit, how the drawer is opened and counted each day,
which gift cards were bought, and what cakes people wish for."""
from datetime import datetime, timedelta
from random import Random
from typing import Any, cast

from shop.domain import baskets, catalogue, commissions, orders, payments, shifts
from shop.domain.baskets import Choice, Quote
from shop.domain.commissions import Asker, Offer, Wish
from shop.domain.orders import UNPAID
from shop.kernel import clock, ports
from shop.kernel.database import db
from shop.kernel.gateway import PlayPages
from shop.kernel.origin import Origin

ONLINE_SHARE = 0.4
FLOAT_CENTS = 15_000
MISCOUNTED = (0, 0, 0, 0, -20, 50, 0, -100)
DEPOSIT_PRODUCT, DEPOSIT_SHARE = "torta-compleanno", 30
GIFT_CARD = "carta-regalo"


def place(chance: Random, quote: Quote, *, kind: str, by: str, **how: Any) -> int:
    """An order, paid as this person likes to: many online, who must leave a deposit leaves one. Returns its id."""
    ways = payments.ways(quote, kind=kind, by_staff=by != "customer")
    online = [way.code for way in ways if way.code != "counter"]
    likes_online = by == "customer" and (len(online) == len(ways) or chance.random() < ONLINE_SHARE)
    way = online[-1] if online and likes_online else "counter"
    order = payments.place(way=way, by=by, **how)
    order_id, waits = order.id, order.state in UNPAID
    db.session.rollback()
    if waits:
        _pay(order_id, how["now"])
    return order_id


def _pay(order_id: int, now: datetime) -> None:
    """On the page of play money, as a visitor would."""
    started = payments.start(order_id, success_url="/", cancel_url="/", by="customer", now=now)
    reference, page_id = started.session.reference, started.session.gateway_id or ""
    db.session.rollback()
    cast(PlayPages, ports.gateway()).press(page_id, "pay")
    payments.settle(reference, now=now)


def ask_deposits(*, by: str, now: datetime) -> None:
    """A cake for a party is baked for one person: part of it is paid beforehand."""
    product = catalogue.get_product(DEPOSIT_PRODUCT)
    orders.add_deposit_rule(product_id=product.id, above_cents=0, share=DEPOSIT_SHARE, cents=0, by=by, now=now)


def open_drawer(by: str, now: datetime) -> None:
    if shifts.find_open() is None:
        shifts.open_shift(float_cents=FLOAT_CENTS, by=by, now=now)


def count_drawer(chance: Random, by: str, now: datetime) -> None:
    """In the evening; now and then some coins are missing."""
    shift = shifts.find_open()
    if shift is not None:
        counted = max(0, shifts.expected_of(shift) + chance.choice(MISCOUNTED))
        payments.close_drawer(shift.id, counted_cents=counted, by=by, now=now)


def sell_gift_cards(cards: list[dict[str, Any]], *, by: str, now: datetime) -> None:
    """Over the counter, to people who had somebody in mind."""
    product = catalogue.get_product(GIFT_CARD)
    asked = {question.kind: question.id for question in product.questions}
    for card in cards:
        origin = Origin("counter", staff_id=int(by.partition(":")[2]))
        token = baskets.open_basket(origin=origin, language=card["language"], now=now)
        variant = next(variant.id for variant in product.variants if variant.price_cents == card["cents"])
        answers = {asked[kind]: words for kind, words in card["answers"].items()}
        baskets.add(token, Choice(product.id, 1, variant, {}, answers), now=now)
        quote = baskets.quote(baskets.find_basket(token, now=now), now=now, kind="counter")
        payments.sell(checkout=f"demo-{token}", basket_token=token, seen=quote.fingerprint, money=payments.Money(card["way"]),
                      origin=origin, language=card["language"], by=by, now=now)


def wish_for_cakes(wishes: list[dict[str, Any]], *, by: str, now: datetime) -> None:
    """Some are waiting for an answer, one has its offer."""
    for number, one in enumerate(wishes):
        at = now - timedelta(hours=one["hours_ago"])
        wish = Wish(on=clock.day_of(now) + timedelta(days=one["days_ahead"]), **one["wish"])
        asked = commissions.ask(wish, Asker(**one["asker"]), text=one["text"], reference=f"demo-wish-{number}", now=at)
        if "offer" in one:
            offered = Offer(**one["offer"] | {name: tuple(one["offer"].get(name, ())) for name in ("allergens", "traces")})
            commissions.offer(asked.id, offered, good_until=now + timedelta(days=3), text=one["answer"], seen_version=asked.version,
                              by=by, now=at + timedelta(hours=1))
