"""Decides what a set of lines needs from the shop: goods to draw, time to make them, and which line is the slowest."""
from collections.abc import Sequence
from dataclasses import dataclass

from shop.domain.catalogue import Product
from shop.domain.stock import Want, list_wants

Wanted = tuple[Product, int | None, int]  # product, variant id, quantity
Words = dict[str, str]


@dataclass(frozen=True)
class Need:
    """`products` are what is bought; `wants` what it draws, a bundle's parts included; `slowest` names the line the lead time is of."""

    products: tuple[Product, ...]
    wants: tuple[Want, ...]
    lead_minutes: int
    slowest: Words


def lead_of(product: Product, variant_id: int | None = None) -> int:
    """Minutes to make it: the variant's own, else the product's; without a choice yet the quickest variant; never less than a part."""
    variant = product.find_variant(variant_id)
    kinds = [variant] if variant else list(product.variants)
    own = min((product.lead_minutes if v.lead_minutes is None else v.lead_minutes for v in kinds), default=product.lead_minutes)
    return max(own, *(part.lead_minutes for part in product.parts)) if product.parts else own


def need_of(wanted: Sequence[Wanted]) -> Need:
    """What lines need together."""
    leads = [(lead_of(product, variant_id), product.name) for product, variant_id, _ in wanted]
    slowest = max(leads, key=lambda lead: lead[0], default=(0, {}))
    wants = list_wants((product, quantity) for product, _, quantity in wanted)
    return Need(tuple(product for product, _, _ in wanted), tuple(wants), *slowest)
