"""Decides whether the demo shop's identity, words, hours and delivery zones are complete and plausible."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stdnum.it import iva

DEMO = Path(__file__).parents[2] / "shop" / "commands" / "demo"
MENU = json.loads((DEMO / "menu.json").read_text(encoding="utf-8"))
SHOP = json.loads((DEMO / "shop.json").read_text(encoding="utf-8"))


def spoken(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text in two languages, however deep it lies."""
    if isinstance(value, dict) and value.keys() & {"it", "en"}:
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from spoken(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from spoken(inner, f"{path}[{number}]")


def minutes(clock: str) -> int:
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def assert_windows_follow_each_other(windows: list[dict[str, str]]) -> None:
    edges = [minutes(window[edge]) for window in windows for edge in ("opens", "closes")]
    assert edges == sorted(set(edges))


@pytest.mark.parametrize("document", [MENU, SHOP], ids=["menu", "shop"])
def test_every_text_speaks_both_languages(document: dict[str, Any]) -> None:
    texts = list(spoken(document))
    assert len(texts) > 10
    for path, text in texts:
        assert text.keys() == {"it", "en"}, path
        assert all(words.strip() == words and words for words in text.values()), path
        assert text["it"].count("\n\n") == text["en"].count("\n\n"), path


def test_the_shop_has_a_valid_vat_number() -> None:
    assert iva.is_valid(SHOP["identity"]["vat_number"])


def test_the_shop_says_who_and_where_it_is() -> None:
    assert all(SHOP["identity"].values())
    assert (SHOP["identity"]["name"], SHOP["identity"]["street"]) == ("Pasticceria Fiordaliso", "Via Garibaldi 18")


def test_the_shop_has_its_legal_texts_and_pictures() -> None:
    assert SHOP["legal"].keys() == {"terms", "privacy", "allergens", "cookies", "imprint"}
    assert all((DEMO / "pictures" / f"{picture['file']}.jpg").exists() for picture in SHOP["pictures"].values())
    assert SHOP["face"]["home_picture"] in {picture["file"] for picture in SHOP["pictures"].values()}
    assert SHOP["face"]["story"]["it"].count("\n\n") == 2


def test_the_shop_rests_on_monday_and_its_windows_do_not_overlap() -> None:
    assert list(SHOP["hours"]) == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert [day for day, windows in SHOP["hours"].items() if not windows] == ["mon"]
    for windows in SHOP["hours"].values():
        assert_windows_follow_each_other(windows)


def test_delivery_zones_know_each_place_once_and_one_code_asks_which_town() -> None:
    areas = [area for zone in SHOP["delivery_zones"] for area in zone["areas"]]
    codes = [area["postal_code"] for area in areas]
    assert len(SHOP["delivery_zones"]) == 3
    assert all(re.fullmatch(r"10\d{3}", code) for code in codes)
    assert len(codes) == len(set(codes))
    assert any(len(area["towns"]) > 1 for area in areas)


def test_delivery_windows_fall_on_open_days_and_hold_whole_slots() -> None:
    for zone in SHOP["delivery_zones"]:
        assert 0 < zone["minimum_cents"] < zone["free_above_cents"]
        assert zone["fee_cents"] > 0
        assert_windows_follow_each_other(zone["windows"])
        for window in zone["windows"]:
            assert all(SHOP["hours"][day] for day in window["days"])
            assert (minutes(window["closes"]) - minutes(window["opens"])) % zone["slot_minutes"] == 0
