"""The choice of offers is pure: the same cents whatever the order of lines, and never a wrong cent."""

from datetime import UTC, datetime, time, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from shop.domain.promotions import Facts, Goods, MinimumMissing, NothingForOffer, OfferBeaten, OfferOtherChannel, choose
from shop.domain.promotions.benefits import Amount, Percent
from shop.domain.promotions.conditions import Channels, Dates, Minimum, Weekly
from tests.domain.promotions.offering import imagine

SATURDAY_NINE = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)  # nine o'clock in Rome
CAKE, TEA = Goods(1, 1, 2, False, 5000), Goods(2, 2, 1, False, 1005)


def goods_lists() -> st.SearchStrategy[list[Goods]]:
    pieces = st.builds(lambda p, c, q, each, key: Goods(p, c, q, False, q * each, key), st.integers(1, 4), st.integers(1, 3),
                       st.integers(1, 9), st.integers(0, 4000), st.sampled_from("ab"))  # fmt: skip
    weighed = st.builds(lambda p, g, cents: Goods(p, 3, g, True, cents), st.integers(5, 6), st.integers(100, 3000), st.integers(0, 9000))
    return st.lists(pieces | weighed, max_size=7)


def benefits() -> st.SearchStrategy[object]:
    scopes = st.sampled_from([("order", (), ()), ("products", (1, 5), ()), ("categories", (), (2, 3))])
    percents = st.builds(lambda bp, scope: Percent(bp, *scope), st.integers(1, 10_000), scopes)
    return percents | st.builds(lambda cents, scope, each: Amount(cents, *scope, each), st.integers(1, 3000), scopes, st.booleans())


@st.composite
def offer_lists(draw: st.DrawFn) -> list[object]:
    found = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        minimum = draw(st.sampled_from([(), (Minimum(1000),), (Minimum(8000),)]))
        found.append(imagine(number, draw(benefits()), *minimum, is_exclusive=draw(st.integers(0, 5)) == 0))
    return found


@given(goods_lists(), offer_lists(), st.randoms())
def test_any_order_of_adding_lines_gives_the_same_cents(goods, offers, random) -> None:  # type: ignore[no-untyped-def]
    first = choose(goods, offers, Facts(), "website", SATURDAY_NINE)
    shuffled = list(enumerate(goods))
    random.shuffle(shuffled)
    second = choose([line for _, line in shuffled], offers, Facts(), "website", SATURDAY_NINE)
    assert second.discounts == first.discounts
    alike = sorted((line, cents) for line, cents in zip(map(repr, goods), first.by_line, strict=True))
    assert sorted((repr(line), cents) for (_, line), cents in zip(shuffled, second.by_line, strict=True)) == alike


@given(goods_lists(), offer_lists())
def test_parts_add_up_and_nothing_falls_below_zero(goods, offers) -> None:  # type: ignore[no-untyped-def]
    chosen = choose(goods, offers, Facts(), "website", SATURDAY_NINE)
    assert sum(chosen.by_line) == sum(discount.cents for discount in chosen.discounts)
    assert all(0 <= off <= line.cents for off, line in zip(chosen.by_line, goods, strict=True))
    assert all(discount.cents > 0 for discount in chosen.discounts)


@given(goods_lists(), offer_lists())
def test_no_lawful_combination_takes_more_off(goods, offers) -> None:  # type: ignore[no-untyped-def]
    chosen = choose(goods, offers, Facts(), "website", SATURDAY_NINE)
    taken = {discount.offer_id for discount in chosen.discounts}
    if any(offer.is_exclusive and offer.id in taken for offer in offers):
        assert len(taken) == 1
        return
    plain = [offer for offer in offers if not offer.is_exclusive]
    for kept in product([True, False], repeat=len(plain)):
        some = [offer for offer, is_kept in zip(plain, kept, strict=True) if is_kept]
        assert sum(choose(goods, some, Facts(), "website", SATURDAY_NINE).by_line) <= sum(chosen.by_line)


def total_off(*offers: object, goods: tuple[Goods, ...] = (CAKE, TEA), **facts: object) -> int:
    return sum(choose(goods, offers, Facts(**facts), "website", SATURDAY_NINE).by_line)  # type: ignore[arg-type]


def test_product_offers_come_first_and_percentages_compound() -> None:
    off_cake, off_all = imagine(1, Percent(2000, "products", (1,))), imagine(2, Percent(1000))
    chosen = choose([TEA, CAKE], [off_all, off_cake], Facts(), "website", SATURDAY_NINE)
    # 5000 - 20 % = 4000; 4000 + 1005 = 5005, of which 10 % half up is 501
    assert [(discount.offer_id, discount.cents) for discount in chosen.discounts] == [(1, 1000), (2, 501)]


def test_a_percentage_off_products_is_rounded_per_piece_so_the_card_tells_the_truth() -> None:
    for pieces in range(1, 12):
        line = Goods(1, 1, pieces, False, 135 * pieces)
        assert total_off(imagine(1, Percent(1000, "products", (1,))), goods=(line,)) == 14 * pieces


def test_an_exclusive_offer_beats_even_a_larger_one() -> None:
    alone, larger = imagine(1, Percent(500), is_exclusive=True), imagine(2, Percent(5000), trigger="code")
    chosen = choose([CAKE], [alone, larger], Facts(held=frozenset({2})), "website", SATURDAY_NINE)
    assert [discount.offer_id for discount in chosen.discounts] == [1]
    assert [type(unmet.why) for unmet in chosen.unmet] == [OfferBeaten]


def test_an_exclusive_offer_that_does_not_apply_stands_in_nobodys_way() -> None:
    assert total_off(imagine(1, Percent(500), Minimum(999_99), is_exclusive=True), imagine(2, Percent(1000))) == 601


def test_a_minimum_reads_the_goods_after_the_discounts_already_applied() -> None:
    off_cake, with_minimum = imagine(1, Percent(5000, "products", (1,))), imagine(2, Amount(100), Minimum(4000))
    chosen = choose([CAKE], [off_cake, with_minimum], Facts(), "website", SATURDAY_NINE)
    assert [(discount.offer_id, discount.cents) for discount in chosen.discounts] == [(1, 2500)]
    (unmet,) = chosen.unmet
    assert isinstance(unmet.why, MinimumMissing) and unmet.why.params == {"missing_cents": 1500} and not unmet.is_held


def test_a_small_discount_is_left_out_where_a_larger_one_needs_the_minimum() -> None:
    small, large = imagine(1, Amount(1, "products", (1,))), imagine(2, Percent(2000), Minimum(5000))
    chosen = choose([CAKE], [small, large], Facts(), "website", SATURDAY_NINE)
    assert [(discount.offer_id, discount.cents) for discount in chosen.discounts] == [(2, 1000)]


def test_offers_hold_at_their_door_on_their_days_and_hours_to_the_minute() -> None:
    weekly, dated = Weekly((5,), time(8), time(12)), Dates(SATURDAY_NINE, SATURDAY_NINE + timedelta(hours=1))
    at = {moment: bool(choose([CAKE], [imagine(1, Percent(1000), weekly, dated)], Facts(), "website", moment).discounts)
          for moment in (SATURDAY_NINE - timedelta(seconds=1), SATURDAY_NINE, SATURDAY_NINE + timedelta(minutes=59, seconds=59),
                         SATURDAY_NINE + timedelta(hours=1), SATURDAY_NINE + timedelta(days=1))}  # fmt: skip
    assert list(at.values()) == [False, True, True, False, False]
    counter_only = imagine(1, Percent(1000), Channels(("counter",)), trigger="link")
    assert choose([CAKE], [counter_only], Facts(held=frozenset({1})), "counter", SATURDAY_NINE).discounts
    (unmet,) = choose([CAKE], [counter_only], Facts(held=frozenset({1})), "website", SATURDAY_NINE).unmet
    assert isinstance(unmet.why, OfferOtherChannel)


def test_amounts_come_off_once_or_each_piece_or_by_weight() -> None:
    biscuits = Goods(5, 3, 1500, True, 3000)
    assert total_off(imagine(1, Amount(100))) == 100
    assert total_off(imagine(1, Amount(100, "products", (1,), (), True))) == 200
    assert total_off(imagine(1, Amount(200, "categories", (), (3,), True)), goods=(biscuits,)) == 300
    assert total_off(imagine(1, Amount(999_00))) == CAKE.cents + TEA.cents


def test_a_held_offer_without_its_goods_says_so() -> None:
    (unmet,) = choose([TEA], [imagine(1, Percent(1000, "products", (1,)), trigger="code")], Facts(held=frozenset({1})), "website",
                      SATURDAY_NINE).unmet  # fmt: skip
    assert isinstance(unmet.why, NothingForOffer) and unmet.is_held
