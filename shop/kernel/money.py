"""Decides every rounding: integer cents, half up, parts that always add up to their whole."""
from collections.abc import Sequence


def _half_up(numerator: int, denominator: int) -> int:
    """The nearest integer; halves go away from zero, so a refund mirrors its sale."""
    sign = -1 if numerator < 0 else 1
    return sign * ((abs(numerator) * 2 + denominator) // (denominator * 2))


def percent(cents: int, basis_points: int) -> int:
    """`basis_points` hundredths of a percent of an amount in cents."""
    return _half_up(cents * basis_points, 10_000)


def by_weight(cents_per_kg: int, grams: int) -> int:
    """The price in cents of a weight in grams."""
    return _half_up(cents_per_kg * grams, 1_000)


def per_kg(cents: int, grams: int) -> int:
    """The price of a kilogram in cents, from that of a pack of so many grams (or of a litre, from millilitres)."""
    return _half_up(cents * 1_000, grams)


def share(cents: int, part: int, whole: int) -> int:
    """What `part` of `whole` is worth when the whole is worth `cents`."""
    return _half_up(cents * part, whole)


def vat_inside(gross_cents: int, basis_points: int) -> int:
    """The VAT contained in a VAT-inclusive amount, both in cents."""
    return _half_up(gross_cents * basis_points, 10_000 + basis_points)


def split(cents: int, weights: Sequence[int]) -> list[int]:
    """Cents shared in proportion to non-negative weights by largest remainder, ties to the earlier; sums to `cents`.

    Equal shares when all weights are zero. Raises ValueError for no weights at all or a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError("split needs weights of zero or more")
    whole = sum(weights)
    if whole == 0:
        return split(cents, [1] * len(weights))
    sign, amount = (-1 if cents < 0 else 1), abs(cents)
    shares = [amount * weight // whole for weight in weights]
    rest = amount - sum(shares)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), i))
    for i in by_remainder[:rest]:
        shares[i] += 1
    return [sign * share for share in shares]
