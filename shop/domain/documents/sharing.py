"""Decides which rates of VAT a part of an order is made of: the parts always add up to what was agreed, and no rate falls below nothing."""

from collections.abc import Iterable, Mapping, Sequence

from shop.domain.orders import Back, Line, Order, worth_of
from shop.kernel.money import share, split

Vat = dict[str, int]  # {basis points: gross cents}


def portion(cents: int, vat: Mapping[str, int]) -> Vat:
    """So many of the cents that are made of these rates, the first of them: a larger portion holds a smaller one whole, rate by rate."""
    whole, part = sum(vat.values()), {}
    for rate in sorted(vat, key=int):
        part[rate] = share(cents, vat[rate], whole) if whole else 0
        cents, whole = cents - part[rate], whole - vat[rate]
    return part


def vat_of_goods(order: Order, goods: Sequence[Back]) -> Vat:
    """The rates inside what these goods are worth, as the lines stand before they are noted as returned."""
    lines, found = {line.id: line for line in order.lines}, Vat()
    for back in goods:
        if back.quantity and back.line_id in lines:
            _add(found, _of_line(lines[back.line_id], back.quantity))
    return found


def _of_line(line: Line, quantity: int) -> Vat:
    gone = share(line.net_cents, line.returned, line.quantity)
    before, after = portion(gone, line.vat), portion(gone + worth_of(line, quantity), line.vat)
    return {rate: after[rate] - before[rate] for rate in after}


def vat_of_amount(cents: int, left: Mapping[str, int]) -> Vat:
    """An amount without goods (an allowance, what is kept, a payment): in proportion to what is left of each rate."""
    return dict(zip(left, split(cents, list(left.values())), strict=True)) if left else {}


def left_of(vat: Mapping[str, int], taken: Iterable[Mapping[str, int]]) -> Vat:
    """What is left of each rate after papers that take away."""
    left = dict(vat)
    for part in taken:
        for rate, cents in part.items():
            left[rate] = left.get(rate, 0) - abs(cents)
    return {rate: max(0, cents) for rate, cents in left.items()}


def owed_vat(order: Order, taken: Sequence[Mapping[str, int]]) -> Vat:
    """The rates of what an order costs now: what papers took back is gone, and what was taken off the price before it was paid."""
    left, owed = left_of(order.vat, taken), order.total_cents - order.returned_cents - order.allowance_cents
    return left if sum(left.values()) <= owed else vat_of_amount(owed, left)


def fit(vat: Mapping[str, int], left: Mapping[str, int]) -> Vat:
    """The same sum, no rate above what is left of it: an allowance may have taken from a rate whose goods come back whole."""
    fitting = {rate: min(cents, left.get(rate, 0)) for rate, cents in vat.items()}
    over = sum(vat.values()) - sum(fitting.values())
    room = {rate: cents - fitting.get(rate, 0) for rate, cents in left.items()}
    if not over or over > sum(room.values()):
        return {rate: cents for rate, cents in vat.items() if cents}
    _add(fitting, vat_of_amount(over, room))
    return {rate: cents for rate, cents in fitting.items() if cents}


def _add(kept: Vat, more: Mapping[str, int]) -> None:
    for rate, cents in more.items():
        kept[rate] = kept.get(rate, 0) + cents
