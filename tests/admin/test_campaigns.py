"""The desk of email offers: written, looked at, tried on oneself, sent, followed; contacts come in with their proof."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from shop.domain import campaigns, catalogue, customers, letters
from shop.domain.campaigns import Campaign
from shop.domain.customers import Customer
from shop.kernel import clock, events
from shop.kernel.database import db
from tests import makers
from tests.domain.campaigns.audiences import make_campaign, make_people, make_person, post_office, states, work
from tests.fakes.smtp import SmtpServer
from tests.world import World

WRITTEN = {"subject_it": "Panettone!", "text_it": "È arrivato.", "subject_en": "Panettone", "text_en": "It is here.", "target": "menu",
           "audience_kind": "all"}


@pytest.fixture
def server(app: Flask, shop: World) -> Iterator[SmtpServer]:
    with post_office(app) as server:
        yield server


def _picture() -> BytesIO:
    written = BytesIO()
    Image.new("RGB", (800, 600), "brown").save(written, "JPEG")
    return BytesIO(written.getvalue())


def _text(page: object) -> str:
    return BeautifulSoup(page.get_data(as_text=True), "html.parser").get_text(" ", strip=True)  # type: ignore[attr-defined]


def test_an_offer_is_written_with_its_picture_goods_and_audience(owner: FlaskClient, shop: World) -> None:
    form = WRITTEN | {"product_ids": [shop.cornetto.id, shop.sacher.id], "target": f"product:{shop.sacher.id}",
                      "audience_kind": "bought", "audience_products": [shop.cornetto.id], "per_minute": "100",
                      "picture": (_picture(), "p.jpg")}
    answer = owner.post("/admin/campaigns/new", data=form, content_type="multipart/form-data")
    assert answer.status_code == 303
    [campaign] = campaigns.list_campaigns()
    assert (campaign.state, campaign.target, campaign.target_id) == ("draft", "product", shop.sacher.id)
    assert campaign.product_ids == [shop.cornetto.id, shop.sacher.id] and campaign.picture and campaign.per_minute == 100
    letter = owner.get(f"/admin/campaigns/{campaign.id}/letter/it").get_data(as_text=True)
    assert f'src="/pictures/{campaign.picture}/1200.jpg"' in letter and "36,00" in letter and "Torta Sacher" in letter


@pytest.mark.parametrize(("field", "typed", "said"), [
    ("subject_it", " ", "subject_it"), ("audience_kind", "bought", "audience_products"), ("audience_kind", "not_lately", "audience_days"),
    ("per_minute", "0", "per_minute"), ("target", "product:999", "target")])
def test_each_mistake_is_said_at_its_field_and_nothing_typed_is_lost(
        owner: FlaskClient, shop: World, field: str, typed: str, said: str) -> None:
    answer = owner.post("/admin/campaigns/new", data=WRITTEN | {"heading_it": "Segno", field: typed})
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    assert answer.status_code == 422 and page.select_one(f'#mistakes a[href="#{said}"]') and page.select_one('input[value="Segno"]')
    assert db.session.query(Campaign).count() == 0


def test_two_people_who_write_the_same_draft_don_t_undo_each_other(owner: FlaskClient, shop: World) -> None:
    campaign_id = make_campaign()
    version = str(campaigns.get(campaign_id).version)
    assert owner.post(f"/admin/campaigns/{campaign_id}/edit", data=WRITTEN | {"version": version}).status_code == 303
    answer = owner.post(f"/admin/campaigns/{campaign_id}/edit", data=WRITTEN | {"version": version, "subject_it": "Altro"})
    db.session.rollback()
    assert answer.status_code == 422 and campaigns.get(campaign_id).subject["it"] == "Panettone!"


def test_the_page_says_whom_it_reaches_and_who_is_left_out_and_why(owner: FlaskClient, shop: World) -> None:
    make_people(3)
    make_person(marketing="refused")
    make_person(marketing="none")
    make_person(unreachable_at=clock.now())
    said = _text(owner.get(f"/admin/campaigns/{make_campaign()}"))
    assert "La riceveranno 3 persone" in said and "In tutto sono 6 persone" in said
    assert re.search(r"Ha detto di no\s*: 1", said) and re.search(r"Non ha detto di sì\s*: 1", said)


def test_the_letter_stands_in_a_frame_that_can_do_nothing_and_only_we_may_frame_it(owner: FlaskClient, shop: World) -> None:
    campaign_id = make_campaign()
    page = BeautifulSoup(owner.get(f"/admin/campaigns/{campaign_id}").get_data(as_text=True), "html.parser")
    frames = page.select("iframe")
    assert [frame["title"] for frame in frames] == ["La lettera in italiano", "La lettera in inglese"]
    assert all(frame.get("sandbox") in ("", []) and frame["width"] == "390" for frame in frames)
    letter = owner.get(frames[1]["src"])
    assert letter.headers["X-Frame-Options"] == "SAMEORIGIN" and "sandbox" in letter.headers["Content-Security-Policy"]
    policy = letter.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy and "script" not in policy
    assert 'lang="en"' in letter.get_data(as_text=True) and "Hello Anna" in letter.get_data(as_text=True)
    assert owner.get("/admin/campaigns").headers["X-Frame-Options"] == "DENY"


def test_a_test_goes_to_oneself_in_both_languages_and_counts_for_nobody(owner: FlaskClient, server: SmtpServer) -> None:
    make_people(2)
    campaign_id = make_campaign()
    assert owner.post(f"/admin/campaigns/{campaign_id}/test").status_code == 303
    assert [letter["Subject"] for letter in server.post.letters] == ["[Prova] Panettone, finalmente", "[Test] Panettone, at last"]
    assert server.post.recipients == [["anna@example.org"]] * 2 and campaigns.get(campaign_id).state == "draft"
    server.stop()
    answer = owner.post(f"/admin/campaigns/{campaign_id}/test")
    assert answer.status_code == 422 and "non è partita" in _text(answer)
    assert f'action="/admin/campaigns/{campaign_id}/send"' in answer.get_data(as_text=True)  # one is still on the offer's page


def test_the_page_of_a_scheduled_offer_follows_it_when_it_leaves(owner: FlaskClient, server: SmtpServer) -> None:
    make_people(1)
    campaign_id = make_campaign()
    owner.post(f"/admin/campaigns/{campaign_id}/send", data={"send_at": ""})
    follows, asked = f"/admin/campaigns/{campaign_id}/progress", {"X-Fragment": "1"}
    assert f'id="progress" data-poll="{follows}"' in owner.get(f"/admin/campaigns/{campaign_id}").get_data(as_text=True)
    assert owner.get(follows, headers=asked).status_code == 304
    work()
    assert 'id="progress"' in owner.get(follows, headers=asked).get_data(as_text=True)


def test_an_offer_is_sent_followed_paused_and_brings_orders(owner: FlaskClient, server: SmtpServer, shop: World) -> None:
    make_people(6)
    campaign_id = make_campaign(product_ids=(shop.cornetto.id,))
    assert owner.post(f"/admin/campaigns/{campaign_id}/send", data={"send_at": ""}).status_code == 303
    work(seconds=0.01)
    owner.post(f"/admin/campaigns/{campaign_id}/pause")
    said = _text(owner.get(f"/admin/campaigns/{campaign_id}/progress"))
    assert "In pausa" in said and "Riprendi" in said
    owner.post(f"/admin/campaigns/{campaign_id}/resume")
    work(2)
    assert states(campaign_id) == {"sent": 6}
    links = re.findall(r"http://localhost/l/(\w+)", str(server.post.letters[0].get_body(("plain",)).get_content()))  # type: ignore[union-attr]
    assert len(set(links)) == 2, "its button and its product are followed apart"
    from shop.domain.links import find
    link = find(links[-1])
    assert link is not None and link.campaign_id == campaign_id
    order = makers.place_order(shop.cornetto, origin=makers.WEB.touched(link.id, clock.now()))
    said = _text(owner.get(f"/admin/campaigns/{campaign_id}"))
    assert "Tutte partite" in said and "un ordine" in said and campaigns.results(campaigns.get(campaign_id)).last.cents == order.total_cents


def test_a_moment_ahead_is_scheduled_one_that_passed_refused(owner: FlaskClient, server: SmtpServer) -> None:
    campaign_id = make_campaign()
    answer = owner.post(f"/admin/campaigns/{campaign_id}/send", data={"send_at": "2026-11-20T09:00"})
    assert answer.status_code == 422 and "deve ancora venire" in _text(answer)
    owner.post(f"/admin/campaigns/{campaign_id}/send", data={"send_at": "2026-11-28T09:30"})
    kept = campaigns.get(campaign_id)
    assert kept.state == "scheduled" and kept.send_at is not None and clock.local(kept.send_at).hour == 9
    db.session.rollback()
    owner.post(f"/admin/campaigns/{campaign_id}/unschedule")
    assert campaigns.get(campaign_id).state == "draft"


def _upload(owner: FlaskClient, rows: str) -> str:
    answer = owner.post("/admin/campaigns/contacts", data={"file": (BytesIO(rows.encode()), "contatti.csv")},
                        content_type="multipart/form-data")
    assert answer.status_code == 303
    return str(answer.location)


CONTACTS = """Email;Nome;Lingua;Data consenso;Prova
lucia@example.org;Lucia;it;31/05/2026;Foglio firmato in fiera
john@example.org;John;en;;
broken@;Nobody;it;2026-01-01;x
LUCIA@example.org;Lucia bis;it;2026-01-01;x
late@example.org;Late;it;2030-01-01;x
no@example.org;Nora;it;2020-01-01;lista vecchia
"""


def test_contacts_are_tried_first_and_every_wrong_row_is_named(owner: FlaskClient, shop: World) -> None:
    said = _text(owner.get(_upload(owner, CONTACTS)))
    assert "Con la prova del consenso: 2." in said and "solo invitati: 1." in said and "non si possono usare: 3." in said
    for row, why in ((3, "Senza prova"), (4, "indirizzo"), (5, "c'è già più su"), (6, "deve ancora venire")):
        assert re.search(rf"\b{row} [^0-9]*{why}", said), (row, why)
    assert db.session.query(Customer).count() == 0


def test_contacts_with_proof_are_written_down_the_others_invited_once_and_a_no_stays_a_no(owner: FlaskClient, shop: World) -> None:
    refused = make_person(email="no@example.org", marketing="refused")
    for _ in range(2):
        owner.post(_upload(owner, CONTACTS) + "/start")
    db.session.expire_all()
    by_email = {person.email: person for person in db.session.query(Customer)}
    assert by_email["lucia@example.org"].marketing == "consent" and by_email["john@example.org"].marketing == "none"
    assert customers.get_customer(refused).marketing == "refused"
    [given] = customers.list_consents([by_email["lucia@example.org"].id])
    assert given.source == "csv:2" and "Foglio firmato" in given.proof and given.by.startswith("staff:")
    db.session.rollback()
    while events.deliver_due(clock.now()):
        pass
    assert [letter.to for letter in db.session.query(letters.Letter).filter_by(kind="confirm_offers")] == ["john@example.org"]
    first, second = campaigns.list_contact_files()[::-1]
    assert (first.report["added"], first.report["invited"], first.report["said_no"]) == (1, 1, 1)
    assert (second.report["added"], second.report["invited"], second.report["known"]) == (0, 0, 2)
    assert first.rows == [], "no second copy of people is kept"


def test_a_file_that_is_no_list_is_refused_in_words(owner: FlaskClient, shop: World) -> None:
    answer = owner.post("/admin/campaigns/contacts", data={"file": (BytesIO(b"\x00\xff\xfe,what\n1,2"), "x.csv")},
                        content_type="multipart/form-data")
    assert answer.status_code == 422 and "colonna email" in _text(answer)


def test_the_products_of_a_letter_cost_what_they_cost_today(owner: FlaskClient, shop: World) -> None:
    campaign_id = make_campaign(product_ids=(shop.cornetto.id,))
    assert "1,50" in owner.get(f"/admin/campaigns/{campaign_id}/letter/it").get_data(as_text=True)
    sheet, version = catalogue.read_sheet(shop.cornetto.id)
    from dataclasses import replace
    catalogue.save_product(shop.cornetto.id, replace(sheet, price_cents=170), version=version, by="staff:1", now=clock.now())
    assert "1,70" in owner.get(f"/admin/campaigns/{campaign_id}/letter/it").get_data(as_text=True)


def test_a_proof_is_good_for_the_address_it_names_whoever_that_was_joined_to(owner: FlaskClient, shop: World) -> None:
    addresses = ("altra@example.org", "lucia@example.org", "john@example.org")
    root, joined, said_no = (make_person(email=address, marketing="none") for address in addresses)
    customers.consent(said_no, "marketing", act="refused", source="test", now=clock.now())
    for row in (joined, said_no):
        customers.merge(row, root, by="staff:1", now=clock.now())
    owner.post(_upload(owner, CONTACTS) + "/start")
    db.session.expire_all()
    kept = {person.email: person.marketing for person in db.session.query(Customer)}
    assert (kept["lucia@example.org"], kept["altra@example.org"], kept["john@example.org"]) == ("consent", "none", "refused")
