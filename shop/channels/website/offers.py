"""Decides what happens to a code the visitor types into the basket, and to an offer they want no more."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from shop.channels.website import frame
from shop.channels.website.basket import draw, tried
from shop.domain import baskets
from shop.kernel import clock
from shop.web import addresses, asking
from shop.web.fragments import wants_fragment

LONGEST_CODE = 60


def _known() -> int | None:
    person = asking.customer()
    return person.id if person else None


def apply_code(language: str) -> ResponseReturnValue:
    """Held from now on, or refused with the reason; the typed code stands in its field again."""
    token, typed = asking.basket_token() or "", request.form.get("code", "")[:LONGEST_CODE]
    problem = tried(language, lambda: baskets.apply_code(
        token, typed, by_key=request.remote_addr or "", now=clock.now(), channel=frame.CHANNEL, customer_id=_known()))
    if wants_fragment() or problem:
        return draw(language, problem), 422 if problem else 200
    return redirect(addresses.basket(language) + "#offers", 303)


def drop(language: str, offer_id: int) -> ResponseReturnValue:
    tried(language, lambda: baskets.drop_offer(asking.basket_token() or "", offer_id, now=clock.now()))
    return draw(language) if wants_fragment() else redirect(addresses.basket(language) + "#offers", 303)
