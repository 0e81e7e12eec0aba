"""Every page can be used by everyone: axe finds nothing to say, on a phone and on a desk, by day and by night."""
import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from tests.browsing import DESKTOP, PHONE, Meet
from tests.journeys.conftest import Shop
from tests.journeys.visiting import WRONG, Visit, arrive, go, list_visits

AXE = Axe().axe_script
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
RUN = """how => { document.getAnimations().forEach(moving => moving.finish());
    return axe.run(document, how).then(done => done.violations.flatMap(
        rule => rule.nodes.map(node => `${rule.id} ${node.target.join(' ')} ${node.html.slice(0, 120)}`))) }"""
SIZES, LIGHTS = {"phone": PHONE, "desk": DESKTOP}, ("light", "dark")
CROSSED = ((("phone", "light"), ("desk", "dark")), (("phone", "dark"), ("desk", "light")))


def examine(page: Page, number: int) -> list[str]:
    """At both sizes and in both lights. Pages take turns crosswise, being made of the same parts; ORDEAL=1 takes all four."""
    page.evaluate(AXE)
    faults = []
    for size, light in [*CROSSED[0], *CROSSED[1]] if os.environ.get("ORDEAL") else CROSSED[number % 2]:
        page.emulate_media(color_scheme=light, reduced_motion="reduce")
        page.set_viewport_size(SIZES[size]["viewport"])
        faults += [f"{size} {light}: {fault}" for fault in page.evaluate(RUN, RULES)]
    return faults


def look(page: Page, _number: int = 0) -> list[str]:
    """Once, as it comes: what it is made of is examined elsewhere."""
    page.evaluate(AXE)
    return list(page.evaluate(RUN, RULES))


def one_of_each(visits: list[Visit]) -> list[Visit]:
    """One address of each page."""
    return list({visit.endpoint: visit for visit in visits if visit.endpoint}.values())


def list_faults(shop: Shop, page: Page, visits: list[Visit], examined: Callable[[Page, int], list[str]]) -> list[str]:
    """A line for each thing somebody would stumble over."""
    assert visits
    faults = []
    for number, visit in enumerate(visits):
        status = go(page, shop, visit)
        if status != 200:
            faults += [] if visit.who == "staff" and status == 403 else [f"{visit.path} answers {status}"]
            continue
        faults += [f"{visit.path} {fault}" for fault in examined(page, number)]
    return faults


@pytest.mark.parametrize(("who", "where"), [
    ("nobody", "/it/orders|/admin"), ("nobody", "/it/(?!orders)"), ("customer", "/"), ("owner", "/admin/[a-o]"), ("owner", "/admin/[p-z]"),
    ("owner", "/counter|/it")])
def test_axe_finds_nothing_on(app: Flask, shop: Shop, meet: Meet, who: str, where: str) -> None:
    visits = [visit for visit in list_visits(app.url_map, shop.samples) if visit.who == who and re.match(where, visit.path)]
    faults = list_faults(shop, arrive(shop, meet, who, PHONE), visits, examine)
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize(("who", "where", "device"), [("nobody", "/en", PHONE), ("staff", "/admin", DESKTOP)], ids=["english", "colleague"])
def test_axe_finds_nothing_for(app: Flask, shop: Shop, meet: Meet, who: str, where: str, device: dict[str, Any]) -> None:
    visits = one_of_each([visit for visit in list_visits(app.url_map, shop.samples) if visit.who == who and visit.path.startswith(where)])
    faults = list_faults(shop, arrive(shop, meet, who, device), visits, look)
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("path", WRONG)
def test_axe_finds_nothing_on_a_page_that_says_what_went_wrong(shop: Shop, meet: Meet, path: str) -> None:
    page = arrive(shop, meet, "owner", PHONE)
    assert go(page, shop, Visit("owner", path, "")) == 404
    assert examine(page, len(path)) == []
