"""Decides what happens to whoever follows a link, QR or poster: led somewhere useful, counted once, remembered nameless."""
from datetime import datetime, timedelta

from flask import redirect, request
from werkzeug.wrappers import Response

from shop.domain import availability, baskets, links
from shop.domain.catalogue import Product
from shop.domain.links import Link
from shop.kernel import clock
from shop.kernel.database import ShopIsBusy, writing
from shop.web import addresses, asking, came
from shop.web.rendering import reader
from shop.web.visitors import is_person

SAME_VISIT = timedelta(minutes=30)  # the same link opened again: the page was reloaded, or the way back taken
GONE = ("sold_out", "none_left", "out_of_season", "not_sold")


def follow(code: str = "") -> Response:
    """Never a page that is not there: whatever stands behind /l/ leads somewhere, and only within this shop."""
    now, link = clock.now(), links.find(code)
    target = links.where_to(link, now, can_be_had=lambda product: _can_be_had(product, now))
    answer = redirect(addresses.link_target(reader(), target))
    if link is not None and links.is_running(link, now) and is_person(request):
        _welcome(link, answer, now)
    return answer


def _can_be_had(product: Product, now: datetime) -> bool:
    card = availability.ask_each([product], now=now)[product.id]
    return card.first_at is not None or card.why is None or card.why.code not in GONE


def _welcome(link: Link, answer: Response, now: datetime) -> None:
    """Count the person once a visit, and let browser and basket remember the link; a busy shop counts nobody, but leads on."""
    before, person, basket = came.read().origin, asking.customer(), baskets.find_basket(asking.basket_token(), now=now)
    again = before.last_link_id == link.id and before.last_touch_at is not None and now - before.last_touch_at < SAME_VISIT
    who, token = person.id if person else None, basket.token if basket else None
    if not again:
        came.keep(answer, came.read().followed(link, now))
    try:
        with writing():
            if not again:
                links.arrive(link.id, customer_id=who, now=now)
            if token:
                _bring(token, link, again, now)
    except ShopIsBusy:
        pass


def _bring(token: str, link: Link, again: bool, now: datetime) -> None:
    """To the basket: where its owner came from, and what the link gives (also to who had put it away)."""
    if not again:
        baskets.note_touch(token, link_id=link.id, now=now)
    if link.offer_id:
        baskets.hold_offer(token, link.offer_id, now)
