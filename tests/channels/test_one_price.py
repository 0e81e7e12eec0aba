"""One price and one availability: whatever door one looks through, the same cents and the same pieces, in any order of adding."""

import json
import re
from datetime import timedelta
from itertools import count
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from shop.channels.email import LetterComposer
from shop.domain import availability, baskets, campaigns, catalogue, posts, promotions, staff
from shop.domain.baskets import Choice
from shop.domain.catalogue import Product
from shop.domain.catalogue.models import ProductRow
from shop.domain.promotions import Amount, Minimum, Percent
from shop.kernel import clock
from shop.kernel.database import change, db, writing
from shop.kernel.origin import Origin
from shop.kernel.wording import money
from tests import makers
from tests.channels.feeds import specs
from tests.channels.feeds.test_feeds import STANDS, by_id, photograph
from tests.conftest import NOW, OwnPages
from tests.domain.promotions.offering import make_offer
from tests.world import open_world, sign_in

EURO = re.compile(r"[\d.]+,\d\d\s€")
_codes = count(1)

GOODS = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(["piece", "piece", "kg"]),
        "price_cents": st.integers(5, 9_999),
        "pool": st.one_of(st.none(), st.integers(1, 40)),
        "lead_minutes": st.sampled_from([0, 0, 60, 24 * 60]),
        "delivers": st.booleans(),
    }
)
OFFER = st.one_of(
    st.none(),
    st.tuples(st.just("products"), st.integers(1, 9_999), st.integers(0, 4_000)),
    st.tuples(st.just("order"), st.integers(1, 9_999), st.integers(0, 4_000)),
    st.tuples(st.just("each"), st.integers(1, 900), st.just(0)),
)


def _make(wanted: dict[str, Any]) -> Product:
    values = dict(wanted)
    pool = values.pop("pool")
    scale = 1000 if values["unit"] == "kg" else 1
    return makers.make_product(**values, pool_size=None if pool is None else pool * scale)


def _offer(told: tuple[str, int, int] | None, first: Product) -> str:
    """What is automatic stands on every card; the order's offers are had by a code. Returns the code to type."""
    if told is None:
        return ""
    kind, size, minimum = told
    conditions = (Minimum(cents=minimum),) if minimum else ()
    if kind == "order":
        code = f"FESTA{next(_codes)}"
        make_offer(code=code, benefit=Percent(basis_points=size), conditions=conditions)
        return code
    of_products = {"scope": "products", "products": (first.id,)}
    make_offer(
        benefit=Percent(basis_points=size, **of_products) if kind == "products" else Amount(cents=size, off_each=True, **of_products),
        conditions=conditions,
    )
    return ""


def _soup(client: FlaskClient, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    db.session.rollback()
    return BeautifulSoup(answer.text, "lxml")


def _last_price(element: Tag | None) -> str:
    """What one pays: the struck price comes before it, the lowest of thirty days after."""
    assert element is not None
    for aside in element.select(".price-lowest"):
        aside.decompose()
    return EURO.findall(element.get_text(" "))[-1].replace("\xa0", " ")


def _paid(cents: int) -> str:
    return money(cents, "it").replace("\xa0", " ")


def _assert_cards_agree(guest: FlaskClient, seller: FlaskClient, goods: list[Product], letter: str) -> None:
    now = clock.now()
    prices, cards = baskets.price_each(goods, now=now), availability.ask_each(goods, now=now)
    db.session.rollback()
    menu, bio, till, phone = (
        _soup(guest, "/it/menu"),
        _soup(guest, "/it/bio"),
        _soup(seller, "/counter/till"),
        _soup(seller, "/counter/phone"),
    )
    feeds = [
        by_id(specs.read_google(guest.get("/feeds/it/google.xml").get_data())),
        by_id(specs.read_meta(guest.get("/feeds/it/meta.csv").get_data())),
        by_id(specs.read_openai(guest.get("/feeds/it/openai.jsonl").get_data()), "item_id"),
        by_id(specs.read_local(guest.get("/feeds/google-local.txt").get_data())),
    ]
    db.session.rollback()
    in_letter = [price.replace("\xa0", " ") for price in EURO.findall(letter)]
    for product in goods:
        cents, card = prices[product.id].cents, cards[product.id]
        seen = {
            "menu": _last_price(menu.select_one(f"#good-{product.id} .price")),
            "bio": _last_price(bio.select_one(f"a[href='/it/p/{product.slug}']").find_parent("li").select_one(".price")),  # type: ignore[union-attr]
            "till": _last_price(till.select_one(f"[data-key='tile-{product.id}'] .tile-price")),
            "phone": _last_price(phone.select_one(f"[data-key='tile-{product.id}'] .tile-price")),
        }
        assert set(seen.values()) == {_paid(cents)}, (seen, cents)
        assert _paid(cents) in in_letter
        page = _soup(guest, f"/it/p/{product.slug}")
        told = next(
            thing
            for thing in (json.loads(data.get_text()) for data in page.find_all("script", type="application/ld+json"))
            if thing["@type"] == "Product"
        )["offers"]
        if not cents:  # given away by an offer: no other window takes that
            assert not any(product.id in feed for feed in feeds)
            continue
        assert {told["price"]} | {(feed[product.id].get("sale_price") or feed[product.id]["price"]).split()[0] for feed in feeds} == {
            f"{cents // 100}.{cents % 100:02}"
        }
        google, meta, openai, local = (feed[product.id] for feed in feeds)
        assert (google["availability"], meta["availability"], openai["availability"]) == STANDS[told["availability"].rpartition("/")[2]]
        if card.ready_now and card.left is not None and not product.by_weight:
            assert str(card.left) in till.select(f"[data-key='tile-{product.id}'] .tile-price")[1].get_text()
            assert local["quantity"] == str(card.left)


def _assert_baskets_agree(guest: FlaskClient, seller: FlaskClient, choices: list[Choice], code: str) -> None:
    """The same goods added in two orders, looked at from every door: one total."""
    totals = set()
    for order in (choices, choices[::-1]):
        now = clock.now()
        token = baskets.open_basket(origin=Origin("website"), language="it", now=now)
        for choice in order:
            baskets.add(token, choice, now=now)
        if code:
            baskets.apply_code(token, code, by_key="test", now=now)
        quote = baskets.quote(baskets.find_basket(token, now=now), now=now)
        db.session.rollback()
        assert sum(line.net_cents for line in quote.lines) == quote.goods_cents == sum(quote.vat.values())
        guest.set_cookie("basket", token)
        seen = {
            "website": _total(_soup(guest, "/it/basket")),
            "basket link": _total(_soup(guest, f"/it/b/{token}")),
            "checkout": _total(_soup(guest, "/it/checkout")),
            "till": _total(_soup(seller, f"/counter/till?basket={token}")),
            "phone": _total(_soup(seller, f"/counter/phone?basket={token}")),
        }
        assert set(seen.values()) == {_paid(quote.total_cents)}, seen
        totals.add(quote.total_cents)
        guest.delete_cookie("basket")
    assert len(totals) == 1, "the order of adding counts for nothing"


def _total(page: BeautifulSoup) -> str:
    return _last_price(page.select_one(".sums-total, .total"))


def _begin_anew() -> int:
    """The same shop with nothing to sell and no offer. Returns its owner's id."""
    with writing():
        change(update(ProductRow).values(state="withdrawn"))
    for offer in promotions.list_all():
        promotions.stop(offer.id, by="shop", now=clock.now())
    return staff.get_owner().id if staff.list_members() else open_world().owner_id


def _letter(goods: list[Product]) -> str:
    draft = campaigns.Draft(subject={"it": "Novità"}, text={"it": "Ecco"}, product_ids=tuple(product.id for product in goods))
    written = campaigns.create(draft, by="staff:1", now=clock.now())
    return LetterComposer().compose("campaign", written, "it").text


@settings(max_examples=10)
@given(st.lists(GOODS, min_size=1, max_size=3), OFFER, st.integers(0, 60), st.lists(st.integers(1, 3), min_size=3, max_size=3))
def test_every_door_says_the_same_price_and_the_same_availability(
    app: Flask, wanted: list[dict[str, Any]], offer: tuple[str, int, int] | None, hours: int, quantities: list[int]
) -> None:
    clock.travel(NOW + timedelta(hours=hours))
    owner_id = _begin_anew()
    with writing():
        change(update(ProductRow).values(state="withdrawn"))
    goods = [_make(one) for one in wanted]
    photograph(*goods)
    goods = list(catalogue.get_many([product.id for product in goods]).values())
    code = _offer(offer, goods[0])
    posts.pin([product.id for product in goods], by="staff:1", now=clock.now())
    letter = _letter(goods)
    guest, seller = OwnPages(app), OwnPages(app)
    sign_in(seller, owner_id)
    _assert_cards_agree(guest, seller, goods, letter)
    choices = [
        Choice(product.id, quantity * (product.step if product.by_weight else 1))
        for product, quantity in zip(goods, quantities, strict=False)
    ]
    _assert_baskets_agree(guest, seller, choices, code)
