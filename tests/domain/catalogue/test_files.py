"""Products as a file: out and back unchanged, tried before written, each whole, from Shopify too."""
import csv
from io import StringIO
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from shop.domain import catalogue
from shop.domain.catalogue import GroupSheet, OptionSheet, PartSheet, ProductSheet, QuestionSheet, VariantSheet, deciphering
from shop.domain.catalogue.tabulating import bare, neutral, read_cents, write_cents
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.refusal import Refusal
from shop.kernel.wording import say

SHOPIFY = '''Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant Grams,Variant Price,Image Src
torta-nonna,Torta della nonna,"<p>Crema &amp; pinoli.</p><script>alert(1)</script>
<p>Buona <b>davvero</b></p>",Noi,Torte,"a, b",true,Porzioni,6 porzioni,800,24.00,https://cdn.example/1.jpg
torta-nonna,,,,,,,,10 porzioni,1200,36.50,
biscotto,Biscotto,,,Biscotti,,true,Title,Default Title,40,1.20,
'''


def attempt(text: str | bytes) -> catalogue.ProductImport:
    body = text.encode() if isinstance(text, str) else text
    return catalogue.get_import(catalogue.try_file(body, filename="f.csv", by="staff:1", now=clock.now()))


def run(text: str) -> catalogue.ProductImport:
    job = attempt(text)
    catalogue.start_import(job.id, by="staff:1", now=clock.now())
    while catalogue.work_imports(clock.now(), most=2):
        pass
    db.session.rollback()
    return catalogue.get_import(job.id)


def sentences(job: catalogue.ProductImport) -> list[tuple[int, str]]:
    return [(mistake["line"], say(f"refusal.{mistake['code']}", "it", **mistake["params"])) for mistake in job.mistakes]


def table(*rows: dict[str, str]) -> str:
    written = StringIO()
    writer = csv.DictWriter(written, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def make_everything() -> dict[str, ProductSheet]:
    """A small shop in which every column has something."""
    category_id = catalogue.create_category({"it": "Torte", "en": "Cakes"}, by="staff:1", now=clock.now())
    sheet = ProductSheet(category_id=category_id, name={"it": "=Bignè"}, allergens=frozenset(), price_cents=130, net_g=30, vat="reduced",
                         ingredients={"it": "-uova"})
    piece = catalogue.create_product(sheet, by="staff:1", now=clock.now())
    catalogue.publish(piece, by="staff:1", now=clock.now())
    small = VariantSheet(name={"it": "6", "en": "Six"}, price_cents=2400)
    option = OptionSheet(name={"it": "A"}, price_cents=-50, traces=frozenset({"soy"}))
    whole = ProductSheet(
        category_id=category_id, name={"it": "Torta", "en": "Cake"}, story={"it": 'Due\nrighe, "e" punto; fine'}, price_cents=2400,
        net_g=500, allergens=frozenset({"eggs", "milk"}), traces=frozenset({"nuts"}), lead_minutes=90, pool_size=4, position=-3,
        season_from="11-15", season_to="01-06", region="Liguria", goes_with=("bigne",), alcohol=True, perishable=False,
        variants=(small, VariantSheet(name={"it": "8"}, price_cents=3000, lead_minutes=0)),
        groups=(GroupSheet(name={"it": "Base"}, min_picks=1, options=(option,)),),
        questions=(QuestionSheet(label={"it": "Scritta"}, kind="inscription", price_cents=200),),
        parts=(PartSheet(product_id=piece, quantity=6),))
    catalogue.create_product(whole, by="staff:1", now=clock.now())
    return read_all()


def read_all() -> dict[str, ProductSheet]:
    db.session.rollback()
    return {product.slug: catalogue.read_sheet(product.id)[0] for product in catalogue.look_through().products}


def test_what_leaves_comes_back_as_it_was(any_app: Flask) -> None:
    before = make_everything()
    file = catalogue.export_csv()
    job = run(file)
    assert (job.state, job.mistakes, job.new) == ("done", [], 0)
    assert read_all() == before
    assert catalogue.export_csv() == file


def test_no_cell_is_a_formula(app: Flask) -> None:
    make_everything()
    cells = [cell for row in csv.reader(StringIO(catalogue.export_csv())) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "@", "-")) and cell != "-3"] == []
    assert "'=Bignè" in cells and "'-uova" in cells


def test_a_new_product_needs_few_columns_and_arrives_as_a_draft(any_app: Flask) -> None:
    job = run("name_it;price;category\nCantucci;22,00 €;Biscotti\nAmaretti;24.5;Biscotti\n")
    assert (job.state, job.done, job.new) == ("done", 2, 2)
    product = catalogue.get_product("cantucci", any_state=True)
    assert (product.price_cents, product.state, product.category.name, product.allergens) == (2200, "draft", {"it": "Biscotti"}, None)
    assert catalogue.get_product("amaretti", any_state=True).price_cents == 2450


def test_columns_left_out_change_nothing(app: Flask) -> None:
    before = make_everything()["torta"]
    run(table({"slug": "torta", "name_it": "Torta nuova"}))
    after = read_all()["torta"]
    assert after.name == {"it": "Torta nuova", "en": "Cake"}
    assert (after.variants, after.allergens, after.parts) == (before.variants, before.allergens, before.parts)


def test_a_complete_product_may_arrive_published(app: Flask) -> None:
    row = {"slug": "pane", "name_it": "Pane", "price": "6", "unit": "kg", "vat": "bread", "allergens": "gluten"}
    run(table(row | {"ingredients_it": "*farina*", "state": "published"}))
    assert catalogue.get_product("pane").allergens == {"gluten"}


WRONG: list[tuple[dict[str, str], str]] = [
    ({"price": "tanto"}, "numero"), ({"allergens": "glutine"}, "glutine"), ({"unit": "litro"}, "litro"), ({"from_on": "domani"}, "data"),
    ({"groups": "{"}, "si legge"), ({"groups": '[{"name": 1}]'}, "si legge"), ({"net_g": "1e5"}, "numero"), ({"alcohol": "forse"}, "forse"),
    ({"season_from": "12-01"}, "giorno e mese"), ({"parts": "boh:2"}, "boh"),
    ({"state": "published"}, "manca"), ({"price": "-5"}, "prezzo")]


@pytest.mark.parametrize(("fields", "word"), WRONG)
def test_a_wrong_row_is_named_and_the_others_are_written(app: Flask, fields: dict[str, str], word: str) -> None:
    good = {"slug": "buono", "name_it": "Buono", "price": "1"}
    job = attempt(table({"slug": "storto", "name_it": "Storto", "price": "1"} | fields, good))
    assert [line for line, _ in sentences(job)] == [2]
    assert word in sentences(job)[0][1]
    assert job.total == 1
    catalogue.start_import(job.id, by="staff:1", now=clock.now())
    catalogue.work_imports(clock.now())
    assert [product.slug for product in catalogue.look_through().products] == ["buono"]


def test_trying_writes_no_product(any_app: Flask) -> None:
    job = attempt(SHOPIFY)
    assert (job.state, job.total, job.new, job.is_shopify) == ("tried", 2, 2, True)
    assert catalogue.look_through().total == 0


def test_a_shopify_export_becomes_drafts_with_plain_words(any_app: Flask) -> None:
    run(SHOPIFY)
    cake = catalogue.get_product("torta-nonna", any_state=True)
    assert cake.story == {"it": "Crema & pinoli.\nBuona davvero"}
    assert [(v.name["it"], v.price_cents, v.net_g) for v in cake.variants] == [("6 porzioni", 2400, 800), ("10 porzioni", 3650, 1200)]
    biscuit = catalogue.get_product("biscotto", any_state=True)
    assert (biscuit.state, biscuit.price_cents, biscuit.net_g, biscuit.variants) == ("draft", 120, 40, ())
    assert {cake.category.slug, biscuit.category.slug} == {"torte", "biscotti"}
    assert "allergens" in catalogue.list_missing(cake)


def test_an_import_is_stopped_resumed_and_never_does_a_product_twice(any_app: Flask) -> None:
    text = table(*({"name_it": f"Torta {n}", "price": "1"} for n in range(7)))
    job = attempt(text)
    catalogue.start_import(job.id, by="staff:1", now=clock.now())
    assert catalogue.work_imports(clock.now(), most=3) == 3
    catalogue.stop_import(job.id)
    assert catalogue.work_imports(clock.now(), most=3) == 0
    assert (catalogue.get_import(job.id).state, catalogue.get_import(job.id).done) == ("stopped", 3)
    catalogue.start_import(job.id, by="staff:1", now=clock.now())
    while catalogue.work_imports(clock.now(), most=3):
        pass
    assert (catalogue.get_import(job.id).state, catalogue.look_through().total) == ("done", 7)


def test_an_import_killed_after_writing_goes_over_its_products_again_harmlessly(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from shop.domain.catalogue import importing
    job = attempt(table(*({"name_it": f"Torta {n}", "price": "1"} for n in range(3))))
    catalogue.start_import(job.id, by="staff:1", now=clock.now())
    with monkeypatch.context() as killed:
        killed.setattr(importing, "_move_on", lambda *_args: None)
        catalogue.work_imports(clock.now())
    catalogue.work_imports(clock.now())
    assert (catalogue.get_import(job.id).state, catalogue.look_through().total) == ("done", 3)


def test_a_product_that_became_impossible_meanwhile_is_named_and_nothing_of_it_is_written(app: Flask) -> None:
    make_everything()
    job = attempt("slug,name_it,price,parts\nbigne,Bignè,1,torta:1\nnuovo,Nuovo,1,\n")
    catalogue.start_import(job.id, by="staff:1", now=clock.now())
    catalogue.work_imports(clock.now())
    after = catalogue.get_import(job.id)
    assert after.state == "done" and after.mistakes[0]["code"] == "bad_part"
    assert catalogue.get_product("bigne", any_state=True).parts == ()
    assert catalogue.get_product("nuovo", any_state=True).price_cents == 100


def test_the_same_product_twice_in_a_file_is_a_mistake(app: Flask) -> None:
    job = attempt(table({"slug": "pane", "name_it": "Pane"}, {"slug": "pane", "name_it": "Pane ancora"}))
    assert [(line, "pane" in sentence) for line, sentence in sentences(job)] == [(3, True)]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b"slug\n", b'slug,name_it\n"'])
def test_what_is_no_table_is_refused_or_empty(app: Flask, body: bytes) -> None:
    try:
        job = attempt(body)
    except Refusal as refused:
        assert refused.code == "no_columns"
    else:
        assert job.total == 0


def test_too_large_a_file_is_refused(app: Flask) -> None:
    with pytest.raises(catalogue.FileTooLarge):
        attempt(b"x" * (deciphering.MOST_BYTES + 1))


def test_a_file_saved_by_an_old_spreadsheet_keeps_its_accents(app: Flask) -> None:
    run_bytes = "name_it;price\nBabà;2,50\n".encode("cp1252")
    job = attempt(run_bytes)
    catalogue.start_import(job.id, by="staff:1", now=clock.now())
    catalogue.work_imports(clock.now())
    assert catalogue.get_product("baba", any_state=True).name == {"it": "Babà"}


@given(st.text(max_size=30).map(lambda text: text.replace("\x00", "").strip()))
def test_a_neutral_cell_is_read_back_as_it_was(text: str) -> None:
    cell = neutral(text)
    assert bare(cell) == text or text.startswith("'")
    assert not cell.startswith(("=", "+", "@")) or cell[1:].replace(".", "").replace(",", "").isdecimal()


@given(st.integers(-9_999_999, 9_999_999))
def test_an_amount_is_read_back_as_it_was(cents: int) -> None:
    assert read_cents(write_cents(cents)) == cents


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    found: Any = None
    try:
        found = deciphering.decipher("slug,name_it,price,groups\n" + text)
    except Refusal as refused:
        assert refused.code in ("no_columns", "file_too_large")
    assert found is None or isinstance(found.entries, list)


@given(st.text(max_size=200))
def test_no_markup_survives(text: str) -> None:
    plain = deciphering.plain_text(f"<b>{text}</b><script>x</script>")
    assert "<script" not in plain.lower() or "script" in text.lower()


@pytest.mark.parametrize("cell", [
    "[" * 50_000, '[{"name":5,"options":[]}]', '[{"name":{"it":"a"},"options":[{"name":"x"}]}]', '[{"name":{"it":["a"]},"options":[]}]',
    '[{"name":{"it":"a"},"max_picks":"x","options":[]}]', '[{"name":{"it":"a"},"options":[{"name":{"it":"b"},"price_cents":null}]}]', "[1]",
    '[{"name":{"it":"a"},"options":[{"name":{"it":"b"},"allergens":[["x"]]}]}]', '[{"name":{"it":"a"},"repeats":"maybe","options":[]}]'])
@pytest.mark.parametrize("column", ["groups", "questions"])
def test_a_cell_that_says_something_else_than_it_should_is_a_mistake_of_its_row(app: Flask, column: str, cell: str) -> None:
    body = "slug,name_it,price," + column + '\nnuovo,Nuovo,1,"' + cell.replace('"', '""') + '"\n'
    tried = catalogue.get_import(catalogue.try_file(body.encode(), filename="a.csv", by="staff:1", now=clock.now()))
    assert tried.total == 0 and tried.mistakes[0]["column"] == column
