"""What the small scripts do on a page, seen in a real browser; without them the same forms go the ordinary way."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, Response, make_response, redirect, request
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from shop.web.assets import open_assets

HEAD = "<!doctype html><html lang=it><title>t</title><div id=live role=status></div><script type=module src='{}'></script>"


def stepper(quantity: int) -> str:
    return (f"<form id=step method=post action=/take data-fragment data-stepper data-now={quantity} data-first=1 data-by=1>"
            f"<button name=quantity value={max(quantity - 1, 0)} data-step=-1 data-key=less>-</button><output>{quantity}</output>"
            f"<button name=quantity value={quantity + 1} data-step=1 data-key=more>+</button></form>")


def cards(names: list[str]) -> str:
    inside = "".join(f"<li data-card='{name}'>{name}</li>" for name in names)
    return f"<div id=board data-poll=/board data-every=0.1><ul>{inside}</ul><input id=typing></div>"


PAGES = {
    "step": stepper(1) + "<p id=bar>1</p>",
    "fall": "<form method=post action=/broken data-fragment><button>go</button></form>",
    "away": "<form method=post action=/leave data-fragment><button>go</button></form>",
    "search": "<form action=/find data-live data-fragment=found data-keep=replace><input name=q></form><div id=found></div>",
    "scan": "<form method=post action=/scanned data-live=/find data-fragment=found><input name=q></form><div id=found></div>",
    "board": cards(["a"]) + "<p data-poll-lost hidden>lost</p>",
    "sheet": "<a href=/basket data-sheet>basket</a><dialog id=sheet><div id=sheet-content></div></dialog>",
    "confirm": ("<form method=post action=/leave><button data-confirm='Sicuro?'>Cancella</button></form>"
                "<dialog id=confirm><form method=dialog><p data-sentence></p><button value=no>no</button>"
                "<button value=yes data-yes>yes</button></form></dialog>"),
    "picks": ("<fieldset data-picks data-min=1 data-max=2><input type=checkbox><input type=checkbox><input type=checkbox>"
              "<p data-left data-words='ancora {n}' data-full=basta></p></fieldset>"),
    "count": "<input id=w maxlength=10 data-count=left data-preview=cake><p id=left data-words='{n} left'></p><p id=cake></p>",
    "toast": "<div class=toast data-seconds=1><p>fatto</p></div>",
}


class Seen:
    """What the server was asked, and what it shows next."""

    def __init__(self) -> None:
        self.quantities: list[int] = []
        self.cards = ["a"]
        self.is_down = False


def small_shop(seen: Seen) -> Flask:
    app = Flask("scripts")
    open_assets(app)

    def show(name: str) -> str:
        with app.app_context():
            return HEAD.format(app.jinja_env.globals["asset"]("office.js")) + PAGES[name]  # type: ignore[operator]

    def take() -> Response:
        time.sleep(0.15)
        seen.quantities.append(int(request.form["quantity"]))
        assert request.headers["X-Fragment"] == "1"
        return make_response(stepper(seen.quantities[-1]) + f"<p id=bar>{seen.quantities[-1]}</p><i data-announce>nel cestino</i>")

    def find() -> str:
        words = request.args.get("q", "")
        time.sleep(0.5 if words == "c" else 0)
        return f"<div id=found>{words}</div>"

    def board() -> Response:
        answer = make_response(cards(seen.cards))
        answer.set_etag("-".join(seen.cards))
        return Response("", 503) if seen.is_down else answer.make_conditional(request)  # type: ignore[return-value]

    app.add_url_rule("/pages/<name>", view_func=show)
    app.add_url_rule("/take", view_func=take, methods=["POST"])
    app.add_url_rule("/find", view_func=find)
    app.add_url_rule("/scanned", "scanned", lambda: "<div id=found>opened</div>", methods=["POST"])
    app.add_url_rule("/board", view_func=board)
    app.add_url_rule("/broken", "broken", lambda: ("<h1>refused</h1>", 409), methods=["POST"])
    app.add_url_rule("/leave", "leave", lambda: redirect("/done", 303), methods=["POST"])
    app.add_url_rule("/done", "done", lambda: "<h1>done</h1>")
    app.add_url_rule("/basket", "basket", lambda: "<main><div id=sheet-content>due cornetti <button data-close>x</button></div></main>")
    return app


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def visit(chromium: Browser, seen: Seen) -> Iterator[Callable[[str], Page]]:
    server = make_server("127.0.0.1", 0, small_shop(seen), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context(base_url=f"http://127.0.0.1:{server.server_port}")

    def open_page(name: str) -> Page:
        page = context.new_page()
        page.goto(f"/pages/{name}", wait_until="load")
        return page

    yield open_page
    context.close()
    server.shutdown()


def test_quick_taps_end_at_the_amount_one_sees_and_the_focus_stays(visit: Callable[[str], Page], seen: Seen) -> None:
    page = visit("step")
    more = page.get_by_role("button", name="+")
    for _ in range(5):
        more.click()
    expect(page.locator("output")).to_have_text("6", timeout=300)
    expect(page.locator("#bar")).to_have_text("6")
    assert seen.quantities[-1] == 6 and seen.quantities == sorted(seen.quantities) and len(seen.quantities) < 5
    expect(more).to_be_focused()
    expect(page.locator("#live")).to_have_text("nel cestino")


def test_a_press_that_lasts_longer_than_the_answer_still_counts(visit: Callable[[str], Page], seen: Seen) -> None:
    page = visit("step")
    page.get_by_role("button", name="+").click()
    page.mouse.down()
    page.wait_for_timeout(400)
    page.mouse.up()
    expect(page.locator("#bar")).to_have_text("3")
    assert seen.quantities == [2, 3]


def test_a_refusal_that_is_a_whole_page_is_shown_the_ordinary_way(visit: Callable[[str], Page]) -> None:
    page = visit("fall")
    page.get_by_role("button").click()
    expect(page.get_by_role("heading")).to_have_text("refused")


def test_without_a_network_the_form_goes_the_ordinary_way(visit: Callable[[str], Page], seen: Seen) -> None:
    page = visit("away")
    page.route("**/leave", lambda route: route.abort() if "x-fragment" in route.request.headers else route.continue_())
    page.get_by_role("button").click()
    page.wait_for_url("**/done")


def test_an_answer_that_is_another_page_is_followed(visit: Callable[[str], Page]) -> None:
    page = visit("away")
    page.get_by_role("button").click()
    page.wait_for_url("**/done")


def test_only_the_newest_search_is_shown_and_kept_in_the_address(visit: Callable[[str], Page]) -> None:
    page = visit("search")
    field = page.locator("input")
    field.fill("c")
    page.wait_for_timeout(300)
    field.fill("cann")
    expect(page.locator("#found")).to_have_text("cann")
    page.wait_for_timeout(600)
    expect(page.locator("#found")).to_have_text("cann")
    assert page.url.endswith("/find?q=cann")


def test_what_was_scanned_is_not_searched_for_after_it_was_opened(visit: Callable[[str], Page]) -> None:
    page = visit("scan")
    page.locator("input").fill("AFZV7Y")
    page.locator("input").press("Enter")
    expect(page.locator("#found")).to_have_text("opened")
    page.wait_for_timeout(500)
    expect(page.locator("#found")).to_have_text("opened")


def test_a_board_shows_a_new_card_without_reload(visit: Callable[[str], Page], seen: Seen) -> None:
    page = visit("board")
    seen.cards = ["a", "b"]
    expect(page.locator("[data-card=b]")).to_be_visible()


def test_a_board_keeps_following_after_it_was_replaced(visit: Callable[[str], Page], seen: Seen) -> None:
    page = visit("board")
    for name in "bcd":
        seen.cards = [*seen.cards, name]
        expect(page.locator(f"[data-card={name}]")).to_be_visible()


def test_what_someone_is_typing_is_not_taken_away(visit: Callable[[str], Page], seen: Seen) -> None:
    page = visit("board")
    page.locator("#typing").press_sequentially("ciao")
    seen.cards = ["a", "b"]
    page.wait_for_timeout(500)
    assert page.locator("#typing").input_value() == "ciao"
    page.locator("#typing").blur()
    expect(page.locator("[data-card=b]")).to_be_visible()


def test_a_board_says_when_the_shop_does_not_answer_and_when_it_does_again(visit: Callable[[str], Page], seen: Seen) -> None:
    page = visit("board")
    seen.is_down = True
    expect(page.locator("[data-poll-lost]")).to_be_visible()
    seen.is_down = False
    expect(page.locator("[data-poll-lost]")).to_be_hidden()


def test_a_part_that_no_longer_asks_to_be_followed_is_left_alone(visit: Callable[[str], Page], seen: Seen) -> None:
    page = visit("board")
    page.evaluate("delete document.getElementById('board').dataset.poll")
    page.wait_for_timeout(1000)  # what was asked before is answered
    seen.cards = ["a", "b"]
    page.wait_for_timeout(400)
    expect(page.locator("[data-card=b]")).to_have_count(0)


def test_the_basket_opens_as_a_sheet_and_closes(visit: Callable[[str], Page]) -> None:
    page = visit("sheet")
    page.get_by_role("link").click()
    expect(page.get_by_role("dialog")).to_contain_text("due cornetti")
    page.get_by_role("button", name="x").click()
    expect(page.locator("dialog")).to_be_hidden()


def test_what_can_not_be_taken_back_asks_once(visit: Callable[[str], Page]) -> None:
    page = visit("confirm")
    page.get_by_role("button", name="Cancella").click()
    expect(page.get_by_role("dialog")).to_contain_text("Sicuro?")
    page.get_by_role("button", name="no").click()
    assert "/pages/" in page.url
    page.get_by_role("button", name="Cancella").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancella").click()
    page.wait_for_url("**/done")


def test_no_more_can_be_picked_than_allowed(visit: Callable[[str], Page]) -> None:
    page = visit("picks")
    boxes = page.locator("input")
    boxes.nth(0).check()
    expect(page.locator("[data-left]")).to_have_text("ancora 1")
    boxes.nth(1).check()
    expect(boxes.nth(2)).to_be_disabled()
    expect(page.locator("[data-left]")).to_have_text("basta")
    boxes.nth(0).uncheck()
    expect(boxes.nth(2)).to_be_enabled()


def test_the_length_left_and_the_inscription_follow_what_is_typed(visit: Callable[[str], Page]) -> None:
    page = visit("count")
    page.locator("#w").fill("Auguri")
    expect(page.locator("#left")).to_have_text("4 left")
    expect(page.locator("#cake")).to_have_text("Auguri")


def test_a_toast_leaves_by_itself(visit: Callable[[str], Page]) -> None:
    page = visit("toast")
    expect(page.locator(".toast")).to_be_visible()
    expect(page.locator(".toast")).to_have_count(0, timeout=3000)
