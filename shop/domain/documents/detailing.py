"""Decides the lines of an invoice: what was sold, each line of one rate, together exactly the amounts of each rate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from shop.domain.documents.facts import Detail
from shop.domain.orders import Line, Order
from shop.kernel.money import split

DELIVERY, MORE, BACK = "Consegna", "Integrazione ordine", "Storno ordine"
LONGEST_NAME = 1000


def details_of(order: Order) -> list[Detail]:
    """The agreed lines after their share of all offers, then the delivery, pro rata by rate."""
    goods = [detail for line in order.lines for detail in _of_line(line)]
    left = {int(rate): cents for rate, cents in order.vat.items()}
    for detail in goods:
        left[detail.vat] = left.get(detail.vat, 0) - detail.cents
    return goods + [Detail(DELIVERY, 1, "", cents, rate) for rate, cents in sorted(left.items()) if cents > 0]


def _of_line(line: Line) -> Iterable[Detail]:
    variant = line.variant_name.get("it", "")
    name = line.name.get("it", "") + (f", {variant}" if variant else "")
    for rate, cents in sorted((int(rate), cents) for rate, cents in line.vat.items()):
        if cents > 0:
            yield Detail(name[:LONGEST_NAME], line.quantity, line.unit, cents, rate)


def fit_details(details: Sequence[Detail], vat: Mapping[str, int]) -> list[Detail]:
    """The same lines at what is invoiced of each rate; a rate without a line gets one."""
    fitted: list[Detail] = []
    for rate, cents in sorted((int(rate), cents) for rate, cents in vat.items() if cents > 0):
        of_rate = [detail for detail in details if detail.vat == rate] or [Detail(MORE, 1, "", cents, rate)]
        shares = split(cents, [detail.cents for detail in of_rate])
        fitted += [replace(detail, cents=share) for detail, share in zip(of_rate, shares, strict=True) if share]
    return fitted


def plain_details(words: str, vat: Mapping[str, int]) -> list[Detail]:
    """One line a rate, where no goods can be named."""
    return [Detail(words, 1, "", cents, rate) for rate, cents in sorted((int(rate), cents) for rate, cents in vat.items() if cents > 0)]
