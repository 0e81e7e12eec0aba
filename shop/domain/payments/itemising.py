"""Decides what the hosted page lists of an order: its frozen lines where all of it is paid at once, else one line for the part."""

from collections.abc import Iterator

from shop.domain.orders import Line, Order
from shop.kernel.gateway import PayLine
from shop.kernel.wording import pick, say, weight


def itemise(order: Order, cents: int) -> tuple[PayLine, ...]:
    """Lines that sum up to `cents`."""
    whole = tuple(line for line in _whole(order) if line.cents)
    if cents == order.owed_cents and sum(line.cents for line in whole) == cents:
        return whole
    part = "balance" if order.paid_cents else "deposit" if order.deposit_cents else "part"
    return (PayLine(say(f"paypage.{part}", order.language, code=order.code), cents),)


def _whole(order: Order) -> Iterator[PayLine]:
    for line in order.lines:
        yield PayLine(_name(line, order.language), line.net_cents)
    yield PayLine(say("paypage.fee", order.language), order.fee_cents)
    yield PayLine(say("paypage.tip", order.language), order.tip_cents)


def _name(line: Line, language: str) -> str:
    much = weight(line.quantity, language) if line.unit == "kg" else f"{line.quantity} ×"
    return " ".join(part for part in (much, pick(line.name, language), pick(line.variant_name, language)) if part)
