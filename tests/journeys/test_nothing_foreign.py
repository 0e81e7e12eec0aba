"""No page asks for a card, and none asks anybody else for anything: every page of the URL map is read, as everybody who may see it."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from bs4 import BeautifulSoup, Tag
from flask import Flask

from tests.journeys.conftest import Shop
from tests.journeys.visiting import list_visits

FETCHED = {"src", "srcset", "poster", "data", "background", "formaction", "action", "ping", "manifest", "imagesrcset"}
LOADED_BY_LINK = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest"}
CARD = re.compile(r"\bcc-|card[-_ ]?(number|holder|no\b)|carta[-_ ]?numero|numero[-_ ]?(della[-_ ]?)?carta|\b(cvc|cvv|csc|pan|iban)\b"
                  r"|security[-_ ]?code|exp(iry|iration|[-_ ]?(month|year))|scadenza[-_ ]?carta", re.IGNORECASE)
LEAST = {"nobody": 50, "customer": 8, "owner": 100, "staff": 100}
FIELDS = ("input", "select", "textarea")
NAMED_BY = ("name", "id", "autocomplete", "placeholder", "aria-label", "data-stripe", "pattern")
ELSEWHERE = ("js.stripe.com", "stripe.network", "googleapis", "gstatic", "cdn.")


def list_asked(page: BeautifulSoup) -> list[str]:
    """Every address that a browser would ask by itself, or send a form to."""
    found = [str(tag[name]) for tag in page.find_all(True) for name in FETCHED & set(tag.attrs)]
    for link in page.find_all("link"):
        if LOADED_BY_LINK & set(link.get("rel") or ()):
            found.append(str(link.get("href", "")))
    for meta in page.find_all("meta", attrs={"http-equiv": re.compile("refresh", re.IGNORECASE)}):
        found.append(str(meta.get("content", "")).partition("=")[2])
    return [address.strip().split(" ")[0] for one in found for address in one.split(",") if address.strip()]


def list_foreign(page: BeautifulSoup, home: str) -> list[str]:
    foreign = [address for address in list_asked(page) if urlsplit(address).netloc not in ("", home) and not address.startswith("data:")]
    return foreign + [word for word in ELSEWHERE if word in str(page)]


def list_card_fields(page: BeautifulSoup) -> list[str]:
    fields = [field for field in page.find_all(FIELDS) if isinstance(field, Tag)]
    framed = [str(frame)[:80] for frame in page.find_all(("iframe", "frame", "embed", "object", "portal")) if not _is_own_letter(frame)]
    return framed + [str(field)[:120] for field in fields if any(CARD.search(str(field.get(name, ""))) for name in NAMED_BY)]


def _is_own_letter(frame: Tag) -> bool:
    """A letter as its readers will see it: of this shop, and so fenced in that it can neither run anything nor send a form."""
    fenced = "sandbox" in frame.attrs and not "".join(frame["sandbox"])  # nothing is let through: no script, no form
    return frame.name == "iframe" and fenced and str(frame.get("src", "")).startswith("/admin/campaigns/")


def person(shop: Shop, who: str) -> requests.Session:
    client = shop.served.visitor()
    if who in shop.keys:
        client.cookies.set("staff", shop.keys[who])
    if who == "customer":
        for name in ("basket", "customer"):
            client.cookies.set(name, shop.samples[name])
    return client


@pytest.mark.parametrize("who", ["nobody", "customer", "owner", "staff"])
def test_no_page_asks_for_a_card_or_asks_anybody_else(app: Flask, shop: Shop, who: str) -> None:
    client, faults, read = person(shop, who), list[str](), 0
    for visit in list_visits(app.url_map, shop.samples):
        if visit.who != who or visit.endpoint == "admin.link":  # a link that signs in once
            continue
        answer = client.get(shop.address + visit.path, timeout=20)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        page, read = BeautifulSoup(answer.text, "lxml"), read + 1
        told = list_foreign(page, urlsplit(shop.address).netloc) + list_card_fields(page)
        told += list_lax(answer.headers["Content-Security-Policy"])
        faults += [f"{visit.path}: {fault}" for fault in told]
    assert read >= LEAST[who] and faults == []


def list_lax(policy: str) -> list[str]:
    """What the browser is allowed beyond this shop: a form may lead to the hosted page, nothing else may lead anywhere."""
    rules: dict[str, Any] = {name: rest.split() for name, _, rest in (rule.strip().partition(" ") for rule in policy.split(";"))}
    allowed = {"default-src": ["'self'"], "img-src": ["'self'", "data:"], "object-src": ["'none'"], "base-uri": ["'none'"],
               "frame-ancestors": ["'none'"]}
    lax = [f"{name} {rules.get(name)}" for name, only in allowed.items() if rules.get(name) != only]
    lax += [name for name in rules if name not in (*allowed, "form-action")]
    return lax + [one for one in rules["form-action"] if one not in ("'self'", "https://checkout.stripe.com")]


@pytest.mark.parametrize(("words", "is_fault"), [
    ("<input name=cardnumber>", True), ("<input autocomplete=cc-csc>", True), ("<input name=cvc>", True),
    ("<iframe src=/x></iframe>", True), ("<iframe src=/x sandbox=''></iframe>", True),
    ("<iframe src=/admin/campaigns/2/letter/it sandbox=''></iframe>", False),
    ("<input name=x placeholder='Numero della carta'>", True), ("<script src=https://js.stripe.com/v3></script>", True),
    ("<img srcset='/a.jpg 1x, //cdn.example/b.jpg 2x'>", True), ("<link rel=preconnect href=https://fonts.example>", True),
    ("<form action=https://evil.example>", True), ("<meta http-equiv=refresh content='0;url=https://evil.example'>", True),
    ("<a href=https://instagram.com/x>Instagram</a>", False), ("<input name=code><img src=/pictures/a.jpg>", False),
    ("<input name=company autocomplete=organization>", False), ("<link rel=canonical href=https://shop.example/>", False)])
def test_a_page_that_did_would_be_found(words: str, is_fault: bool) -> None:
    page = BeautifulSoup(words, "lxml")
    assert bool(list_foreign(page, "shop.example") + list_card_fields(page)) is is_fault
