"""Decides which basket is a customer's when they sign in: the one this browser fills wins, and takes in what an older one held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from shop.domain import catalogue
from shop.domain.baskets.choosing import check
from shop.domain.baskets.filling import LASTS, add, find_basket
from shop.domain.baskets.models import Basket, BasketLine
from shop.domain.baskets.offering import hold_offer
from shop.domain.baskets.quoting import as_choice
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal


@dataclass(frozen=True)
class Joined:
    """`token` the basket from now on; `how`: own (this browser's), taken (the customer's older one), both (one became the other's)."""

    token: str | None
    how: str


def list_of_customer(ids: Sequence[int], *, now: datetime) -> Sequence[Basket]:
    """The living baskets of a person with something in them, the last touched first."""
    wanted = select(Basket).where(Basket.customer_id.in_(ids), Basket.touched_at > now - LASTS, Basket.lines.any())
    return db.session.scalars(wanted.order_by(Basket.touched_at.desc(), Basket.id.desc())).unique().all()


def join_at_sign_in(token: str | None, *, customer_id: int, ids: Sequence[int], now: datetime) -> Joined:
    """The visitor's basket gets the customer; if only the customer has one, it is taken over; of both, the older one's goods are added."""
    mine = find_basket(token, now=now)
    older = next((basket for basket in list_of_customer(ids, now=now) if mine is None or basket.id != mine.id), None)
    if older is not None and (mine is None or not mine.lines):
        return Joined(older.token, "taken")
    if mine is None:
        return Joined(None, "own")
    own_token, older_id = mine.token, older.id if older else None
    with writing():
        change(update(Basket).where(Basket.token == own_token).values(customer_id=customer_id))
    if older_id is not None:
        _move_lines(older_id, own_token, now)
    return Joined(own_token, "both" if older_id is not None else "own")


def _move_lines(from_id: int, token: str, now: datetime) -> None:
    """Each line in a write of its own: what is no longer sold, or asks for something new, stays out."""
    for line_id in db.session.scalars(select(BasketLine.id).where(BasketLine.basket_id == from_id).order_by(BasketLine.id)).all():
        line = db.session.get_one(BasketLine, line_id)
        choice, product = as_choice(line), catalogue.find_product(line.product_id)
        try:
            if product is not None and check(choice, product):
                add(token, choice, now=now)
        except Refusal:
            continue
    with writing():
        basket = db.session.get_one(Basket, from_id)
        for offer_id in basket.held_offers:
            hold_offer(token, offer_id, now)
        kept = db.session.scalars(select(Basket).where(Basket.token == token)).unique().one()
        kept.held_cards = list(dict.fromkeys([*kept.held_cards, *basket.held_cards]))
        basket.lines.clear()
