"""Decides what the offers of an agreed order take off its goods once these have changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from shop.domain import baskets, catalogue, promotions
from shop.domain.orders.freezing import thaw
from shop.domain.orders.models import Line, Order
from shop.domain.promotions import Discount, Facts, Goods
from shop.kernel.money import split


@dataclass(frozen=True)
class Share:
    """A line's part of the offers, and its VAT then (basis points: gross cents)."""

    discount_cents: int
    vat: dict[int, int]


def reapply(order: Order, kept: Sequence[Line], quoted: Sequence[baskets.QuotedLine]) -> tuple[tuple[Share, ...], tuple[Discount, ...]]:
    """The shares of kept and new lines, in this order; the offers are those the order has, none is gained."""
    ids = frozenset(kept_offer["offer_id"] for kept_offer in order.discounts)
    known = {category.slug: category.id for category in catalogue.list_categories(all=True)} if ids else {}
    goods = [_goods_of(line, known.get(line.category, 0)) for line in kept]
    goods += [baskets.goods_of(line.product, line.choice, line.cents) for line in quoted]
    offers = promotions.bound(ids) if ids else ()
    chosen = promotions.choose(goods, offers, Facts(held=ids), order.channel, order.placed_at)
    vats = [{int(bp): cents for bp, cents in line.vat.items()} for line in kept] + [line.vat for line in quoted]
    nets = [line.cents - off for line, off in zip(goods, chosen.by_line, strict=True)]
    shares = tuple(Share(off, _scale(vat, net)) for off, vat, net in zip(chosen.by_line, vats, nets, strict=True))
    return shares, chosen.discounts


def _goods_of(line: Line, category_id: int) -> Goods:
    return Goods(line.product_id, category_id, line.quantity, line.unit == "kg", line.cents, baskets.key_of(thaw(line)), line.is_voucher)


def _scale(vat: dict[int, int], net_cents: int) -> dict[int, int]:
    """The same rates, of what the line costs now."""
    if sum(vat.values()) == net_cents:
        return vat
    return dict(zip(vat, split(net_cents, list(vat.values())), strict=True))
