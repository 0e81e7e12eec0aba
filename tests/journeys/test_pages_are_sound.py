"""Every page is whole: it fits a phone, fingers hit what they aim at, nothing is foreign, links lead somewhere, titles say where one is."""
import re
from collections import defaultdict
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page

from shop.channels.website.paying import HOSTED
from shop.web.headers import POLICY
from tests.browsing import DESKTOP, PHONE, Meet
from tests.journeys.conftest import Shop
from tests.journeys.visiting import Visit, arrive, go, list_visits

FINGER, FINGER_IN_TEXT = 44, 24
PROBE = """([finger, inText]) => {
  const seen = e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.off, .skip, details:not([open]) > :not(summary)');
  const words = e => (e.getAttribute('aria-label') || e.textContent || e.name || '').trim().slice(0, 40);
  const stretched = e => { const after = getComputedStyle(e, '::after'); return after.content !== 'none' && after.position === 'absolute' };
  const holder = e => getComputedStyle(e).position !== 'static' ? e : holder(e.parentElement);
  const labelled = e => e.matches('[type=checkbox], [type=radio]') && (e.closest('label') || e.labels[0]) || e;
  const box = e => (stretched(e) ? holder(e) : labelled(e)).getBoundingClientRect();
  const inline = e => e.matches(':is(p, li, dd, td, address, small) a') && !e.matches('nav a, .button, .item-link');
  const least = e => (inline(e) ? inText : finger) - 0.5;
  const targets = [...document.querySelectorAll('a[href], button, select, textarea, summary, input:not([type=hidden])')].filter(seen);
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  const named = e => ['aria-labelledby', 'aria-describedby', 'for'].flatMap(by => (e.getAttribute(by) || '').split(' ')).filter(Boolean);
  return {
    wide: document.documentElement.scrollWidth - innerWidth,
    small: targets.filter(e => { const b = box(e); return b.width && (b.height < least(e) || b.width < least(e)) })
      .map(e => `${e.tagName} «${words(e)}» ${Math.round(box(e).width)}x${Math.round(box(e).height)}`),
    unsized: [...document.images].filter(i => !i.hasAttribute('width') || !i.hasAttribute('height')).map(i => i.src),
    twice: ids.filter((id, i) => ids.indexOf(id) < i),
    lost: [...document.querySelectorAll('*')].flatMap(named).filter(id => !document.getElementById(id)),
    title: document.title, headings: [...document.querySelectorAll('h1')].map(h => h.textContent.trim()),
    language: document.documentElement.lang,
    inline: document.querySelectorAll('[style], style, script:not([src]):not([type*=json])').length,
    links: [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href')),
    words: document.body.innerText,
  };
}"""
KEY = r"(?:admin|desk|website|catalogue|places|parts|refusal|order|letters)\.[a-z_]+\.[a-z_]+"
RAW = re.compile(rf"\bNone\b(?! of)|\bundefined\b|\bNaN\b|\{{\{{|\}}\}}|&[a-z]+;|\b{KEY}\b")
ALIKE = {"", "website.search", "counter.find", "admin.link", "admin.edit_campaign", "counter.reader"}  # reached in two ways
PEOPLE = [("nobody", "/it|/admin"), ("nobody", "/en"), ("customer", "/"), ("owner", "/admin/[a-o]"), ("owner", "/admin/[p-z]"),
          ("owner", "/counter|/it")]


def list_faults(page: Page, probed: dict[str, Any], on_phone: bool) -> list[str]:
    faults = [f"scrolls sideways by {probed['wide']} px"] if probed["wide"] > 1 else []
    faults += [f"small: {target}" for target in probed["small"]] if on_phone else []
    faults += [f"picture without a size: {source}" for source in probed["unsized"]]
    faults += [f"id {name} twice" for name in probed["twice"]] + [f"nothing has the id {name}" for name in probed["lost"]]
    faults += [f"{len(probed['headings'])} h1"] if len(probed["headings"]) != 1 or not probed["headings"][0] else []
    faults += ["styles or scripts inline"] if probed["inline"] else []
    faults += [f"raw: {raw}" for raw in RAW.findall(probed["words"])]
    anchors = {link[1:] for link in probed["links"] if link.startswith("#")}
    return faults + [f"nothing at #{name}" for name in sorted(anchors) if page.locator(f"[id='{name}']").count() == 0]


def visits_of(app: Flask, shop: Shop, who: str, where: str) -> list[Visit]:
    visits = [visit for visit in list_visits(app.url_map, shop.samples) if visit.who == who and re.match(where, visit.path)]
    assert visits
    return visits


@pytest.mark.parametrize(("who", "where"), PEOPLE)
def test_pages_are_whole(app: Flask, shop: Shop, meet: Meet, who: str, where: str) -> None:
    """Also without an error of a script, and without asking anyone but the shop: `meet` sees to it."""
    page, faults, titles, links = arrive(shop, meet, who, PHONE), [], defaultdict(set), set()
    for visit in visits_of(app, shop, who, where):
        go(page, shop, visit)
        for device in (PHONE, DESKTOP):
            page.set_viewport_size(device["viewport"])
            probed = page.evaluate(PROBE, [FINGER, FINGER_IN_TEXT])
            faults += [f"{visit.path} {fault}" for fault in list_faults(page, probed, device is PHONE)]
        titles[probed["language"], probed["title"]].add(visit.endpoint)
        links |= {urlsplit(urljoin(visit.path, link)).path for link in probed["links"] if is_ours(link)}
    faults += [f"{sorted(pages)} are all called {title}" for (_, title), pages in titles.items() if len(pages - ALIKE) > 1]
    faults += list_broken(shop, who, links)
    assert not faults, "\n" + "\n".join(dict.fromkeys(faults))


def is_ours(link: str) -> bool:
    return not link.startswith("#") and urlsplit(link).scheme == ""


def list_broken(shop: Shop, who: str, links: set[str]) -> list[str]:
    visitor = shop.served.visitor()
    visitor.cookies.update({"staff": shop.keys.get(who, ""), "basket": shop.samples["basket"] if who == "customer" else ""})
    answers = {link: visitor.get(shop.address + link, timeout=20).status_code for link in sorted(links)}
    return [f"the link to {link} answers {status}" for link, status in answers.items() if status >= 400]


@pytest.mark.parametrize("who", ["nobody", "customer", "owner"])
def test_every_page_tells_the_browser_to_refuse_what_is_not_ours(app: Flask, shop: Shop, who: str) -> None:
    visitor = shop.served.visitor()
    visitor.cookies.update({"staff": shop.keys.get(who, ""), "basket": shop.samples["basket"] if who == "customer" else ""})
    for visit in visits_of(app, shop, who, "/"):
        answer = visitor.get(shop.address + visit.path, timeout=20)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.replace(f"form-action 'self' {HOSTED}", "form-action 'self'") == POLICY, visit.path
        if re.search("/admin|/counter|/orders/|/basket|/checkout", visit.path):
            assert "no-store" in answer.headers["Cache-Control"], visit.path


def test_a_policy_without_exceptions() -> None:
    assert "unsafe" not in POLICY and "*" not in POLICY and "http" not in POLICY and "default-src 'self'" in POLICY
