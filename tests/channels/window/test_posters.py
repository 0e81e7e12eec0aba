"""Posters and table cards: one sheet of the right size, with a code that a telephone can read."""
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from shop.domain import links, staff
from shop.kernel import clock
from tests.channels.website.reading import read, words
from tests.conftest import OwnPages
from tests.domain.links.test_links import make_link
from tests.world import World, open_world, sign_in

SIZES = {"a4": (210, 297), "a5": (148, 210), "a6": (105, 148)}
LONGEST_HEADLINE = "Colazione, pranzo e merenda con i dolci della nostra vetrina"


@pytest.fixture
def shop(app: Flask) -> World:
    return open_world()


@pytest.fixture
def owner(app: Flask, shop: World) -> FlaskClient:
    app.test_client_class = OwnPages
    browser = app.test_client()
    sign_in(browser, shop.owner_id)
    return browser


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app on a free port, as long as a browser looks at it."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture
def page(app: Flask, shop: World, chromium: Browser) -> Iterator[Page]:
    with served(app) as address:
        context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": "staff", "value": staff.open_session(shop.owner_id, device="t", now=clock.now()), "url": address}])
        yield context.new_page()
        context.close()


def _sheets(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height in mm of every sheet of a PDF."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    return [(round(float(width) * 25.4 / 72), round(float(height) * 25.4 / 72)) for width, height in boxes]


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("headline", ["", LONGEST_HEADLINE, "X" * 60])
def test_a_poster_is_one_sheet_of_its_size_on_which_everything_is_seen(page: Page, size: str, headline: str) -> None:
    link = make_link(place="vetrina sinistra, quella grande accanto alla porta d'ingresso di via Garibaldi")
    page.goto(f"/admin/posters/{link.id}/{size}?it={headline}&en={headline}")
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert _sheets(pdf) == [SIZES[size]]
    page.emulate_media(media="print")
    sheet = page.locator(".poster").bounding_box()
    assert sheet is not None
    for part in (".poster-headline", ".poster-other >> nth=0", ".poster-qr", ".poster-how", ".poster-foot"):
        box = page.locator(part).bounding_box()
        assert box is not None and box["x"] >= sheet["x"] and box["y"] >= sheet["y"], part
        assert box["x"] + box["width"] <= sheet["x"] + sheet["width"] + 1, part
        assert box["y"] + box["height"] <= sheet["y"] + sheet["height"] + 1, part
    headline_box, code = page.locator(".poster-words").bounding_box(), page.locator(".poster-qr").bounding_box()
    assert headline_box and code and headline_box["y"] + headline_box["height"] <= code["y"] + 1, "words and code don't meet"
    assert code["width"] >= sheet["width"] * 0.45, "the code is big"
    assert not page.locator(".studio").is_visible(), "what is for the screen stays there"


def test_the_code_on_the_poster_is_dark_on_white_with_a_quiet_border(page: Page) -> None:
    page.goto(f"/admin/posters/{make_link().id}/a6")
    page.emulate_media(media="print")
    picture = Image.open(io.BytesIO(page.locator(".poster-qr").screenshot())).convert("L")
    wide, tall = picture.size
    assert picture.getpixel((wide // 12, tall // 2)) > 240, "the border is quiet"  # type: ignore[operator]
    dark = sum(picture.histogram()[:100]) / (wide * tall)
    assert 0.2 < dark < 0.5, "and the code is there"


def test_the_qr_code_holds_the_whole_address_of_the_link(owner: FlaskClient) -> None:
    link = make_link()
    shown, kept = owner.get(f"/admin/links/{link.id}/qr.svg"), owner.get(f"/admin/links/{link.id}/qr.svg?file=1")
    assert shown.content_type.startswith("image/svg+xml") and shown.data == kept.data
    assert kept.headers["Content-Disposition"] == f'attachment; filename="qr-{link.code.lower()}.svg"'
    import segno

    drawn = io.BytesIO()
    segno.make(f"http://localhost/l/{link.code}", error="m", micro=False).save(
        drawn, kind="svg", scale=8, border=3, dark="#2B1D14", light="#FFFFFF", svgclass=None, lineclass=None)
    assert shown.data == drawn.getvalue()


def test_a_poster_says_what_it_leads_to_in_two_languages_and_its_place(owner: FlaskClient, shop: World) -> None:
    to_today, to_product = make_link(), make_link(target="product", target_id=shop.sacher.id, place="tavolo 4")
    assert all(said in words(owner.get(f"/admin/posters/{to_today.id}/a4")) for said in (
        "Che cosa c'è oggi?", "What is there today?", "Siamo chiusi?", "vetrina sinistra", f"localhost/l/{to_today.code}"))
    page = owner.get(f"/admin/posters/{to_product.id}/a5")
    assert "Torta Sacher" in words(page) and "tavolo 4" in words(page)
    typed = read(owner.get(f"/admin/posters/{to_product.id}/a6?it=<b>Fatta%20oggi</b>&en={'x' * 500}"))
    headline = typed.select_one(".poster-headline")
    assert headline is not None and headline.get_text() == "<b>Fatta oggi</b>"
    other = typed.select_one(".poster-words .poster-other")
    assert other is not None and len(other.get_text()) == 60


def test_posters_are_for_who_hands_out_links(app: Flask, shop: World, owner: FlaskClient, visitor: FlaskClient) -> None:
    link = make_link()
    assert visitor.get(f"/admin/posters/{link.id}/a4").location.startswith("/admin/sign-in")
    bruno = staff.invite(name="Bruno", email="bruno@example.org", role="staff", by="shop", now=clock.now())
    colleague = app.test_client()
    sign_in(colleague, bruno.id)
    assert colleague.get(f"/admin/posters/{link.id}/a4").status_code == 403
    assert [owner.get(f"/admin/posters/{n}/{size}").status_code for n, size in ((link.id, "a3"), (999, "a4"))] == [404, 404]
    assert links.is_running(link, clock.now())
