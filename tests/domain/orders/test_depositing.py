"""How much is asked beforehand: the largest deposit any rule asks for, never more than what it is asked for."""
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from shop.domain import baskets, orders
from shop.domain.orders import DepositRule
from shop.kernel import clock
from tests.makers import make_basket
from tests.world import open_world

RULES = st.lists(st.builds(
    lambda product, above, share, cents: DepositRule(
        product_id=product, above_cents=above, percent=share, cents=0 if share else cents),
    st.sampled_from([None, 1, 2]), st.integers(0, 30_000), st.integers(0, 100), st.integers(1, 20_000)), max_size=5)
GOODS = st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.integers(0, 20_000)), max_size=6)


@given(rules=RULES, goods=GOODS, fee=st.integers(0, 900))
def test_a_deposit_is_never_negative_nor_more_than_the_total(rules: list[DepositRule], goods: list[tuple[int, int]], fee: int) -> None:
    total = sum(cents for _, cents in goods) + fee
    assert 0 <= orders.deposit_of(rules, goods, total) <= total


@given(rules=RULES, goods=GOODS, more=RULES)
def test_one_rule_more_never_asks_less(rules: list[DepositRule], goods: list[tuple[int, int]], more: list[DepositRule]) -> None:
    total = sum(cents for _, cents in goods)
    assert orders.deposit_of([*rules, *more], goods, total) >= orders.deposit_of(rules, goods, total)


@given(rules=RULES, goods=GOODS)
def test_the_order_of_rules_and_goods_changes_nothing(rules: list[DepositRule], goods: list[tuple[int, int]]) -> None:
    total = sum(cents for _, cents in goods)
    assert orders.deposit_of(rules, goods, total) == orders.deposit_of(rules[::-1], goods[::-1], total)


@pytest.mark.parametrize(("rule", "asked"), [
    (DepositRule(product_id=1, above_cents=0, percent=30, cents=0), 1080),
    (DepositRule(product_id=1, above_cents=0, percent=0, cents=1000), 1000),
    (DepositRule(product_id=2, above_cents=0, percent=0, cents=1000), 400),
    (DepositRule(product_id=9, above_cents=0, percent=100, cents=0), 0),
    (DepositRule(product_id=None, above_cents=4000, percent=50, cents=0), 2000),
    (DepositRule(product_id=None, above_cents=4001, percent=50, cents=0), 0),
])
def test_a_rule_asks_its_share_or_its_sum_of_what_it_is_about(rule: DepositRule, asked: int) -> None:
    assert orders.deposit_of([rule], [(1, 1800), (1, 1800), (2, 400)], 4000) == asked


def test_without_rules_nothing_is_asked() -> None:
    assert orders.deposit_of([], [(1, 3600)], 3600) == 0


def test_a_rule_is_kept_counts_for_a_basket_and_can_be_dropped(any_app: Flask) -> None:
    world, now = open_world(), clock.now()
    rule = orders.add_deposit_rule(product_id=world.sacher.id, above_cents=0, share=50, cents=0, by="staff:1", now=now)
    quote = baskets.quote(baskets.find_basket(make_basket(world.sacher, world.cornetto), now=now), now=now)
    assert orders.quoted_deposit(quote) == 1800
    orders.drop_deposit_rule(rule.id, by="staff:1", now=now)
    assert orders.list_deposit_rules() == [] and orders.quoted_deposit(quote) == 0


@pytest.mark.parametrize(("share", "cents"), [(0, 0), (10, 100), (101, 0), (-1, 0)])
def test_a_rule_asks_either_a_share_or_a_sum(app: Flask, share: int, cents: int) -> None:
    with pytest.raises(orders.ShareOrSum):
        orders.add_deposit_rule(product_id=None, above_cents=0, share=share, cents=cents, by="staff:1", now=clock.now())
