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
    before = came.read().origin
    again = before.last_link_id == link.id and before.last_touch_at is not None and now - before.last_touch_at < SAME_VISIT
    if again:
        return
    came.keep(answer, came.read().followed(link, now))
    token, person = asking.basket_token(), asking.customer()
    try:
        with writing():
            links.arrive(link.id, customer_id=person.id if person else None, now=now)
            if token:
                baskets.note_touch(token, link_id=link.id, now=now)
    except ShopIsBusy:
        pass
