"""The desk of offers: written from the rules' own fields, read back, started, stopped, and seen by customers."""

from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from shop.domain import promotions
from shop.domain.promotions import BENEFITS, CONDITIONS, arguments_of
from shop.kernel import audit
from shop.kernel.database import db
from tests.domain.promotions.offering import make_offer
from tests.makers import make_product
from tests.world import World, open_world, sign_in


@pytest.fixture
def world(visitor: FlaskClient) -> World:
    world = open_world()
    sign_in(visitor, world.owner_id)
    return world


WRITTEN = {"name_it": "Dieci a Natale", "name_en": "Christmas ten", "trigger": "code", "code": "natale 10", "percent-basis_points": "12,5",
           "percent-scope": "products", "minimum-cents": "20,00", "weekly-weekdays": ["5", "6"], "weekly-from_time": "08:00",
           "weekly-until_time": "12:00", "dates-from_at": "2026-12-01T08:00", "channels-channels": ["counter", "website"],
           "most_uses": "50", "most_per_customer": "1", "is_exclusive": "1"}  # fmt: skip


def list_kept() -> tuple[promotions.Offer, ...]:
    """All offers as they are now, not as this test's own transaction first saw them."""
    db.session.rollback()
    return promotions.list_all()


def test_the_form_has_exactly_the_fields_of_the_rules(world: World, visitor: FlaskClient) -> None:
    for kind, benefit in BENEFITS.items():
        page = visitor.get(f"/admin/offers/new/{kind}").text
        for rule in (benefit, *CONDITIONS.values()):
            for argument in arguments_of(rule):
                assert f'name="{rule.kind}-{argument.name}"' in page, (rule, argument)


def test_an_offer_is_written_read_started_and_stopped(world: World, visitor: FlaskClient) -> None:
    typed = WRITTEN | {"percent-products": [str(world.sacher.id)]}
    looked = visitor.post("/admin/offers/new/percent", data=typed | {"look": "1"})
    sentence = (
        "12,5% su Torta Sacher, da martedì 1 dicembre, 08:00, sabato, domenica 8:00–12:00, da 20,00\xa0€ di prodotti, "
        "solo sul sito, al banco, codice NATALE10, 50 volte in tutto, una volta a persona, non si somma ad altre"
    )
    assert sentence in looked.text and "12.5% off Torta Sacher" in looked.text and not list_kept()
    answer = visitor.post("/admin/offers/new/percent", data=typed)
    (kept,) = list_kept()
    assert answer.location == f"/admin/offers/{kept.id}" and kept.state == "draft"
    page = visitor.get(answer.location).text
    assert sentence in page and 'value="2026-12-01T08:00"' in page and 'value="12,50"' in page
    again = typed | {"version": str(kept.version), "name_it": "Undici"}
    assert visitor.post(answer.location, data=again).status_code == 303
    assert visitor.post(answer.location, data=again).status_code == 422, "an old sheet does not overwrite a newer one"
    (after,) = list_kept()
    assert (after.benefit, after.conditions, after.name["it"]) == (kept.benefit, kept.conditions, "Undici")
    visitor.post(f"{answer.location}/start")
    assert list_kept()[0].state == "running" and "Attiva" in visitor.get("/admin/offers").text
    visitor.post(f"{answer.location}/stop")
    assert list_kept()[0].state == "stopped"
    assert {"offer.created", "offer.changed", "offer.started", "offer.stopped"} <= {entry.what for entry in audit.list_latest()}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"name_it": ""}, "Serve un nome"), ({"code": " "}, "Serve un codice"), ({"percent-basis_points": "101"}, "La percentuale va"),
     ({"percent-basis_points": "molto"}, "Non abbiamo capito"), ({"percent-products": []}, "Scegli almeno"),
     ({"weekly-until_time": "07:00"}, "ora di fine"), ({"dates-until_at": "2026-11-01T08:00"}, "La fine deve"),
     ({"dates-from_at": "2026-99-01T08:00"}, "Non abbiamo capito"),
     ({"most_uses": "0"}, "da 1 in su"), ({"most_uses": "-3"}, "da 1 in su")],
)  # fmt: skip
def test_what_is_written_wrongly_is_said_at_its_field(world: World, visitor: FlaskClient, wrong: dict[str, object], said: str) -> None:
    typed = WRITTEN | {"percent-products": [str(world.sacher.id)]} | wrong
    body = urlencode(dict(typed), doseq=True)
    answer = visitor.post("/admin/offers/new/percent", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422 and said in answer.text and "Christmas ten" in answer.text
    assert not list_kept()


def test_a_code_belongs_to_one_offer(world: World, visitor: FlaskClient) -> None:
    make_offer(code="NATALE10")
    typed = {"name_it": "Altra", "trigger": "code", "code": "natale10", "amount-cents": "1,00"}
    answer = visitor.post("/admin/offers/new/amount", data=typed)
    assert answer.status_code == 422 and "di un" in answer.text and "altra offerta" in answer.text


def test_customers_see_old_and_new_price_and_use_a_code(world: World, visitor: FlaskClient) -> None:
    jam = make_product("Confettura", price_cents=800, perishable=False)
    make_offer(name="Colazione", benefit=promotions.BENEFITS["percent"](2000, "products", (world.cornetto.id, jam.id)))
    make_offer(name="Benvenuto", code="CIAO")
    menu = visitor.get("/it/menu").text
    assert "<s>" in menu and "1,20\xa0€" in menu and "Prezzo più basso degli ultimi 30 giorni" not in menu.split("Confettura")[0]
    assert "<s>" in visitor.get(f"/it/p/{world.cornetto.slug}").text
    visitor.post(f"/it/basket/products/{world.cornetto.id}", data={"quantity": "10"})
    for language, words in (("it", "Questo codice non lo conosciamo"), ("en", "We don&#39;t know this code")):
        refused = visitor.post(f"/{language}/basket/offers", data={"code": "BOH"})
        assert refused.status_code == 422 and words in refused.text and 'value="BOH"' in refused.text
    assert visitor.post("/it/basket/offers", data={"code": " ciao "}).status_code == 303
    page = visitor.get("/it/basket").text
    assert all(words in page for words in ("Colazione", "−3,00", "Benvenuto", "−1,20", "10,80"))
    checkout = visitor.get("/it/checkout").text
    assert "Benvenuto" in checkout and "10,80" in checkout
    held = promotions.find_by_code("ciao")
    assert held is not None and visitor.post(f"/it/basket/offers/{held.id}").status_code == 303
    assert "12,00" in visitor.get("/it/basket").text and "Benvenuto" not in visitor.get("/it/basket").text


def test_drafts_are_nobodys_business_but_the_owners(world: World, visitor: FlaskClient) -> None:
    make_offer(running=False)
    assert "<s>" not in visitor.get("/it/menu").text
    assert visitor.get("/admin/offers/999").status_code == 404
    assert visitor.get("/admin/offers/new/other").status_code == 404
