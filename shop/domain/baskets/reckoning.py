"""Decides which offers a basket may have, and takes what they give off its lines."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from shop.domain import business, promotions
from shop.domain.baskets.choosing import Choice
from shop.domain.baskets.facts import QuotedLine
from shop.domain.baskets.models import Basket
from shop.domain.baskets.pricing import line_vat
from shop.domain.catalogue import Product
from shop.domain.promotions import Chosen, Facts, Goods, Offer
from shop.kernel import clock


def offers_for(basket: Basket, customer_id: int | None, now: datetime) -> tuple[tuple[Offer, ...], Facts]:
    """The offers switched on, and those the basket holds; how often this person, and whose basket it is, used them is only asked where it
    matters."""
    offers, held = promotions.running(now), frozenset(basket.held_offers)
    if held - {offer.id for offer in offers}:
        offers = tuple(sorted({*offers, *promotions.find_many(held)}, key=lambda offer: offer.id))
    people = {person for person in (customer_id, basket.customer_id) if person}
    limited = [offer.id for offer in offers if offer.most_per_customer is not None and (offer.trigger == "automatic" or offer.id in held)]
    counted = {one for person in people for one in promotions.ids_counted(person)} if limited else ()
    used = promotions.count_uses(limited, customer_ids=sorted(counted)) if counted else {}
    return offers, Facts(held, used)


def goods_of(product: Product, choice: Choice, cents: int) -> Goods:
    return Goods(product.id, product.category.id, choice.quantity, product.by_weight, cents, key_of(choice), product.is_voucher)


def key_of(choice: Choice) -> str:
    """What was chosen of a product, in one spelling."""
    return json.dumps([choice.variant_id or 0, sorted(choice.picks.items()), sorted(choice.answers.items())])


def take_off(
    lines: Sequence[QuotedLine], offers: Sequence[Offer], facts: Facts, channel: str, now: datetime
) -> tuple[list[QuotedLine], Chosen]:
    """The lines with their share of what the offers take off, and the VAT of what is left."""
    goods = [goods_of(line.product, line.choice, line.cents) for line in lines]
    chosen = promotions.choose(goods, offers, facts, channel, now)
    return [_reduce(line, cents, now) if cents else line for line, cents in zip(lines, chosen.by_line, strict=True)], chosen


def _reduce(line: QuotedLine, cents: int, now: datetime) -> QuotedLine:
    on = clock.day_of(now)
    vat = line_vat(line.product, line.cents - cents, lambda code: business.vat_basis_points(code, on))
    return replace(line, discount_cents=cents, vat=vat)
