"""Which products a reader meets: pages, filters, and never a product said to be safe of which nobody knows."""
from datetime import date

from flask import Flask
from sqlalchemy import event

from shop.domain import catalogue
from shop.domain.catalogue import describing
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers


class Counter:
    """Counts the statements sent to the database."""

    def __enter__(self) -> "Counter":
        self.statements: list[str] = []
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self

    def _note(self, _conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        self.statements.append(statement)

    def __exit__(self, *_rest: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._note)


def test_pages_follow_the_owners_order_and_the_last_page_answers_for_those_beyond(app: Flask) -> None:
    ids = [makers.make_product(f"P{n}").id for n in range(7)]
    page = catalogue.browse(page=2, per_page=3)
    assert [p.id for p in page.products] == ids[3:6]
    assert (page.total, page.pages) == (7, 3)
    assert [p.id for p in catalogue.browse(page=99, per_page=3).products] == ids[6:]
    assert catalogue.browse(page=-1, per_page=3).page == 1


def test_a_product_with_unknown_allergens_is_never_shown_as_safe(any_app: Flask) -> None:
    known = makers.make_product("Meringa", allergens=["eggs"])
    makers.make_product("Mistero", allergens=None)
    none = makers.make_product("Caramella", allergens=[])
    assert [p.id for p in catalogue.browse(without=frozenset({"milk"})).products] == [known.id, none.id]
    assert [p.id for p in catalogue.browse(without=frozenset({"eggs"})).products] == [none.id]


def test_traces_are_shown_unless_the_reader_is_strict(app: Flask) -> None:
    traced = makers.make_product("Cornetto vegano", allergens=["gluten"], traces=["milk"])
    assert [p.id for p in catalogue.browse(without=frozenset({"milk"})).products] == [traced.id]
    assert catalogue.browse(without=frozenset({"milk"}), strict=True).total == 0


def test_a_bundle_contains_what_its_parts_contain_and_waits_for_the_slowest(any_app: Flask) -> None:
    nutty = makers.make_product("Nocciolino", allergens=["nuts"], traces=["soy"], lead_minutes=120, alcohol=True)
    plain = makers.make_product("Frollino", allergens=["gluten"])
    tray = makers.make_product("Vassoio", unit="tray", allergens=[], lead_minutes=30, parts={nutty.id: 4, plain.id: 6})
    assert tray.allergens == {"nuts", "gluten"}
    assert (tray.traces, tray.lead_minutes, tray.alcohol) == ({"soy"}, 120, True)
    assert tray.id not in [p.id for p in catalogue.browse(without=frozenset({"nuts"})).products]


def test_a_bundle_with_an_unknown_part_is_unknown(any_app: Flask) -> None:
    unknown = makers.make_product("Mistero", allergens=None)
    tray = makers.make_product("Vassoio", allergens=[], parts={unknown.id: 1})
    assert tray.allergens is None
    assert catalogue.browse(without=frozenset({"fish"})).total == 0


def test_what_every_lawful_pick_contains_the_product_contains() -> None:
    def group(least: int, repeats: bool, *options: set[str]) -> catalogue.OptionGroup:
        listed = tuple(catalogue.Option(i, {}, 0, frozenset(allergens), frozenset()) for i, allergens in enumerate(options))
        return catalogue.OptionGroup(1, {}, least, 8, repeats, listed)

    assert describing.contained([], [], [group(1, False, {"milk", "nuts"}, {"milk"})]) == {"milk"}
    assert describing.contained([], [], [group(0, False, {"milk"})]) == frozenset()
    assert describing.contained([], [], [group(2, False, {"milk"}, set())]) == {"milk"}
    assert describing.contained([], [], [group(8, True, {"milk"}, set())]) == frozenset()
    assert describing.contained(None, [], []) is None
    assert describing.contained([], [["eggs"], None], []) is None


def test_a_day_shows_what_is_in_season_also_over_new_year(app: Flask) -> None:
    always = makers.make_product("Cornetto")
    panettone = makers.make_product("Panettone", season_from="11-15", season_to="01-06")
    weekend = makers.make_product("Zeppola", from_on=date(2026, 3, 18), until_on=date(2026, 3, 19))
    assert [p.id for p in catalogue.browse(on=date(2026, 12, 31)).products] == [always.id, panettone.id]
    assert [p.id for p in catalogue.browse(on=date(2026, 3, 19)).products] == [always.id, weekend.id]
    assert [p.id for p in catalogue.browse(on=date(2026, 7, 1)).products] == [always.id]


def test_categories_without_anything_published_are_shown_only_to_the_owner(app: Flask) -> None:
    makers.make_product("Cornetto")
    makers.make_category("vuota", "Vuota")
    assert [c.slug for c in catalogue.list_categories()] == ["dolci"]
    assert [c.slug for c in catalogue.list_categories(all=True)] == ["dolci", "vuota"]


def test_a_page_costs_one_query_for_its_cards_and_later_none(any_app: Flask) -> None:
    for n in range(30):
        makers.make_product(f"P{n}", variants=[("Grande", 300)], groups=[{"min_picks": 1, "options": [("Uno", 0), ("Due", 50)]}])
    catalogue.browse(page=2, per_page=5)
    db.session.rollback()
    with Counter() as cold:
        assert len(catalogue.browse(page=1, per_page=20).products) == 20
    db.session.rollback()
    with Counter() as warm:
        assert len(catalogue.browse(page=1, per_page=20).products) == 20
    queries = [[s for s in counted.statements if "SELECT" in s] for counted in (cold, warm)]
    assert [len(listed) for listed in queries] == [2, 1]
    assert "revision" in queries[1][0]


def test_what_is_remembered_ends_with_the_next_edit(any_app: Flask) -> None:
    product = makers.make_product("Cornetto")
    assert catalogue.get_product(product.slug).price_cents == 150
    catalogue.set_price(product.id, cents=170, by="shop", now=clock.now())
    assert catalogue.get_product(product.id).price_cents == 170
    catalogue.withdraw(product.id, by="shop", now=clock.now())
    assert catalogue.find_product(product.id) is None
    assert catalogue.get_many([product.id, 999])[product.id].state == "withdrawn"


def test_the_owner_looks_through_every_state(any_app: Flask) -> None:
    shown, gone = makers.make_product("Cornetto"), makers.make_product("Bombolone", state="withdrawn")
    other = makers.make_product("Tè", category_id=makers.make_category("bevande", "Bevande"))
    assert [p.id for p in catalogue.look_through().products] == [shown.id, gone.id, other.id]
    assert [p.id for p in catalogue.look_through(state="withdrawn").products] == [gone.id]
    assert [p.id for p in catalogue.look_through(category_id=other.category.id).products] == [other.id]
