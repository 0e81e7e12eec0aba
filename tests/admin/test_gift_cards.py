"""The desk of gift cards: found, read, given, stopped, renewed, sent again and counted, never with a whole code in a list."""

import pytest
from flask.testing import FlaskClient

from shop.domain import customers, giftcards
from shop.domain.giftcards import GiftCard
from shop.kernel import audit, clock
from shop.kernel.database import db, writing
from tests.channels.website.reading import read, words
from tests.world import World


def make_card(cents: int = 5000, **fields: str) -> GiftCard:
    return giftcards.make_card(cause=f"staff:{cents}", cents=cents, by="staff:1", now=clock.now(), **fields)


def fresh(card_id: int) -> GiftCard:
    db.session.rollback()
    return db.session.get_one(GiftCard, card_id, populate_existing=True)


@pytest.fixture
def ada(shop: World) -> int:
    with writing():
        found = customers.recognise(email="ada@example.org", phone=None, name="Ada Rossi", language="it", now=clock.now())
    assert found is not None
    return found


def test_cards_are_listed_and_found_without_their_codes(owner: FlaskClient) -> None:
    card = make_card(to_name="Zia Pina", to_email="pina@example.org")
    make_card(2500, to_name="Gino")
    page = owner.get("/admin/gift-cards")
    assert "75,00" in words(page) and card.code not in page.text and card.code[-4:] in page.text
    for typed in ("pina", giftcards.shown(card.code), card.code[-4:].lower()):
        found = words(owner.get(f"/admin/gift-cards?words={typed}"))
        assert "Zia Pina" in found and "Gino" not in found, typed
    book = owner.get("/admin/gift-cards.csv").text
    assert "50,00" in book and card.code not in book


def test_credit_is_given_once_for_one_form_and_with_a_reason(owner: FlaskClient, ada: int) -> None:
    typed = {"who": "ada@example.org", "cents": "12,50", "reason": "Scusa per il ritardo", "form": "secret"}
    for wrong, said in ({"who": "nobody@example.org"}, "nessun cliente"), ({"reason": " "}, "Dai un credito"), ({"cents": "0"}, "importo"):
        answer = owner.post("/admin/gift-cards/credit", data=typed | wrong)
        assert answer.status_code == 422 and said in words(answer), wrong
    answers = [owner.post("/admin/gift-cards/credit", data=typed) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {303}
    (card,) = giftcards.list_credit([ada])
    assert fresh(card.id).balance_cents == 1250
    page = words(owner.get(f"/admin/gift-cards/{card.id}"))
    assert "Credito di Ada Rossi" in page and "Credito dato" in page
    assert [entry.what for entry in audit.list_latest()].count("credit.given") == 1


def test_a_credit_given_by_mistake_is_cleared_and_can_be_given_again(owner: FlaskClient, ada: int) -> None:
    card = giftcards.credit(ada, 700, cause="a", by="staff:1", now=clock.now())
    assert owner.post(f"/admin/gift-cards/{card.id}/stop").status_code == 303
    assert fresh(card.id).balance_cents == 0
    giftcards.credit(ada, 300, cause="b", by="staff:1", now=clock.now())
    assert [one.balance_cents for one in giftcards.list_credit([ada])] == [300] and not list(giftcards.list_faults())


def test_a_lost_card_is_blocked_or_gets_a_new_code(owner: FlaskClient) -> None:
    lost, seen = make_card(), make_card(2500)
    owner.post(f"/admin/gift-cards/{lost.id}/stop")
    assert giftcards.state_of(fresh(lost.id), clock.today()) == "stopped"
    answer = owner.post(f"/admin/gift-cards/{seen.id}/replace")
    new = fresh(int(answer.location.rpartition("/")[2]))
    assert new.id != seen.id and new.balance_cents == 2500
    again = owner.post(f"/admin/gift-cards/{seen.id}/replace")
    assert again.status_code == 422 and "annullata" in words(again)


def test_the_letter_is_sent_again_to_the_address_that_was_typed(owner: FlaskClient) -> None:
    card = make_card(to_email="wrong@example.org")
    assert owner.post(f"/admin/gift-cards/{card.id}/letter", data={"to_email": "not one"}).status_code == 422
    assert owner.post(f"/admin/gift-cards/{card.id}/letter", data={"to_email": "pina@example.org"}).status_code == 303
    assert fresh(card.id).to_email == "pina@example.org"


def test_the_owner_says_how_long_cards_are_good_for(owner: FlaskClient) -> None:
    assert owner.post("/admin/gift-cards/months", data={"months": "-1"}).status_code == 422
    assert owner.post("/admin/gift-cards/months", data={"months": "24"}).status_code == 303
    card = make_card()
    assert card.expires_on is not None and "24 novembre 2028" in words(owner.get(f"/admin/gift-cards/{card.id}"))


def test_a_colleague_without_the_permission_sees_no_cards(colleague: FlaskClient) -> None:
    assert colleague.get("/admin/gift-cards").status_code == 403
    assert not read(colleague.get("/admin/today")).select('a[href="/admin/gift-cards"]')
