"""Decides what a basket costs now, on any channel: every line, the fee, the VAT inside, and what is gone."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from shop.domain import business, catalogue, fulfilment, promotions
from shop.domain.baskets.choosing import Choice
from shop.domain.baskets.facts import Quote, QuotedLine
from shop.domain.baskets.models import Basket, BasketLine
from shop.domain.baskets.pricing import Price, cheapest, cheapest_choice, line_cents, line_vat, total_vat
from shop.domain.baskets.reckoning import goods_of, offers_for, take_off
from shop.domain.catalogue import Product
from shop.domain.promotions import Chosen, Facts, Offer
from shop.kernel import clock
from shop.kernel.money import per_kg

NOBODY = Facts()


def as_choice(line: BasketLine) -> Choice:
    return Choice(
        line.product_id,
        line.quantity,
        line.variant_id,
        {int(option): times for option, times in line.picks.items()},
        {int(asked): text for asked, text in line.answers.items()},
    )


def quote(
    basket: Basket | None,
    *,
    now: datetime,
    kind: str = "pickup",
    zone_id: int | None = None,
    channel: str | None = None,
    customer_id: int | None = None,
) -> Quote:
    """What these goods cost now. Nothing is written. `channel` the door (else that the basket was opened at) and `customer_id` (else
    whose basket it is) only decide which offers apply."""
    if basket is None or not basket.lines:
        return quote_choices((), now=now, kind=kind, zone_id=zone_id)
    asked = [(line.id, as_choice(line), line.seen_cents) for line in basket.lines]
    offers, facts = offers_for(basket, customer_id, now)
    return quote_choices(asked, now=now, kind=kind, zone_id=zone_id, channel=channel or basket.channel, offers=offers, facts=facts)


def quote_choices(
    asked: Sequence[tuple[int, Choice, int]],
    *,
    now: datetime,
    kind: str = "pickup",
    zone_id: int | None = None,
    channel: str = "website",
    offers: Sequence[Offer] = (),
    facts: Facts = NOBODY,
) -> Quote:
    """The same for (line id, choice, cents seen) that stand in no basket, with only these offers."""
    products = catalogue.get_many([choice.product_id for _, choice, _ in asked])
    quoted, gone = [], []
    for line_id, choice, seen_cents in asked:
        product = products.get(choice.product_id)
        if product is None or product.state != "published" or (choice.variant_id and not product.find_variant(choice.variant_id)):
            gone.append(product.name if product else {"it": "—"})
        else:
            quoted.append(_quote_line(line_id, product, choice, seen_cents, now))
    lines, chosen = take_off(quoted, offers, facts, channel, now)
    return _add_up(lines, gone, chosen, kind, zone_id)


def quote_one(choice: Choice, *, now: datetime, channel: str = "website") -> Quote:
    """What a product costs as it is chosen on its page, with the offers on single products that everybody has."""
    return quote_choices([(0, choice, 0)], now=now, channel=channel, offers=_on_cards(now))


def unit_price(product: Product, variant_id: int | None, *, now: datetime, channel: str = "website") -> int | None:
    """Cents per kg or litre of a packed article that keeps, after the offers that everybody has (Codice del Consumo art. 14);
    None where the law asks for none."""
    variant = product.find_variant(variant_id)
    net = (variant.net_g if variant else None) or product.net_g or product.net_ml
    if product.by_weight or product.perishable or not net:
        return None
    return per_kg(quote_one(Choice(product.id, 1, variant_id), now=now, channel=channel).goods_cents, net)


def _on_cards(now: datetime) -> list[Offer]:
    return [offer for offer in promotions.running(now) if offer.trigger == "automatic" and offer.benefit.is_for_goods]


def _quote_line(line_id: int, product: Product, choice: Choice, seen_cents: int, now: datetime) -> QuotedLine:
    cents, on = line_cents(product, choice), clock.day_of(now)
    picked = tuple((option, choice.picks[option.id]) for group in product.groups for option in group.options if choice.picks.get(option.id))
    answered = tuple((question, choice.answers[question.id]) for question in product.questions if choice.answers.get(question.id))
    added = frozenset(name for option, _ in picked for name in option.allergens)
    return QuotedLine(
        line_id=line_id,
        product=product,
        variant=product.find_variant(choice.variant_id),
        choice=choice,
        cents=cents,
        seen_cents=seen_cents,
        picks=picked,
        answers=answered,
        vat=line_vat(product, cents, lambda code: business.vat_basis_points(code, on)),
        allergens=None if product.allergens is None else product.allergens | added,
        traces=product.traces.union(*(option.traces for option, _ in picked)),
    )


def _add_up(lines: list[QuotedLine], gone: list[dict[str, str]], chosen: Chosen, kind: str, zone_id: int | None) -> Quote:
    goods = sum(line.net_cents for line in lines)
    zone = fulfilment.get_zone(zone_id) if kind == "delivery" and zone_id else None
    fee = fulfilment.fee_cents(zone, goods) if zone and lines else 0
    contained = _in_order(name for line in lines for name in line.allergens or ())
    traced = _in_order(name for line in lines for name in line.traces if name not in contained)
    return Quote(
        lines=tuple(lines),
        gone=tuple(gone),
        goods_cents=goods,
        fee_cents=fee,
        missing_for_minimum_cents=max(0, zone.minimum_cents - goods) if zone else 0,
        missing_for_free_cents=zone.free_above_cents - goods if zone and zone.free_above_cents and fee else None,
        vat=total_vat([line.vat for line in lines], fee),
        allergens=contained,
        traces=traced,
        discounts=chosen.discounts,
        unmet=chosen.unmet,
    )


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    found = set(names)
    return tuple(name for name in catalogue.ALLERGENS if name in found)


def price_each(products: Iterable[Product], *, now: datetime, channel: str = "website") -> dict[int, Price]:
    """The quote of one piece (or kilogram) of each, for cards, feeds and letters. No query; one where goods that keep are reduced."""
    offers = _on_cards(now)
    listed = list(products)
    prices = {product.id: cheapest(product) for product in listed}
    if not offers:
        return prices
    reduced = {product.id: _reduced(product, prices[product.id], offers, channel, now) for product in listed}
    return prices | _with_lowest([product for product in listed if reduced[product.id].is_reduced], reduced, now)


def _reduced(product: Product, price: Price, offers: Sequence[Offer], channel: str, now: datetime) -> Price:
    one = goods_of(product, cheapest_choice(product), price.cents)
    chosen = promotions.choose([one], offers, NOBODY, channel, now)
    return replace(price, cents=price.cents - chosen.by_line[0])


def _with_lowest(reduced: Sequence[Product], prices: dict[int, Price], now: datetime) -> dict[int, Price]:
    """What keeps says its lowest price of thirty days beside a reduction; fresh food need not (Codice del Consumo art. 17-bis)."""
    keeping = [(product.id, cheapest_choice(product).variant_id) for product in reduced if not product.perishable]
    lowest = catalogue.lowest_prices_30_days(keeping, now) if keeping else {}
    return {product.id: replace(prices[product.id], lowest_cents=lowest.get(product.id)) for product in reduced}
