"""Decides whether the demo menu is complete, consistent and safe to publish."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

DEMO = Path(__file__).parents[2] / "shop" / "commands" / "demo"
MENU = json.loads((DEMO / "menu.json").read_text(encoding="utf-8"))
PRODUCTS: list[dict[str, Any]] = MENU["products"]
BY_SLUG = {product["slug"]: product for product in PRODUCTS}
WORDS = {
    "gluten": ("frumento", "wheat"),
    "crustaceans": ("crostace", "crustacean"),
    "eggs": ("uov[oa]", "egg"),
    "fish": ("acciug", "anchov"),
    "peanuts": ("arachid", "peanut"),
    "soy": ("soia", "soya"),
    "milk": ("latte|burro|panna|ricotta|mascarpone|formaggio", "milk|butter|cream|ricotta|mascarpone|cheese"),
    "nuts": ("mandorl|nocciol|pistacch", "almond|hazelnut|pistachio"),
    "celery": ("sedano", "celery"),
    "mustard": ("senape", "mustard"),
    "sesame": ("sesamo", "sesame"),
    "sulphites": ("solfiti|anidride solforosa", "sulphite|sulphur dioxide"),
    "lupin": ("lupin", "lupin"),
    "molluscs": ("mollusc", "mollusc"),
}
FIELDS = {
    "alcohol",
    "allergens",
    "alt",
    "category",
    "counter_only",
    "delivers",
    "goes_with",
    "groups",
    "ingredients",
    "keep_cold",
    "lead_minutes",
    "min_g",
    "name",
    "net_g",
    "net_ml",
    "parts",
    "perishable",
    "picture",
    "pool_size",
    "price_cents",
    "questions",
    "region",
    "season_from",
    "season_to",
    "shelf_life_hours",
    "slug",
    "step_g",
    "story",
    "traces",
    "unit",
    "variants",
    "vat",
}
each_product = pytest.mark.parametrize("product", PRODUCTS, ids=[product["slug"] for product in PRODUCTS])


def options_of(product: dict[str, Any]) -> list[dict[str, Any]]:
    return [option for group in product["groups"] for option in group["options"]]


def may_hold(product: dict[str, Any]) -> set[str]:
    return set(product["allergens"]).union(*(option["allergens"] for option in options_of(product)))


def kinds(product: dict[str, Any], language: str) -> Counter[str]:
    emphasised = re.findall(r"\*([^*]+)\*", product["ingredients"][language])
    return Counter(key for word in emphasised for key, stems in WORDS.items() if re.search(stems[language == "en"], word))


def test_the_menu_has_forty_products_with_their_own_slugs() -> None:
    assert len(PRODUCTS) == 40
    assert len(BY_SLUG) == 40
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in BY_SLUG)


def test_every_category_is_used_and_known() -> None:
    slugs = [category["slug"] for category in MENU["categories"]]
    assert len(slugs) == len(set(slugs))
    assert {product["category"] for product in PRODUCTS} == set(slugs)


@each_product
def test_a_product_has_all_its_fields(product: dict[str, Any]) -> None:
    assert product.keys() == FIELDS
    assert product["vat"] in {"reduced", "bread", "ordinary"}
    assert all(isinstance(product[flag], bool) for flag in ("alcohol", "perishable", "keep_cold", "counter_only", "delivers"))
    assert product["shelf_life_hours"] > 0
    assert product["lead_minutes"] >= 0
    assert product["pool_size"] is None or product["pool_size"] > 0
    assert not (product["counter_only"] and product["delivers"])


@each_product
def test_a_product_says_how_much_it_is(product: dict[str, Any]) -> None:
    by_weight = product["unit"] == "kg"
    assert product["unit"] in {"piece", "kg", "tray"}
    assert by_weight == (product["net_g"] is None and product["net_ml"] is None)
    assert by_weight == (product["step_g"] is not None) == (product["min_g"] is not None)
    if by_weight:
        assert product["step_g"] > 0
        assert product["min_g"] >= product["step_g"]
        assert product["min_g"] % product["step_g"] == 0
    else:
        assert (product["net_g"] or product["net_ml"]) > 0


@each_product
def test_prices_are_whole_positive_cents(product: dict[str, Any]) -> None:
    prices = [product["price_cents"], *(variant["price_cents"] for variant in product["variants"])]
    effects = [thing["price_cents"] for thing in [*options_of(product), *product["questions"]]]
    assert all(type(cents) is int and cents > 0 for cents in prices)
    assert all(type(cents) is int and cents >= 0 for cents in effects)


@each_product
def test_the_picture_is_there(product: dict[str, Any]) -> None:
    picture = DEMO / "pictures" / f"{product['picture']}.jpg"
    assert picture.read_bytes().startswith(b"\xff\xd8")


@each_product
def test_allergens_are_among_the_fourteen(product: dict[str, Any]) -> None:
    for holder in [product, *options_of(product)]:
        assert set(holder["allergens"]) <= WORDS.keys()
        assert set(holder["traces"]) <= WORDS.keys()
        assert not set(holder["allergens"]) & set(holder["traces"])
        assert len(holder["allergens"]) == len(set(holder["allergens"]))


@each_product
@pytest.mark.parametrize("language", ["it", "en"])
def test_each_allergen_is_emphasised_and_nothing_else_is(product: dict[str, Any], language: str) -> None:
    text = product["ingredients"][language]
    assert text.count("*") % 2 == 0
    emphasised = re.findall(r"\*([^*]+)\*", text)
    stems = {key: words[language == "en"] for key, words in WORDS.items()}
    silent = {key for key in may_hold(product) if not any(re.search(stems[key], word) for word in emphasised)}
    undeclared = [word for word in emphasised if not any(re.search(stems[key], word) for key in may_hold(product))]
    assert (silent, undeclared) == (set(), [])


@each_product
def test_both_languages_emphasise_the_same_allergens(product: dict[str, Any]) -> None:
    assert [kinds(product, "it"), kinds(product, "it").total()] == [kinds(product, "en"), kinds(product, "en").total()]


@each_product
def test_a_season_is_a_pair_of_real_days(product: dict[str, Any]) -> None:
    season = (product["season_from"], product["season_to"])
    assert (season[0] is None) == (season[1] is None)
    for day in filter(None, season):
        assert date.fromisoformat(f"2027-{day}").strftime("%m-%d") == day


@each_product
def test_option_groups_can_be_answered(product: dict[str, Any]) -> None:
    for group in product["groups"]:
        assert group["options"]
        assert 0 <= group["min_picks"] <= group["max_picks"]
        assert group["max_picks"] >= 1
        assert group["repeats"] or group["max_picks"] <= len(group["options"])


@each_product
def test_questions_have_a_kind_and_a_limit(product: dict[str, Any]) -> None:
    for question in product["questions"]:
        assert question["kind"] in {"inscription", "allergy_note", "text"}
        assert 0 < question["max_length"] <= 300
        assert isinstance(question["required"], bool)


@each_product
def test_what_goes_with_it_is_something_else_on_the_menu(product: dict[str, Any]) -> None:
    others = product["goes_with"]
    assert 2 <= len(set(others)) == len(others) <= 3
    assert set(others) <= BY_SLUG.keys() - {product["slug"]}


@each_product
def test_variants_say_size_and_price(product: dict[str, Any]) -> None:
    variants = product["variants"]
    assert len(variants) != 1
    assert all(variant["net_g"] > 0 and (variant["lead_minutes"] or 1) > 0 for variant in variants)
    assert not variants or (product["price_cents"], product["net_g"]) in {(v["price_cents"], v["net_g"]) for v in variants}


def test_at_least_three_products_come_in_sizes() -> None:
    assert sum(bool(product["variants"]) for product in PRODUCTS) >= 3


def test_a_tray_is_made_of_pieces_on_the_menu_and_warns_for_all_of_them() -> None:
    trays = [product for product in PRODUCTS if product["parts"]]
    assert trays
    for tray in trays:
        parts = [(BY_SLUG[part["slug"]], part["quantity"]) for part in tray["parts"]]
        warned = set(tray["allergens"]) | set(tray["traces"])
        assert all(part["unit"] == "piece" and not part["parts"] and quantity > 0 for part, quantity in parts)
        assert set(tray["allergens"]) >= {key for part, _ in parts for key in part["allergens"]}
        assert warned >= {key for part, _ in parts for key in part["traces"]}
        assert tray["net_g"] == sum(part["net_g"] * quantity for part, quantity in parts)
        assert tray["price_cents"] < sum(part["price_cents"] * quantity for part, quantity in parts)


def test_the_tray_of_twenty_holds_twenty() -> None:
    assert sum(part["quantity"] for part in BY_SLUG["vassoio-mignon-20"]["parts"]) == 20


def test_the_macaron_box_takes_eight_of_seven_flavours() -> None:
    (flavours,) = BY_SLUG["macaron-box"]["groups"]
    assert (flavours["min_picks"], flavours["max_picks"], len(flavours["options"])) == (8, 8, 7)
    assert flavours["repeats"]


def test_the_birthday_cake_asks_for_sponge_filling_and_words() -> None:
    cake = BY_SLUG["torta-compleanno"]
    assert [(group["min_picks"], group["max_picks"]) for group in cake["groups"]] == [(1, 1), (1, 2), (0, 2)]
    assert {question["kind"] for question in cake["questions"]} == {"inscription", "allergy_note"}


def test_only_the_hot_chocolate_stays_at_the_counter() -> None:
    assert [product["slug"] for product in PRODUCTS if product["counter_only"]] == ["cioccolata-calda"]
