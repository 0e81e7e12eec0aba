"""The office's Instagram desk: pins, kits, links and posts; and a token that is written, used, and never seen again."""

import logging
import re
from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from shop.domain import links, posts
from shop.kernel import audit, clock, wording
from shop.kernel.database import db
from tests.conftest import OwnPages
from tests.graphs import connect, connected, with_picture
from tests.world import World

TOKEN, APP, WORD = "canarino-token-9d2e", "canarino-app-9d2e", "canarino-word-9d2e"
DESK, CONNECTION = "/admin/instagram", "/admin/instagram/connection"


def kit(world: World) -> str:
    return f"{DESK}/products/{world.cornetto.id}"


def work(minutes: int = 1) -> None:
    """The worker, with eyes of its own."""
    for minute in range(minutes):
        db.session.rollback()
        posts.publish_due(clock.now() + timedelta(minutes=minute))
    db.session.rollback()


def save_connection(owner: FlaskClient, **changed: str) -> int:
    typed = {"user_id": "17841400000000000", "token": TOKEN, "app_secret": APP, "verify_token": WORD, "expires_on": "2027-01-20"}
    return owner.post(CONNECTION, data=typed | changed).status_code


def test_products_are_pinned_lifted_and_taken_off(app: Flask, shop: World, owner: FlaskClient) -> None:
    for product in (shop.cornetto, shop.sacher, shop.frollini):
        assert owner.post(f"{DESK}/products/{product.id}/pin", data={"act": "add"}).status_code == 303
    owner.post(f"{DESK}/products/{shop.frollini.id}/pin", data={"act": "up"})
    owner.post(f"{DESK}/products/{shop.cornetto.id}/pin", data={"act": "remove"})
    owner.post(f"{DESK}/products/{shop.cornetto.id}/pin", data={"act": "up"})
    assert posts.page_settings().products == (shop.frollini.id, shop.sacher.id)
    told = BeautifulSoup(owner.get(DESK).data, "html.parser").select("#pinned .item-main a")
    assert [a.get_text() for a in told] == ["Frollini", "Torta Sacher"]


def test_the_link_for_the_profile_is_made_once(app: Flask, shop: World, owner: FlaskClient) -> None:
    for _ in range(2):
        assert owner.post(f"{DESK}/link").status_code == 303
    [link] = links.list_links(purposes=("bio",))
    assert f"http://localhost/l/{link.code}" in owner.get(DESK).get_data(as_text=True)


def test_the_kit_has_both_cuts_and_words_in_two_languages_from_what_is_true_now(app: Flask, shop: World, owner: FlaskClient) -> None:
    with_picture(shop.cornetto)
    soup = BeautifulSoup(owner.get(kit(shop)).data, "html.parser")
    sizes = {}
    for link in soup.select("a[download]"):
        with Image.open(BytesIO(owner.get(str(link["href"])).data)) as opened:
            sizes[str(link["download"]).rpartition("-")[2]] = (opened.format, *opened.size)
    assert sizes == {"post.jpg": ("JPEG", 1080, 1350), "story.jpg": ("JPEG", 1080, 1920)}
    italian, english = (soup.select_one(f"#words_{language}").get_text() for language in ("it", "en"))  # type: ignore[union-attr]
    assert wording.money(150, "it") in italian and wording.money(150, "en") in english
    assert "#cornetto" in italian and "#torino" in italian and "#pasticceriafiordaliso" in english
    assert "pronto adesso" in italian and "ready now" in english
    assert soup.select_one("[data-copy-from=words_it]") and soup.select_one("[data-copy-from=words_en]")


def test_the_owners_words_stay_until_they_are_emptied(app: Flask, shop: World, owner: FlaskClient) -> None:
    assert owner.post(f"{kit(shop)}/words", data={"words_it": "Solo oggi! #oggi", "words_en": ""}).status_code == 303
    page = owner.get(kit(shop)).get_data(as_text=True)
    assert "Solo oggi! #oggi" in page and "ready now" in page
    owner.post(f"{kit(shop)}/words", data={"words_it": "", "words_en": ""})
    assert "Solo oggi!" not in owner.get(kit(shop)).get_data(as_text=True)
    long = owner.post(f"{kit(shop)}/words", data={"words_it": "x" * 2201, "words_en": ""})
    assert long.status_code == 422 and "2200" in long.get_data(as_text=True)


def test_a_link_is_minted_with_its_purpose_and_place(app: Flask, shop: World, owner: FlaskClient) -> None:
    assert owner.post(f"{kit(shop)}/link", data={"purpose": "story", "place": "storia 24 nov"}).status_code == 303
    [link] = links.list_links()
    assert (link.purpose, link.place, link.target, link.target_id) == ("story", "storia 24 nov", "product", shop.cornetto.id)
    assert f"/l/{link.code}" in owner.get(kit(shop)).get_data(as_text=True)
    assert owner.post(f"{kit(shop)}/link", data={"purpose": "story", "place": " "}).status_code == 422


def test_a_post_is_published_from_the_kit_with_the_words_of_that_language(app: Flask, shop: World, owner: FlaskClient) -> None:
    with connected(app) as graph:
        with_picture(shop.cornetto)
        owner.post(f"{kit(shop)}/words", data={"words_it": "Buongiorno", "words_en": "Good morning"})
        assert owner.post(f"{kit(shop)}/publish", data={"language": "en"}).status_code == 303
        work(5)
        [container] = graph.account.media
        assert graph.account.containers[container].caption == "Good morning"
        assert wording.say("instagram.state.published", "it") in owner.get(kit(shop)).get_data(as_text=True)


def test_what_went_wrong_is_said_and_can_be_tried_again(app: Flask, shop: World, owner: FlaskClient) -> None:
    with connected(app) as graph:
        with_picture(shop.cornetto)
        graph.account.is_expired = True
        owner.post(f"{kit(shop)}/publish", data={"language": "it"})
        work()
        for page in (DESK, kit(shop)):
            assert "Il token di Instagram è scaduto" in owner.get(page).get_data(as_text=True)
        [post] = posts.list_posts()
        graph.account.is_expired = False
        assert owner.post(f"{DESK}/posts/{post.id}/retry").status_code == 303
        assert owner.post(f"{DESK}/posts/{post.id}/stop").status_code == 303
        assert owner.post(f"{DESK}/posts/{post.id}/stop").status_code == 404
        db.session.rollback()
        assert posts.get_post(post.id).state == "stopped"


def test_without_an_account_the_kit_is_whole_and_publishing_is_refused_in_words(app: Flask, shop: World, owner: FlaskClient) -> None:
    with_picture(shop.cornetto)
    assert not BeautifulSoup(owner.get(kit(shop)).data, "html.parser").select("form[action$=publish]")
    refused = owner.post(f"{kit(shop)}/publish", data={"language": "it"})
    assert refused.status_code == 422 and wording.say("refusal.instagram_not_connected", "it") in refused.get_data(as_text=True)


def test_secrets_are_kept_when_left_empty_and_gone_when_disconnected(app: Flask, shop: World, owner: FlaskClient) -> None:
    assert save_connection(owner) == 303
    assert save_connection(owner, token="", app_secret="", verify_token="") == 303
    assert (posts.connection().token, posts.connection().app_secret, posts.connection().verify_token) == (TOKEN, APP, WORD)
    assert save_connection(owner, user_id="pasticceria") == 422
    assert save_connection(owner, token="two words") == 422
    assert owner.post(f"{CONNECTION}/end").status_code == 303
    db.session.rollback()
    assert posts.connection() == posts.Connection()


def test_no_secret_is_ever_seen_again(app: Flask, shop: World, owner: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    """Not on any page of the office, not on a page of an error, not in a log at its loudest, not in the audit chain."""
    caplog.set_level(logging.DEBUG)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with connected(app) as graph:
        graph.account.token = TOKEN
        save_connection(owner, user_id=graph.account.user_id)
        typed = {"user_id": "wrong", "token": TOKEN, "app_secret": APP, "verify_token": WORD}
        said = [owner.post(CONNECTION, data=typed).get_data(as_text=True)]
        with_picture(shop.cornetto)
        for trouble in ("", "is_expired", "breaks", "drops_after"):
            setattr(graph.account, trouble or "looks", {"is_expired": True, "breaks": 3, "drops_after": "/media_publish"}.get(trouble, 0))
            owner.post(f"{kit(shop)}/publish", data={"language": "it"})
            work(4)
            graph.account.is_expired = False
        db.session.rollback()
        asked = ["/admin/audit", "/admin/settings", "/admin/today", "/admin/more", DESK, CONNECTION, kit(shop), "/it/bio"]
        said += [owner.get(path).get_data(as_text=True) for path in asked]
        guessed = {"hub.verify_token": "x", "hub.mode": "subscribe"}
        said.append(OwnPages(app).get("/instagram/notices", query_string=guessed).get_data(as_text=True))
        said.append(_broken_page(app, owner))
        said += [repr(posts.connection()), caplog.text, *(str(record.exc_text) for record in caplog.records)]
        said += [str(entry.detail) for entry in db.session.query(audit.Entry)]
        assert graph.account.media, "the token was really used"
    assert not [text for text in said for secret in (TOKEN, APP, WORD) if secret in text]


def _broken_page(app: Flask, owner: FlaskClient) -> str:
    """A view that fails with the connection in its hands."""
    def fail() -> str:
        held = posts.connection()
        raise RuntimeError(held)

    app.view_functions["admin.instagram"], whole = fail, app.view_functions["admin.instagram"]
    answer = owner.get(DESK)
    app.view_functions["admin.instagram"] = whole
    assert answer.status_code == 500
    return answer.get_data(as_text=True)


@pytest.mark.parametrize(("days", "key"), [(8, ""), (7, "ends"), (0, "ends"), (-1, "ended")])
def test_the_desk_warns_a_week_before_the_token_ends(app: Flask, shop: World, owner: FlaskClient, days: int, key: str) -> None:
    day = clock.today() + timedelta(days=days)
    save_connection(owner, expires_on=day.isoformat())
    told = re.sub(r"\s+", " ", owner.get("/admin/today").get_data(as_text=True))
    ways = {name: wording.say(f"instagram.admin.{name}", "it", day_on=day) for name in ("ends", "ended")}
    assert {name for name, words in ways.items() if words in told} == ({key} if key else set())


def test_a_colleague_neither_sees_the_warning_nor_the_desk(app: Flask, shop: World, colleague: FlaskClient) -> None:
    posts.connect(posts.Connection(user_id="1", token=TOKEN, expires_on=clock.today()), by="staff:1", now=clock.now())
    assert colleague.get(DESK).status_code == 403
    assert "Instagram" not in colleague.get("/admin/today").get_data(as_text=True)


def test_a_connection_with_the_fake_is_the_connection_of_the_settings(app: Flask, shop: World, owner: FlaskClient) -> None:
    with connected(app) as graph:
        connect(graph, token="wrong")
        with_picture(shop.cornetto)
        owner.post(f"{kit(shop)}/publish", data={"language": "it"})
        work()
        assert posts.list_posts()[0].problem == "token_expired"
