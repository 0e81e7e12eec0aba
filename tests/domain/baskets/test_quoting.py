"""One price: the parts of every quote add up, whatever is in the basket and in whatever order it came there."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shop.domain.baskets.choosing import Choice
from shop.domain.baskets.pricing import cheapest, line_cents, line_vat, total_vat
from shop.domain.catalogue import Category, Option, OptionGroup, Part, Product, Question, Variant

RATES = {"bread": 400, "reduced": 1000, "ordinary": 2200}
CENTS = st.integers(0, 10_000)


@st.composite
def products(draw: Any) -> Product:
    unit = draw(st.sampled_from(["piece", "kg", "tray"]))
    variants = tuple(Variant(i + 1, {"it": "v"}, draw(CENTS), None, None) for i in range(draw(st.integers(0, 3))))
    options = tuple(Option(i + 1, {"it": "o"}, draw(st.integers(-100, 500)), frozenset(), frozenset()) for i in range(3))
    groups = (OptionGroup(1, {"it": "g"}, draw(st.integers(0, 2)), 3, draw(st.booleans()), options),) if draw(st.booleans()) else ()
    questions = (Question(1, "inscription", {"it": "q"}, 30, draw(CENTS), False),) if draw(st.booleans()) else ()
    parts = (
        tuple(
            Part(
                10 + i,
                "p",
                {"it": "p"},
                draw(st.sampled_from(["piece", "kg"])),
                draw(st.integers(1, 500)),
                draw(CENTS),
                draw(st.sampled_from(sorted(RATES))),
                0,
            )
            for i in range(draw(st.integers(1, 4)))
        )
        if unit == "tray"
        else ()
    )
    return Product(
        id=1,
        slug="p",
        category=Category(1, "c", {}),
        state="published",
        name={},
        story={},
        ingredients={},
        unit=unit,
        price_cents=draw(CENTS),
        step_g=100,
        min_g=100,
        net_g=None,
        net_ml=None,
        vat=draw(st.sampled_from(sorted(RATES))),
        allergens=frozenset(),
        traces=frozenset(),
        alcohol=False,
        perishable=True,
        keep_cold=False,
        shelf_life_hours=None,
        lead_minutes=0,
        pool_size=None,
        season_from=None,
        season_to=None,
        from_on=None,
        until_on=None,
        sold_out_until=None,
        counter_only=False,
        delivers=True,
        region=None,
        goes_with=(),
        variants=variants,
        groups=groups,
        questions=questions,
        parts=parts,
        pictures=(),
    )


@st.composite
def choices(draw: Any, product: Product) -> Choice:
    quantity = draw(st.integers(1, 50)) * (100 if product.by_weight else 1)
    variant = draw(st.sampled_from(product.variants)).id if product.variants else None
    picks = {option.id: draw(st.integers(0, 2)) for group in product.groups for option in group.options}
    answers = {question.id: draw(st.sampled_from(["", "Auguri"])) for question in product.questions}
    return Choice(product.id, quantity, variant, picks, answers)


@given(st.data(), st.lists(products(), min_size=1, max_size=6), CENTS)
def test_the_vat_parts_of_every_line_and_of_the_whole_add_up(data: st.DataObject, goods: list[Product], fee: int) -> None:
    lines = [(product, line_cents(product, data.draw(choices(product)))) for product in goods]
    vats = [line_vat(product, cents, lambda code: RATES[code or ""]) for product, cents in lines]
    assert all(sum(vat.values()) == cents >= 0 for vat, (_, cents) in zip(vats, lines, strict=True))
    assert sum(total_vat(vats, fee).values()) == sum(cents for _, cents in lines) + fee
    assert total_vat(vats, fee) == total_vat(list(reversed(vats)), fee)


@given(st.data(), products())
def test_no_way_of_choosing_one_piece_costs_less_than_the_card_says(data: st.DataObject, product: Product) -> None:
    price, one = cheapest(product), 1000 if product.by_weight else 1
    choice = data.draw(choices(product))
    picked = {group.id: sum(choice.picks.get(option.id, 0) for option in group.options) for group in product.groups}
    lawful = all(group.min_picks <= picked[group.id] <= group.max_picks for group in product.groups)
    exactly = all(picked[group.id] == group.min_picks for group in product.groups)
    if lawful and exactly:
        assert line_cents(product, Choice(1, one, choice.variant_id, choice.picks, {})) >= min(price.cents, price.cents)


@given(st.data(), products(), st.integers(1, 20))
def test_pieces_cost_the_same_in_one_line_as_in_many(data: st.DataObject, product: Product, times: int) -> None:
    if product.by_weight:
        return
    choice = data.draw(choices(product))
    many = Choice(1, times, choice.variant_id, choice.picks, choice.answers)
    one = Choice(1, 1, choice.variant_id, choice.picks, choice.answers)
    assert line_cents(product, many) == times * line_cents(product, one)
