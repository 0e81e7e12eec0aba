"""The owner's own data, looks, words, rules, law pages and rates."""
import re
from datetime import date
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from shop.domain import business
from shop.kernel import audit, clock
from shop.kernel.database import db
from tests.admin.reading import said
from tests.world import FIORDALISO, World

SELLER = {
    "name": "Forno Aurora", "legal_name": "Aurora s.r.l.", "street": "Via Po 1", "postal_code": "10124", "town": "Torino", "province": "to",
    "vat_number": "IT 98765430016", "email": "ciao@aurora.example", "phone": "+39 011 555 0101", "business_type": "Bakery"}
LOOKS = {"brand_colour": "#A3224A", "accent_colour": "#5F7F3A", "paper_colour": "#FBF6EC"}


@pytest.fixture(autouse=True)
def _fresh_reading(shop: World) -> None:
    db.session.rollback()


def test_the_seller_s_data_are_kept_clean_and_shown_at_once(owner: FlaskClient) -> None:
    assert owner.post("/admin/settings", data=SELLER).status_code == 302
    kept = business.identity()
    assert (kept.name, kept.vat_number, kept.province) == ("Forno Aurora", "98765430016", "TO")
    assert "Forno Aurora" in owner.get("/admin/settings").text


@pytest.mark.parametrize(("field", "typed", "refusal"), [
    ("vat_number", "98765430017", "bad_vat_number"), ("vat_number", "123", "bad_vat_number"), ("vat_number", "", "needed"),
    ("postal_code", "1012", "shop_postal_code"), ("province", "Torino", "bad_province"), ("email", "ciao", "bad_mailbox"),
    ("phone", "chiamami", "bad_telephone"), ("latitude", "a nord", "bad_degrees"),
    ("longitude", "200", "bad_degrees"), ("name", " ", "needed")])
def test_bad_data_of_the_seller_get_a_sentence_at_the_field_and_keep_what_was_typed(
        owner: FlaskClient, field: str, typed: str, refusal: str) -> None:
    answer = owner.post("/admin/settings", data=SELLER | {field: typed})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text and said(f"refusal.{refusal}") in answer.text
    assert 'value="Aurora s.r.l."' in answer.text
    assert business.identity() == FIORDALISO


def test_two_mistakes_are_both_said_at_once(owner: FlaskClient) -> None:
    page = owner.post("/admin/settings", data=SELLER | {"vat_number": "1", "email": "x"}).text
    assert 'id="vat_number-error"' in page and 'id="email-error"' in page


@pytest.mark.parametrize(("field", "colour", "sentence"), [
    ("brand_colour", "#FFD0DC", "unreadable_brand"), ("paper_colour", "#222222", "unreadable_paper")])
def test_colours_nobody_could_read_are_refused_with_their_contrast(owner: FlaskClient, field: str, colour: str, sentence: str) -> None:
    answer = owner.post("/admin/settings/looks", data=LOOKS | {field: colour})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text
    assert said(f"refusal.{sentence}", ratio="@", least="4,5").split("@")[0] in answer.text
    assert business.face().brand_colour == "#A3224A"


def test_new_colours_dress_the_shop_at_once(owner: FlaskClient, visitor: FlaskClient) -> None:
    def dress() -> str:
        sheet = re.search(r'href="([^"]*website[^"]*\.css[^"]*)"', visitor.get("/it/").text)
        assert sheet
        return visitor.get(sheet[1]).text

    assert "#A3224A" in dress()
    assert owner.post("/admin/settings/looks", data=LOOKS | {"brand_colour": "#14532d"}).status_code == 302
    assert "#14532D" in dress()


@pytest.mark.parametrize("colour", ["red", "#12345", "#GGGGGG", "#A3224A;}body{display:none", ""])
def test_only_a_colour_is_a_colour(owner: FlaskClient, colour: str) -> None:
    assert owner.post("/admin/settings/looks", data=LOOKS | {"brand_colour": colour}).status_code == 422
    assert business.face().brand_colour == "#A3224A"


def _picture(width: int = 800, height: int = 600) -> BytesIO:
    body = BytesIO()
    Image.new("RGB", (width, height), "#c08040").save(body, "JPEG")
    body.seek(0)
    return body


def test_pictures_are_uploaded_shown_and_taken_away(owner: FlaskClient) -> None:
    sent = LOOKS | {"home_picture": (_picture(), "banco.jpg"), "logo": (_picture(300, 100), "logo.jpg"), "home_alt_it": "Il banco"}
    assert owner.post("/admin/settings/looks", data=sent).status_code == 302
    kept = business.face()
    assert kept.home_alt["it"] == "Il banco" and kept.logo != kept.home_picture
    assert owner.get(f"/pictures/{kept.home_picture}/original.jpg").status_code == 200
    assert kept.home_picture in owner.get("/admin/settings/looks").text
    owner.post("/admin/settings/looks", data=LOOKS | {"logo_away": "1"})
    db.session.rollback()
    assert business.face().logo == "" and business.face().home_picture == kept.home_picture


def test_a_file_that_is_no_picture_is_refused_at_its_field(owner: FlaskClient) -> None:
    answer = owner.post("/admin/settings/looks", data=LOOKS | {"logo": (BytesIO(b"<svg onload='alert(1)'/>"), "logo.png")})
    assert answer.status_code == 422 and 'id="logo-error"' in answer.text
    assert business.face().logo == ""


def test_the_shop_s_words_are_kept_in_both_languages(owner: FlaskClient) -> None:
    words = {"motto_it": "Pane vero", "motto_en": "Real bread", "story_it": "Uno\n\nDue", "instagram": "@aurora.forno",
             "facebook": "https://www.facebook.com/auroraforno/?ref=x", "maps_url": "https://maps.example.org/x"}
    assert owner.post("/admin/settings/words", data=words).status_code == 302
    kept = business.face()
    assert kept.motto == {"it": "Pane vero", "en": "Real bread"} and kept.story["it"] == "Uno\n\nDue"
    assert (kept.instagram, kept.facebook) == ("https://www.instagram.com/aurora.forno", "https://www.facebook.com/auroraforno")


@pytest.mark.parametrize(("field", "typed"), [
    ("maps_url", "javascript:alert(1)"), ("maps_url", "http://maps.example.org"), ("maps_url", "https://a.example/\"><script>"),
    ("instagram", "javascript:alert(1)"), ("facebook", "due parole")])
def test_a_link_that_could_do_harm_is_refused(owner: FlaskClient, field: str, typed: str) -> None:
    answer = owner.post("/admin/settings/words", data={field: typed})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text


def test_what_the_owner_writes_is_never_read_as_html(owner: FlaskClient) -> None:
    owner.post("/admin/settings/words", data={"motto_it": "<script>alert(1)</script>"})
    owner.post("/admin/settings/texts", data={"terms_it": "<img src=x onerror=alert(1)>", "privacy_it": "Privacy"})
    for address in ("/admin/settings/words", "/it/", "/it/legal/terms", "/admin/settings/texts"):
        answer = owner.get(address)
        page = answer.text
        assert answer.status_code == 200 and "alert(1)" in page
        assert "<script>alert" not in page and "<img src=x" not in page


def test_order_rules_are_kept_without_undoing_a_pause(owner: FlaskClient) -> None:
    from dataclasses import replace
    paused_until = clock.now()
    business.save(replace(business.order_rules(), paused_until=paused_until), by="shop", now=clock.now())
    answer = owner.post("/admin/settings/rules", data={
        "accept_up_to_cents": "80,50", "notice_minutes": "45", "days_ahead": "30", "cancel_until_hours": "6",
        "owner_letters_to": "anna@example.org"})
    db.session.rollback()
    kept = business.order_rules()
    assert answer.status_code == 302 and kept.paused_until == paused_until
    assert (kept.accept_up_to_cents, kept.notice_minutes, kept.days_ahead, kept.cancel_until_hours) == (8050, 45, 30, 6)
    assert 'value="80,50"' in owner.get("/admin/settings/rules").text


@pytest.mark.parametrize(("field", "typed"), [
    ("notice_minutes", "-1"), ("notice_minutes", "20000"), ("days_ahead", "400"), ("days_ahead", "presto"), ("cancel_until_hours", "-5"),
    ("accept_up_to_cents", "tanto"), ("accept_up_to_cents", "-3"), ("owner_letters_to", "anna"), ("letters_from", "a@b.it\r\nBcc: c@d.it")])
def test_rules_out_of_reason_are_refused_at_their_field(owner: FlaskClient, field: str, typed: str) -> None:
    fine = {"notice_minutes": "30", "days_ahead": "60", "cancel_until_hours": "12"}
    answer = owner.post("/admin/settings/rules", data=fine | {field: typed})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text


def test_changed_terms_get_a_new_version_and_other_texts_do_not(owner: FlaskClient) -> None:
    first = business.legal().terms_version
    owner.post("/admin/settings/texts", data={"terms_it": "Condizioni", "terms_en": "Terms", "privacy_it": "Altra privacy"})
    db.session.rollback()
    assert business.legal().terms_version == first
    owner.post("/admin/settings/texts", data={"terms_it": "Nuove condizioni", "privacy_it": "Altra privacy"})
    db.session.rollback()
    assert business.legal().terms_version == first + 1


def test_long_law_texts_fit_and_endless_ones_are_refused(owner: FlaskClient) -> None:
    assert owner.post("/admin/settings/texts", data={"terms_it": "parola " * 5_000, "privacy_it": "P"}).status_code == 302
    assert owner.post("/admin/settings/texts", data={"terms_it": "parola " * 9_000, "privacy_it": "P"}).status_code == 422


def test_a_rate_holds_from_its_day_on(owner: FlaskClient) -> None:
    assert owner.post("/admin/settings/rates", data={"vat": "reduced", "percent": "11,5", "from_on": "2027-01-01"}).status_code == 302
    db.session.rollback()
    assert business.vat_basis_points("reduced", date(2026, 12, 31)) == 1000
    assert business.vat_basis_points("reduced", date(2027, 1, 1)) == 1150
    page = owner.get("/admin/settings/rates").text
    assert "11,5 %" in page and "01/01/2027" in page


@pytest.mark.parametrize(("field", "typed"), [
    ("percent", "101"), ("percent", "-1"), ("percent", "10,123"), ("percent", "nan"), ("percent", "1e400"), ("from_on", "domani"),
    ("vat", "invented")])
def test_a_rate_out_of_reason_is_refused_at_its_field(owner: FlaskClient, field: str, typed: str) -> None:
    answer = owner.post("/admin/settings/rates", data={"vat": "reduced", "percent": "10", "from_on": "2027-01-01"} | {field: typed})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text


def test_each_change_is_noted_with_its_author_and_fields(owner: FlaskClient, shop: World) -> None:
    owner.post("/admin/settings", data=SELLER)
    db.session.rollback()
    newest = audit.list_latest(1)[0]
    assert (newest.what, newest.by) == ("settings.changed", f"staff:{shop.owner_id}")
    assert "name" in newest.detail["fields"] and "postal_code" in newest.detail["fields"] and "country" not in newest.detail["fields"]
