"""How prices change: one by one or together, with a history that says the lowest of thirty days."""
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from shop.domain import catalogue
from shop.domain.catalogue import Adjustment
from shop.domain.catalogue.judging import PriceOutOfRange
from shop.domain.catalogue.pricing import NothingToChange, PricesMoved
from shop.kernel import audit, clock
from tests import makers


def set_price(product_id: int, cents: int, *, days_ago: int = 0) -> None:
    catalogue.set_price(product_id, cents=cents, by="staff:1", now=clock.now() - timedelta(days=days_ago))


def test_every_change_is_in_the_history_and_in_the_audit(any_app: Flask) -> None:
    product = makers.make_product("Cornetto", price_cents=130)
    set_price(product.id, 140)
    set_price(product.id, 140)
    set_price(product.id, 150)
    assert [change.price_cents for change in catalogue.list_prices(product.id)] == [150, 140]
    assert [entry.detail["new_cents"] for entry in audit.list_latest() if entry.what == "price.changed"] == [150, 140]


def test_a_price_that_no_customer_could_see_is_no_history(app: Flask) -> None:
    product = makers.make_product("Cornetto", state="draft", price_cents=1)
    set_price(product.id, 130)
    assert catalogue.list_prices(product.id) == []
    catalogue.publish(product.id, by="staff:1", now=clock.now())
    assert [change.price_cents for change in catalogue.list_prices(product.id)] == [130]


def test_the_lowest_of_thirty_days_counts_the_price_that_was_in_force_when_they_began(any_app: Flask) -> None:
    coffee = makers.make_product("Caffè", price_cents=900)
    for cents, days_ago in ((100, 90), (700, 45), (950, 20), (800, 10), (1000, 1)):
        set_price(coffee.id, cents, days_ago=days_ago)
    assert catalogue.lowest_price_30_days(coffee.id, None, clock.now()) == 700
    assert catalogue.lowest_price_30_days(coffee.id, None, clock.now() + timedelta(days=16)) == 800
    assert catalogue.lowest_price_30_days(coffee.id, None, clock.now() + timedelta(days=60)) == 1000
    assert catalogue.lowest_price_30_days(coffee.id, 99, clock.now()) is None


def test_a_variant_has_a_price_and_a_history_of_its_own(any_app: Flask) -> None:
    cake = makers.make_product("Torta", price_cents=2000, variants=[("Piccola", 2000), ("Grande", 3000)])
    large = cake.variants[1].id
    catalogue.set_price(cake.id, cents=3300, variant_id=large, by="staff:1", now=clock.now())
    assert [v.price_cents for v in catalogue.get_product(cake.id).variants] == [2000, 3300]
    assert catalogue.lowest_price_30_days(cake.id, large, clock.now()) == 3300


@pytest.mark.parametrize("cents", [0, -5, 1_000_001])
def test_a_senseless_price_is_refused(app: Flask, cents: int) -> None:
    with pytest.raises(PriceOutOfRange):
        set_price(makers.make_product("Cornetto").id, cents)


def test_many_prices_change_as_the_preview_showed(any_app: Flask) -> None:
    cornetto = makers.make_product("Cornetto", price_cents=130)
    cake = makers.make_product("Torta", price_cents=2000, variants=[("Piccola", 2000), ("Grande", 3010)])
    bread = makers.make_product("Pane", price_cents=500, category_id=makers.make_category("pane", "Pane"))
    adjustment = Adjustment(category_id=cornetto.category.id, basis_points=500, step_cents=10)
    preview = catalogue.preview_prices(adjustment)
    assert [(each.old_cents, each.new_cents) for each in preview] == [(130, 140), (2000, 2100), (2000, 2100), (3010, 3170)]
    assert catalogue.get_product(cornetto.id).price_cents == 130, "a preview changes nothing"
    assert catalogue.change_prices(adjustment, seen=catalogue.fingerprint(preview), by="staff:1", now=clock.now()) == 4
    assert catalogue.get_product(cornetto.id).price_cents == 140
    assert [v.price_cents for v in catalogue.get_product(cake.id).variants] == [2100, 3170]
    assert catalogue.get_product(bread.id).price_cents == 500
    assert catalogue.list_prices(cornetto.id)[0].price_cents == 140


def test_a_preview_that_is_no_longer_true_changes_nothing(any_app: Flask) -> None:
    product = makers.make_product("Cornetto", price_cents=130)
    adjustment = Adjustment(more_cents=10)
    seen = catalogue.fingerprint(catalogue.preview_prices(adjustment))
    set_price(product.id, 200)
    with pytest.raises(PricesMoved):
        catalogue.change_prices(adjustment, seen=seen, by="staff:1", now=clock.now())
    assert catalogue.get_product(product.id).price_cents == 200


def test_prices_neither_vanish_nor_change_for_nothing(app: Flask) -> None:
    makers.make_product("Cornetto", price_cents=130)
    with pytest.raises(PriceOutOfRange):
        catalogue.preview_prices(Adjustment(more_cents=-130))
    with pytest.raises(NothingToChange):
        catalogue.change_prices(Adjustment(ids=()), by="staff:1", now=clock.now())


@given(st.integers(1, 1_000_000), st.integers(-9_000, 20_000), st.integers(-500, 500), st.sampled_from(catalogue.ROUNDINGS))
def test_a_new_price_is_rounded_up_to_the_next_step_and_no_further(cents: int, basis_points: int, more_cents: int, step: int) -> None:
    exact = cents * (10_000 + basis_points) + more_cents * 10_000
    new = Adjustment(basis_points=basis_points, more_cents=more_cents, step_cents=step).reckon(cents)
    assert new % step == 0
    assert 0 <= new * 10_000 - exact < step * 10_000
