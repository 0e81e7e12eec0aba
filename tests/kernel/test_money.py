"""Cents never get lost, whatever is split."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.kernel.money import by_weight, percent, split, vat_inside

cents = st.integers(-10_000_000, 10_000_000)


def half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


@given(cents, st.lists(st.integers(0, 1_000_000), min_size=1, max_size=30))
def test_the_shares_of_a_split_add_up_and_are_within_a_cent_of_fair(amount: int, weights: list[int]) -> None:
    shares = split(amount, weights)
    assert sum(shares) == amount
    whole = sum(weights)
    if whole:
        assert all(abs(share - Decimal(amount) * weight / whole) < 1 for share, weight in zip(shares, weights, strict=True))


def test_what_is_left_of_a_split_goes_to_the_largest_remainder_and_ties_to_the_earlier() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [0, 0]) == [5, 5]
    assert split(-100, [1, 1, 1]) == [-34, -33, -33]
    with pytest.raises(ValueError, match="weights"):
        split(1, [])


@given(cents, st.integers(0, 10_000))
def test_percentages_and_vat_round_half_up_like_a_decimal(amount: int, basis_points: int) -> None:
    assert percent(amount, basis_points) == half_up(Decimal(amount) * basis_points / 10_000)
    assert vat_inside(amount, basis_points) == half_up(Decimal(amount) * basis_points / (10_000 + basis_points))


@given(st.integers(0, 100_000), st.integers(1, 50_000))
def test_a_weight_costs_its_part_of_a_kilogram(per_kg: int, grams: int) -> None:
    assert by_weight(per_kg, grams) == half_up(Decimal(per_kg) * grams / 1_000)
