"""The products desk over HTTP: a product entered by a person, rows without scripts, pictures, prices, files."""
import re
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from shop.domain import catalogue
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers
from tests.admin.reading import said
from tests.world import World

BIGNE: dict[str, Any] = {
    "name_it": "Bignè al caffè", "name_en": "Coffee puff", "new_category": "Mignon", "unit": "piece", "price_cents": "1,50",
    "vat": "reduced", "do": "save", "net_g": "35", "ingredients_it": "*farina di frumento*, *uova*, caffè", "allergens": ["gluten", "eggs"],
    "traces": ["nuts"], "perishable": "1", "delivers": "1", "lead_minutes": "0,5"}


def photo(colour: str = "brown") -> tuple[BytesIO, str]:
    body = BytesIO()
    Image.new("RGB", (300, 200), colour).save(body, "JPEG")
    body.seek(0)
    return body, "bigne.jpg"


def create(owner: FlaskClient, **fields: Any) -> int:
    answer = owner.post("/admin/products/new", data=BIGNE | fields)
    assert answer.status_code == 303, re.findall(r'field-error.*?</p>|<div class="mistakes.*?</div>', answer.text, re.DOTALL)
    db.session.rollback()
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def kept(product_id: int) -> catalogue.Product:
    db.session.rollback()
    return catalogue.get_product(product_id, any_state=True)


def typed_back(page: str) -> dict[str, Any]:
    """What the form on a page would send, as a browser without scripts reads it."""
    fields: dict[str, list[str]] = {}
    form = page[page.index('enctype="multipart/form-data"'):page.index("</form>", page.index('enctype="multipart/form-data"'))]
    for tag in re.findall(r"<input[^>]*>", form):
        named = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if named.get("type") in ("checkbox", "radio") and " checked" not in tag or named.get("type") == "file" or "name" not in named:
            continue
        fields.setdefault(named["name"], []).append(named.get("value", "on"))
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        fields[name] = [body]
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        fields[name] = [chosen[1] if chosen else ""]
    return {name: [value.replace("&#39;", "'").replace("&amp;", "&") for value in values] for name, values in fields.items()}


def test_an_owner_enters_a_product_with_a_picture_and_customers_see_it(owner: FlaskClient) -> None:
    answer = owner.post("/admin/products/new", data=BIGNE | {"do": "publish", "pictures": photo()}, content_type="multipart/form-data")
    assert answer.status_code == 303
    product = kept(int(answer.headers["Location"].rsplit("/", 1)[1]))
    assert (product.state, product.price_cents, product.lead_minutes, product.category.name) == ("published", 150, 30, {"it": "Mignon"})
    assert (product.allergens, product.traces) == ({"gluten", "eggs"}, {"nuts"})
    assert [(picture.width, picture.height) for picture in product.pictures] == [(300, 200)]
    page = owner.get(answer.headers["Location"]).text
    assert "Bignè al caffè" in page and said("products.done.published") in page
    assert f'src="/pictures/{product.pictures[0].key}/original.jpg"' in page


def test_saving_what_the_page_shows_changes_nothing(owner: FlaskClient) -> None:
    part = create(owner)
    product_id = create(owner, **{
        "name_it": "Vassoio d'autunno", "unit": "tray", "season_from": "15/11", "season_to": "6/1", "from_on": "2026-11-01",
        "variants-0-id": "", "variants-0-name_it": "Grande", "variants-0-price_cents": "30",
        "groups-0-name_it": "Nastro", "groups-0-max_picks": "1",
        "groups-0-options-0-name_it": "Rosso", "groups-0-options-0-price_cents": "-0,50", "groups-0-options-0-allergens": "soy",
        "questions-0-kind": "inscription", "questions-0-label_it": "Scritta", "questions-0-max_length": "20",
        "questions-0-price_cents": "2",
        "parts-0-product_id": "bigne al caffe", "parts-0-quantity": "6", "goes_with": ["bigne-al-caffe", ""]})
    before, version = catalogue.read_sheet(product_id)
    assert [p.product_id for p in before.parts] == [part]
    assert (before.groups[0].options[0].price_cents, before.season_from, before.goes_with) == (-50, "11-15", ("bigne-al-caffe",))
    db.session.rollback()
    page = owner.get(f"/admin/products/{product_id}").text
    assert owner.post(f"/admin/products/{product_id}", data=typed_back(page) | {"do": "save"}).status_code == 303
    db.session.rollback()
    assert catalogue.read_sheet(product_id) == (before, version + 1)


def test_rows_come_and_go_without_scripts_and_keep_what_was_typed(owner: FlaskClient) -> None:
    page = owner.post("/admin/products/new", data=BIGNE | {"do": "add:variants"}).text
    page = owner.post("/admin/products/new", data=typed_back(page) | {"variants-0-name_it": "Piccolo", "do": "add:variants"}).text
    page = owner.post("/admin/products/new", data=typed_back(page) | {"variants-1-name_it": "Grande", "do": "up:variants-1"}).text
    page = owner.post("/admin/products/new", data=typed_back(page) | {"do": "add:groups"}).text
    page = owner.post("/admin/products/new", data=typed_back(page) | {"do": "add:groups-0-options"}).text
    fields = typed_back(page)
    assert (fields["name_it"], fields["allergens"]) == (["Bignè al caffè"], ["gluten", "eggs"])
    assert (fields["variants-0-name_it"], fields["variants-1-name_it"]) == (["Grande"], ["Piccolo"])
    assert "groups-0-options-2-name_it" in fields
    page = owner.post("/admin/products/new", data=fields | {"do": "remove:variants-0"}).text
    assert typed_back(page)["variants-0-name_it"] == ["Piccolo"] and "variants-1-name_it" not in typed_back(page)
    assert catalogue.look_through(words="bigne").total == 0


@pytest.mark.parametrize("wish", ["add:nothing", "remove:variants-9", "up:variants-0", "remove:groups-0-options-0", "add:groups-7-options",
                                  "remove:", "add:", "boo", "add:name_it-0-x", "remove:variants-x"])
def test_a_wish_that_makes_no_sense_changes_nothing(owner: FlaskClient, wish: str) -> None:
    answer = owner.post("/admin/products/new", data=BIGNE | {"variants-0-name_it": "Piccolo", "name_it-0-x": "y", "do": wish})
    assert answer.status_code == 200
    assert "Piccolo" in answer.text


def test_rows_left_empty_are_no_mistake(owner: FlaskClient) -> None:
    blank = {"variants-0-id": "", "groups-0-options-0-name_it": "", "questions-0-max_length": "60", "parts-0-quantity": "1"}
    product = kept(create(owner, **blank))
    assert (product.variants, product.groups, product.questions, product.parts) == ((), (), (), ())


MISTAKES = [({"name_it": ""}, "name_it", "refusal.name_needed"), ({"price_cents": "tanto"}, "price_cents", "refusal.not_understood"),
            ({"net_g": "1,5"}, "net_g", "refusal.not_understood"),
            ({"season_from": "31/02", "season_to": "1/3"}, "season_from", "refusal.not_understood"),
            ({"category_id": "99999999999"}, "category_id", "refusal.not_understood"),
            ({"lead_minutes": "presto"}, "lead_minutes", "refusal.not_understood"),
            ({"allergens_none": "1"}, "allergens", "refusal.says_both"),
            ({"variants-0-price_cents": "3"}, "variants-0-name_it", "refusal.label_needed")]


@pytest.mark.parametrize(("fields", "place", "key"), MISTAKES)
def test_a_mistake_is_said_at_its_field_and_all_else_is_kept(owner: FlaskClient, fields: dict[str, str], place: str, key: str) -> None:
    answer = owner.post("/admin/products/new", data=BIGNE | {"story_it": "Una storia"} | fields)
    assert answer.status_code == 422
    assert f'id="{place}-error"' in answer.text and said(key) in answer.text
    assert f'href="#{place}"' in answer.text
    assert typed_back(answer.text)["story_it"] == ["Una storia"]
    assert catalogue.look_through(words="bigne").total == 0


def test_a_part_that_does_not_exist_is_named(owner: FlaskClient) -> None:
    answer = owner.post("/admin/products/new", data=BIGNE | {"parts-0-product_id": "Panforte", "parts-0-quantity": "1"})
    assert said("refusal.no_such_product", name="Panforte") in answer.text


def test_a_picture_sent_with_a_mistake_is_not_lost(owner: FlaskClient) -> None:
    answer = owner.post("/admin/products/new", data=BIGNE | {"price_cents": "boh", "pictures": photo()}, content_type="multipart/form-data")
    assert answer.status_code == 422
    fields = typed_back(answer.text) | {"price_cents": "2", "pictures-0-alt_it": "Un bignè", "do": "save"}
    product = kept(int(owner.post("/admin/products/new", data=fields).headers["Location"].rsplit("/", 1)[1]))
    assert [picture.alt for picture in product.pictures] == [{"it": "Un bignè"}]


def test_pictures_are_reordered_and_taken_off_and_a_bad_file_is_named(owner: FlaskClient) -> None:
    product_id = create(owner)
    at = f"/admin/products/{product_id}"
    sent = typed_back(owner.get(at).text) | {"do": "upload", "pictures": [photo("red"), photo("blue"), (BytesIO(b"no"), "lettera.txt")]}
    answer = owner.post(at, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422 and "lettera.txt" in answer.text
    first, second = typed_back(answer.text)["pictures-0-key"], typed_back(answer.text)["pictures-1-key"]
    page = owner.post(at, data=typed_back(answer.text) | {"do": "up:pictures-1"}).text
    owner.post(at, data=typed_back(page) | {"do": "save"})
    assert [picture.key for picture in kept(product_id).pictures] == [*second, *first]
    page = owner.post(at, data=typed_back(owner.get(at).text) | {"do": "remove:pictures-0"}).text
    owner.post(at, data=typed_back(page) | {"do": "save"})
    assert [picture.key for picture in kept(product_id).pictures] == first


def test_a_picture_that_was_never_uploaded_can_not_be_claimed(owner: FlaskClient) -> None:
    product_id = create(owner, **{"pictures-0-key": "../../shop.db", "pictures-0-width": "5", "pictures-1-key": "0" * 32})
    assert kept(product_id).pictures == ()


def test_a_save_over_someone_elses_is_refused_once_and_keeps_what_was_typed(owner: FlaskClient) -> None:
    product_id = create(owner)
    mine, theirs = typed_back(owner.get(f"/admin/products/{product_id}").text), typed_back(owner.get(f"/admin/products/{product_id}").text)
    owner.post(f"/admin/products/{product_id}", data=theirs | {"price_cents": "9", "do": "save"})
    answer = owner.post(f"/admin/products/{product_id}", data=mine | {"price_cents": "3", "do": "save"})
    assert answer.status_code == 422
    assert "qualcuno ha salvato" in answer.text
    assert typed_back(answer.text)["price_cents"] == ["3"]
    assert kept(product_id).price_cents == 900
    assert owner.post(f"/admin/products/{product_id}", data=typed_back(answer.text) | {"do": "save"}).status_code == 303
    assert kept(product_id).price_cents == 300


def test_publishing_an_incomplete_product_keeps_it_and_says_what_is_missing(owner: FlaskClient) -> None:
    product_id = create(owner, ingredients_it="", allergens=[])
    page = owner.get(f"/admin/products/{product_id}").text
    assert said("catalogue.missing.allergens") in page
    answer = owner.post(f"/admin/products/{product_id}", data=typed_back(page) | {"price_cents": "4", "do": "publish"})
    assert answer.status_code == 422
    assert said("catalogue.missing.ingredients") in answer.text
    assert (kept(product_id).state, kept(product_id).price_cents) == ("draft", 400)


def test_a_product_is_withdrawn_and_copied(owner: FlaskClient) -> None:
    product_id = create(owner, do="publish")
    copy = owner.post(f"/admin/products/{product_id}/copy")
    assert kept(int(copy.headers["Location"].rsplit("/", 1)[1])).state == "draft"
    owner.post(f"/admin/products/{product_id}/withdraw")
    assert kept(product_id).state == "withdrawn"


def test_the_list_finds_by_words_category_and_state(owner: FlaskClient, shop: World) -> None:
    create(owner)
    assert "Bignè al caffè" in owner.get("/admin/products?words=bigne").text
    assert "Bignè al caffè" not in owner.get("/admin/products?state=published").text
    assert "Bignè al caffè" not in owner.get(f"/admin/products?category_id={shop.cornetto.category.id}").text
    assert said("products.none_found") in owner.get("/admin/products?words=zzzz").text
    assert owner.get("/admin/products?page=99999&category_id=x&state=boo").status_code == 200


def test_categories_are_added_renamed_ordered_and_removed(owner: FlaskClient, shop: World) -> None:
    assert owner.post("/admin/products/categories", data={"name_it": "Pane", "name_en": "Bread"}).status_code == 303
    db.session.rollback()
    bread = next(c.id for c in catalogue.list_categories(all=True) if c.slug == "pane")
    owner.post(f"/admin/products/categories/{bread}", data={"name_it": "Pani"})
    owner.post(f"/admin/products/categories/{bread}/up")
    db.session.rollback()
    assert [c.name["it"] for c in catalogue.list_categories(all=True)] == ["Pani", "Dolci"]
    assert owner.post(f"/admin/products/categories/{bread}", data={"name_it": ""}).status_code == 422
    assert owner.post(f"/admin/products/categories/{shop.cornetto.category.id}/remove").status_code == 422
    assert owner.post(f"/admin/products/categories/{bread}/remove").status_code == 303
    assert owner.post("/admin/products/categories/999/up").status_code == 404
    assert owner.get("/admin/products/categories").status_code == 200


def test_many_prices_change_after_they_were_shown(owner: FlaskClient, shop: World) -> None:
    asked = {"category_id": "", "percent": "10", "more": "", "step": "50"}
    page = owner.get("/admin/products/prices", query_string=asked).text
    assert "2,00" in page and kept(shop.cornetto.id).price_cents == 150
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    assert owner.post("/admin/products/prices", data=asked | {"seen": "old"}).status_code == 422
    assert owner.post("/admin/products/prices", data=asked | {"seen": seen[1]}).status_code == 303
    assert kept(shop.cornetto.id).price_cents == 200
    assert owner.get("/admin/products/prices", query_string=asked | {"percent": "molto"}).status_code == 422
    assert "1,00" in owner.get("/admin/products/prices", query_string={"percent": "-50", "step": "10"}).text


def test_products_leave_as_a_file_and_come_back(owner: FlaskClient, shop: World) -> None:
    file = owner.get("/admin/products/export")
    assert file.mimetype == "text/csv" and "attachment" in file.headers["Content-Disposition"]
    changed = file.text.replace("1.50", "1.80")
    sent = {"file": (BytesIO(changed.encode()), "prodotti.csv")}
    tried = owner.post("/admin/products/import", data=sent, content_type="multipart/form-data")
    assert tried.status_code == 303
    assert said("products.import.changed", n=3) in owner.get(tried.headers["Location"]).text
    assert kept(shop.cornetto.id).price_cents == 150
    owner.post(tried.headers["Location"] + "/start")
    assert kept(shop.cornetto.id).price_cents == 180
    assert said("products.import.states.done") in owner.get(tried.headers["Location"]).text
    assert "prodotti.csv" in owner.get("/admin/products/import").text


def test_a_file_that_is_no_table_gets_a_sentence(owner: FlaskClient) -> None:
    answer = owner.post("/admin/products/import", data={"file": (BytesIO(b"\x00\x01"), "foto.jpg")}, content_type="multipart/form-data")
    assert answer.status_code == 422 and said("refusal.no_columns") in answer.text
    assert owner.post("/admin/products/import").status_code == 422


def test_a_colleague_sees_the_products_but_does_not_change_them(colleague: FlaskClient, shop: World) -> None:
    page = colleague.get(f"/admin/products/{shop.cornetto.id}")
    assert page.status_code == 200 and said("products.copy") not in page.text
    for address in ("/admin/products/new", f"/admin/products/{shop.cornetto.id}", f"/admin/products/{shop.cornetto.id}/withdraw",
                    "/admin/products/prices", "/admin/products/import"):
        assert colleague.post(address).status_code == 403
    assert colleague.get("/admin/products/export").status_code == 403


def test_strangers_are_led_to_the_sign_in(visitor: FlaskClient, shop: World) -> None:
    assert "/admin/sign-in" in visitor.get("/admin/products").headers["Location"]


def test_the_history_of_prices_names_who_changed_them(owner: FlaskClient, shop: World) -> None:
    catalogue.set_price(shop.cornetto.id, cents=170, by=f"staff:{shop.owner_id}", now=clock.now())
    page = owner.get(f"/admin/products/{shop.cornetto.id}").text
    assert said("products.history") in page and "Anna" in page and "1,70" in page


def test_a_product_that_is_not_there_is_not_found(owner: FlaskClient) -> None:
    makers.make_product("Cornetto")
    for address in ("/admin/products/999", "/admin/products/import/999"):
        assert owner.get(address).status_code == 404
    assert owner.post("/admin/products/999", data=BIGNE).status_code == 404


def test_looking_shows_what_customers_would_see_and_keeps_nothing(owner: FlaskClient) -> None:
    product_id = create(owner, do="publish")
    page = owner.get(f"/admin/products/{product_id}").text
    looked = owner.post(f"/admin/products/{product_id}", data=typed_back(page) | {"price_cents": "7,77", "vat": "", "do": "look"}).text
    preview = looked[looked.index('id="preview"'):]
    assert "7,77" in preview and said("catalogue.missing.vat") in looked
    assert kept(product_id).price_cents == 150
    before_it_exists = owner.post("/admin/products/new", data=BIGNE | {"do": "look", "parts-0-product_id": "bigne al caffe"}).text
    assert "Bignè al caffè" in before_it_exists[before_it_exists.index('id="preview"'):]
