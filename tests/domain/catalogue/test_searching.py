"""What words find: the same on both databases, whatever the accents, case and number."""
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from shop.domain import catalogue
from shop.domain.catalogue import searching
from shop.domain.catalogue.searching import fold, spell, stem
from shop.kernel import clock
from shop.kernel.database import writing
from tests import makers

NAMES = ["Bignè al caffè", "Cornetto vuoto", "Cornetti misti", "Babà", "Pesca dolce", "Baci di dama", "Torta all'arancia", "Crème brûlée",
         "Lemon pastry", "Box of cakes", "Tè", "Pane 1 kg", "Straße", "東京 mochi", "007 a1b2 3e5 100%"]


@pytest.fixture
def shelf(any_app: Flask) -> dict[str, int]:
    ids = {name: makers.make_product(name).id for name in NAMES}
    with writing():
        for id_ in ids.values():
            searching.keep_words(id_)
    return ids


@pytest.mark.parametrize(("words", "found"), [
    ("bigne", ["Bignè al caffè"]), ("BIGNÈ", ["Bignè al caffè"]), ("cornetti", ["Cornetto vuoto", "Cornetti misti"]),
    ("cornetto", ["Cornetto vuoto", "Cornetti misti"]), ("corn", ["Cornetto vuoto", "Cornetti misti"]), ("pesche", ["Pesca dolce"]),
    ("bacio", ["Baci di dama"]), ("arance", ["Torta all'arancia"]),
    ("torta con arancia", ["Torta all'arancia"]), ("creme", ["Crème brûlée"]),
    ("pastries", ["Lemon pastry"]), ("boxes cake", ["Box of cakes"]), ("te", ["Tè"]), ("strasse", ["Straße"]), ("東", ["東京 mochi"]),
    ("3e5", ["007 a1b2 3e5 100%"]), ("007", ["007 a1b2 3e5 100%"]), ("100", ["007 a1b2 3e5 100%"]), ("cornetto panna", []),
    ("", []), ("'\"&|!():*", []),
    ("di", ["Baci di dama"]),
])
def test_words_find_what_a_person_means(shelf: dict[str, int], words: str, found: list[str]) -> None:
    assert catalogue.search_ids(words) == [shelf[name] for name in found]


def test_a_renamed_product_is_found_by_its_new_name_only(any_app: Flask) -> None:
    category_id = makers.make_category()
    sheet = catalogue.ProductSheet(category_id=category_id, name={"it": "Zuppa"})
    product_id = catalogue.create_product(sheet, by="shop", now=clock.now())
    renamed = catalogue.ProductSheet(category_id=category_id, name={"it": "Minestra"})
    catalogue.save_product(product_id, renamed, version=1, by="shop", now=clock.now())
    assert catalogue.look_through(words="zuppe").total == 0
    assert [p.id for p in catalogue.look_through(words="minestre").products] == [product_id]


def test_a_renamed_category_is_found_by_its_new_name(any_app: Flask) -> None:
    product = makers.make_product("Sfoglia")
    catalogue.rename_category(product.category.id, {"it": "Colazione", "en": "Breakfast"}, by="shop", now=clock.now())
    assert catalogue.search_ids("breakfast") == [product.id]


def test_drafts_are_not_found_by_customers(app: Flask) -> None:
    catalogue.create_product(catalogue.ProductSheet(category_id=makers.make_category(), name={"it": "Segreto"}), by="shop", now=clock.now())
    assert catalogue.search_ids("segreto") == []
    assert catalogue.browse(words="segreto").total == 0


WORD = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=30)


@given(st.text(max_size=80))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(" ".join(fold(text))) == fold(text)


@given(st.text(max_size=80))
def test_case_and_accents_never_matter(text: str) -> None:
    assert fold(text.upper().lower()) == fold(text.lower())
    assert all(word.isascii() and word.isalnum() for word in fold(text))


@given(st.from_regex(r"[a-z]{1,20}", fullmatch=True))
def test_a_stem_begins_its_word_and_keeps_three_letters(word: str) -> None:
    assert word.startswith(stem(word))
    assert len(stem(word)) >= min(3, len(word))


@given(st.from_regex(r"[a-z]{2,16}[bcdfglmnprtvz]", fullmatch=True), st.sampled_from("aeio"), st.sampled_from("aeio"))
def test_italian_endings_share_their_stem(root: str, one: str, other: str) -> None:
    assert stem(root + one) == stem(root + other)


@given(st.from_regex(r"[a-z]{3,16}[a-rt-z]", fullmatch=True))
def test_an_english_plural_shares_its_stem(word: str) -> None:
    assert stem(word + "s") == stem(word)


@given(st.from_regex(r"[a-z]{1,20}", fullmatch=True), st.data())
def test_every_beginning_typed_on_the_way_is_met(word: str, data: st.DataObject) -> None:
    kept = spell([word]).split()
    typed = word[:data.draw(st.integers(1, len(word)))]
    assert any(known.startswith(typed) for known in kept)


@given(st.lists(WORD, max_size=8))
def test_a_search_column_holds_only_plain_words(words: list[str]) -> None:
    assert all(word.isascii() and word.isalnum() and len(word) <= 41 for word in spell(words).split())
