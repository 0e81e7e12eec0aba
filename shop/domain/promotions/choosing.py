"""Decides which offers apply and what each takes off. Pure: the same cents in whatever order the lines were added.

First what is off single products, then what is off the order, on what is left: percentages before amounts, the higher minimum before
the lower, the older offer before the newer. A minimum reads the goods as they stand at its turn. An exclusive offer that applies
stands alone. Of the others the combination that takes most off is chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from shop.domain.promotions.facts import Chosen, Discount, Facts, Goods, Offer, Situation, Unmet
from shop.domain.promotions.refusing import NothingForOffer, OfferAlreadyUsed, OfferBeaten, OfferIsOver, OfferUsedUp
from shop.kernel.refusal import Refusal

MOST_WEIGHED = 10  # offers that are tried both with and without: 2^10 ways at the worst


@dataclass(frozen=True)
class _Way:
    """One lawful combination: what is left of each line, and what each offer took off it."""

    left: tuple[int, ...]
    taken: tuple[tuple[Offer, tuple[int, ...]], ...] = ()

    @property
    def still_cents(self) -> int:
        return sum(self.left)


@dataclass(frozen=True)
class _Table:
    """What lies on the table while choosing: the goods in their one order, the door and the moment."""

    goods: list[Goods]
    channel: str
    at: datetime
    empty: _Way = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "empty", _Way(tuple(line.cents for line in self.goods)))

    def situation(self, way: _Way) -> Situation:
        return Situation(self.channel, self.at, way.still_cents)

    def apply(self, offer: Offer, way: _Way) -> _Way:
        """The way with this offer on top; the same way where a minimum is missing or nothing comes off."""
        if offer.why_not(self.situation(way), reads_goods=True):
            return way
        off = offer.benefit.take(self.goods, list(way.left))
        if not any(off):
            return way
        left = tuple(cents - less for cents, less in zip(way.left, off, strict=True))
        return _Way(left, (*way.taken, (offer, tuple(off))))

    def best(self, offers: Sequence[Offer], way: _Way, weighed: int = 0) -> _Way:
        """Each offer with; and without, where a minimum that comes later may need the goods to stay dear."""
        if not offers:
            return way
        first, rest = offers[0], offers[1:]
        applied = self.apply(first, way)
        found = self.best(rest, applied, weighed + 1)
        if applied is way or weighed >= MOST_WEIGHED or not any(_has_minimum(offer) for offer in rest):
            return found
        other = self.best(rest, way, weighed + 1)
        return other if other.still_cents < found.still_cents else found


def choose(lines: Sequence[Goods], offers: Sequence[Offer], facts: Facts, channel: str, moment: datetime) -> Chosen:
    """What comes off these lines by these offers, and which held ones do not apply yet and why. A gift card is money: no offer sees it."""
    bearing = [i for i, line in enumerate(lines) if not line.is_voucher]
    chosen = _choose([lines[i] for i in bearing], offers, facts, channel, moment)
    if len(bearing) == len(lines):
        return chosen
    off = dict(zip(bearing, chosen.by_line, strict=True))
    return replace(chosen, by_line=tuple(off.get(i, 0) for i in range(len(lines))))


def _choose(lines: Sequence[Goods], offers: Sequence[Offer], facts: Facts, channel: str, moment: datetime) -> Chosen:
    asked = [offer for offer in offers if offer.trigger == "automatic" or offer.id in facts.held]
    if not asked:
        return Chosen((), (0,) * len(lines))
    order = sorted(range(len(lines)), key=lambda i: _place(lines[i]))
    table = _Table([lines[i] for i in order], channel, moment)
    refused = {offer.id: why for offer in asked if (why := _screen(offer, facts, table))}
    way = _choose_way(table, sorted((offer for offer in asked if offer.id not in refused), key=_turn))
    by_line = [0] * len(lines)
    for i, cents, left in zip(order, table.empty.left, way.left, strict=True):
        by_line[i] = cents - left
    discounts = tuple(Discount(offer.id, offer.name, sum(off), offer.id in facts.held) for offer, off in way.taken)
    return Chosen(discounts, tuple(by_line), tuple(_list_unmet(table, way, asked, refused, facts)))


def _place(line: Goods) -> tuple[int, str, int, int]:
    return line.product_id, line.key, line.quantity, line.cents


def _minimum_of(offer: Offer) -> int:
    return max((getattr(rule, "cents", 0) for rule in offer.conditions if rule.reads_goods), default=0)


def _has_minimum(offer: Offer) -> bool:
    return any(rule.reads_goods for rule in offer.conditions)


def _turn(offer: Offer) -> tuple[bool, int, int, int]:
    return not offer.benefit.is_for_goods, offer.benefit.turn, -_minimum_of(offer), offer.id


def refuse(offer: Offer, *, channel: str, used: int, now: datetime) -> None:
    """Raises why it can't apply whatever is in the basket; what only waits for goods is not refused."""
    why = _screen(offer, Facts(used={offer.id: used}), _Table([], channel, now))
    if why:
        raise why


def _screen(offer: Offer, facts: Facts, table: _Table) -> Refusal | None:
    """Why it can't apply whatever is in the basket."""
    if offer.state != "running":
        return OfferIsOver()
    if offer.is_used_up:
        return OfferUsedUp()
    if offer.most_per_customer is not None and facts.used.get(offer.id, 0) >= offer.most_per_customer:
        return OfferAlreadyUsed()
    return offer.why_not(table.situation(table.empty), reads_goods=False)


def _choose_way(table: _Table, offers: Sequence[Offer]) -> _Way:
    alone = [table.apply(offer, table.empty) for offer in offers if offer.is_exclusive]
    alone = [way for way in alone if way.taken]
    if alone:
        return min(alone, key=lambda way: (way.still_cents, way.taken[0][0].id))
    return table.best([offer for offer in offers if not offer.is_exclusive], table.empty)


def _list_unmet(table: _Table, way: _Way, asked: Sequence[Offer], refused: dict[int, Refusal], facts: Facts) -> list[Unmet]:
    """Held offers with their reason, and automatic ones of which only the minimum is missing."""
    taken, found = {offer.id for offer, _ in way.taken}, []
    for offer in sorted(asked, key=lambda offer: offer.id):
        if offer.id in taken:
            continue
        is_held, missing = offer.id in facts.held, offer.why_not(table.situation(way), reads_goods=True)
        if is_held:
            found.append(Unmet(offer.id, offer.name, refused.get(offer.id) or missing or _why_nothing(table, offer)))
        elif missing and table.goods and offer.id not in refused and not any(one.is_exclusive for one, _ in way.taken):
            found.append(Unmet(offer.id, offer.name, missing, is_held=False))
    return found


def _why_nothing(table: _Table, offer: Offer) -> Refusal:
    return OfferBeaten() if any(offer.benefit.take(table.goods, list(table.empty.left))) else NothingForOffer()
