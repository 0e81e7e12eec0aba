"""Looking around the shop: home, menu, product, in both languages, for visitors without a basket and with one."""
import json
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from shop.domain import business
from shop.kernel import clock
from shop.kernel.wording import LANGUAGES
from tests import makers, world
from tests.channels.website.reading import FRAGMENT, read, take, words

PUBLIC = ("/", "/menu", "/menu/dolci", "/search?q=cornetto", "/legal/terms", "/legal/privacy", "/legal/cookies", "/legal/allergens",
          "/legal/imprint", "/find-order", "/basket")


@pytest.fixture
def shop(app: object) -> world.World:
    return world.open_world()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_is_there_with_one_heading_in_its_language(shop: world.World, visitor: FlaskClient, language: str, path: str) -> None:
    answer = visitor.get(f"/{language}{path}")
    page = read(answer)
    assert answer.status_code == 200 and len(page.select("h1")) == 1
    assert page.html is not None and page.html["lang"] == language
    assert "Fiordaliso di Prova s.r.l." in words(answer) and "12345670017" in words(answer)


@pytest.mark.parametrize("path", ("/it/", "/it/menu", "/it/legal/terms", "/en/find-order", "/it/basket"))
def test_looking_leaves_no_cookie(shop: world.World, visitor: FlaskClient, path: str) -> None:
    assert "Set-Cookie" not in visitor.get(path).headers


def test_the_root_leads_to_the_readers_language_and_to_italian_otherwise(shop: world.World, visitor: FlaskClient) -> None:
    def led_to(accepted: str) -> str:
        return urlsplit(visitor.get("/", headers={"Accept-Language": accepted}).location).path

    assert [led_to("en-GB,en;q=0.9"), led_to("it"), led_to("fi"), led_to("")] == ["/en/", "/it/", "/it/", "/it/"]


def test_the_language_switch_keeps_the_page_and_its_filters(shop: world.World, visitor: FlaskClient) -> None:
    page = read(visitor.get("/it/menu/dolci?without=milk&page=1"))
    link = page.select_one(".top-tools a[hreflang=en]")
    assert link is not None and link["href"] == "/en/menu/dolci?without=milk&page=1"


@pytest.mark.parametrize("path", (
    "/it/nothing", "/it/menu/nothing", "/it/p/nothing", "/it/legal/nothing", "/it/orders/nothing", "/it/b/nothing",
    "/fr/menu", "/it/basket/qr.svg"))
def test_what_is_not_there_is_a_404_with_a_way_on(shop: world.World, visitor: FlaskClient, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 404 and read(answer).select_one("a[href$='/menu']") is not None


def test_home_says_whether_the_shop_is_open(shop: world.World, visitor: FlaskClient) -> None:
    assert "Aperto fino alle 19:00" in words(visitor.get("/it/"))
    clock.travel(datetime(2026, 11, 24, 19, 0, tzinfo=UTC))
    assert "Chiuso ora, riapriamo mercoledì 25 novembre, 07:00" in words(visitor.get("/it/"))
    clock.travel(datetime(2026, 11, 24, 4, 0, tzinfo=UTC))
    assert "Chiuso ora, riapriamo alle 7:00" in words(visitor.get("/it/"))


def test_home_shows_what_is_on_the_counter_and_how_much_is_left(shop: world.World, visitor: FlaskClient) -> None:
    makers.make_product("Bignè", pool_size=5)
    section = read(visitor.get("/it/")).select_one(".today")
    assert section is not None
    names = [name.text for name in section.select(".good-name")]
    assert names[0] == "Bignè" and "Cornetto" in names and "Torta Sacher" not in names
    assert "Pronto ora, ne restano 5" in section.text


def test_home_offers_the_days_one_can_order_for(shop: world.World, visitor: FlaskClient) -> None:
    days = [str(day["href"]) for day in read(visitor.get("/it/")).select(".days a")]
    assert days[0] == "/it/menu?on=2026-11-24" and days[1] == "/it/menu?on=2026-11-25" and len(days) >= 10


def test_a_card_says_price_availability_and_allergens_by_name(shop: world.World, visitor: FlaskClient) -> None:
    page = read(visitor.get("/it/menu"))
    card = page.select_one(f"#good-{shop.frollini.id}")
    assert card is not None and "20,00" in card.text and "al kg" in card.text and "Pronto ora" in card.text
    assert card.select_one("[role=img][aria-label=glutine]") is not None
    later = page.select_one(f"#good-{shop.sacher.id}")
    assert later is not None and "Domani dalle 9:00" in later.text


def test_the_allergen_filter_never_shows_unknown_data_as_safe(shop: world.World, visitor: FlaskClient) -> None:
    sure = makers.make_product("Meringhe", allergens=["eggs"])
    unknown = makers.make_product("Mistero", allergens=None)
    shown = words(visitor.get("/it/menu?without=gluten"))
    assert "Meringhe" in shown and "Mistero" not in shown and "Cornetto" not in shown
    assert f"good-{unknown.id}" in visitor.get("/it/menu").text and f"good-{sure.id}" in visitor.get("/it/menu").text


def test_searching_folds_accents_and_swaps_only_the_found(shop: world.World, visitor: FlaskClient) -> None:
    makers.make_product("Bignè alla crema")
    answer = visitor.get("/it/search?q=bigne", headers=FRAGMENT)
    assert [part.get("id") for part in read(answer).select("body > *")] == ["categories", "found"]
    assert "Bignè alla crema" in words(answer) and "Cornetto" not in words(answer)


def test_nothing_found_says_what_to_do(shop: world.World, visitor: FlaskClient) -> None:
    assert "Prova con un'altra parola" in words(visitor.get("/it/search?q=sushi"))


def test_a_day_brings_first_what_can_be_ready_then(shop: world.World, visitor: FlaskClient) -> None:
    names = [name.text for name in read(visitor.get("/it/menu?on=2026-11-24")).select(".good-name")]
    assert names[-1] == "Torta Sacher"
    assert len(names) == 3


@pytest.mark.parametrize("query", (
    "page=x", "page=-1", "page=999999", "on=32", "on=2020-01-01", "without=sand", "q=" + "è" * 500, "q=%00%27--"))
def test_a_filter_nobody_understands_does_no_harm(shop: world.World, visitor: FlaskClient, query: str) -> None:
    assert visitor.get(f"/it/menu?{query}").status_code == 200


def test_a_long_menu_has_pages_that_keep_the_filters(shop: world.World, visitor: FlaskClient) -> None:
    for number in range(30):
        makers.make_product(f"Pasta {number}")
    page = read(visitor.get("/it/menu?without=milk"))
    later = page.select_one("a[rel=next]")
    assert later is not None and "without=milk" in str(later["href"]) and "page=2" in str(later["href"])
    assert len(read(visitor.get(str(later["href"]))).select(".good")) == 9


def test_a_product_says_all_that_the_law_wants_before_buying(shop: world.World, visitor: FlaskClient) -> None:
    product = makers.make_product(
        "Caffè", allergens=["milk"], traces=["nuts"], perishable=False, net_g=250, price_cents=850, keep_cold=True, alcohol=True,
        delivers=False)
    page = words(visitor.get(f"/it/p/{product.slug}")).replace("\xa0", " ")
    for part in ("Quantità netta: 250 g", "34,00 € al kg", "latte", "tracce di", "frutta a guscio", "Contiene alcol", "in frigo",
                 "si ritira in negozio", "14 giorni", "Il primo momento"):
        assert part in page, part
    assert "<b>farina di frumento</b>" in visitor.get(f"/it/p/{product.slug}").text


def test_the_right_to_change_ones_mind_follows_the_product(shop: world.World, visitor: FlaskClient) -> None:
    def told(**fields: object) -> str:
        return words(visitor.get(f"/it/p/{makers.make_product(**fields).slug}"))  # type: ignore[arg-type]

    question = {"max_length": 20, "is_required": True}
    assert "si rovina in fretta" in told()
    assert "su misura per te" in told(perishable=False, questions=[question])
    assert "se ci fai scrivere qualcosa" in told(perishable=False, questions=[question | {"is_required": False}])
    assert "entro 14 giorni" in told(perishable=False)
    assert "entro 14 giorni" in told(perishable=False, questions=[question | {"kind": "text"}])


def test_a_product_sold_at_the_counter_only_can_not_be_put_in_a_basket(shop: world.World, visitor: FlaskClient) -> None:
    product = makers.make_product("Cioccolata calda", counter_only=True)
    page = visitor.get(f"/it/p/{product.slug}")
    assert "solo al banco" in words(page) and read(page).select_one("#choose") is None


def _data(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    told: dict[str, object] = json.loads(found[1])
    return told


def test_machines_are_told_of_the_shop_and_its_hours(shop: world.World, visitor: FlaskClient) -> None:
    told = _data(visitor.get("/it/").text)
    assert told["@type"] == "Bakery" and told["name"] == "Pasticceria Fiordaliso"
    hours = told["openingHoursSpecification"]
    assert isinstance(hours, list) and len(hours) == 7 and hours[0]["opens"] == "07:00"


def test_machines_are_told_the_price_people_see(shop: world.World, visitor: FlaskClient) -> None:
    told = _data(visitor.get(f"/it/p/{shop.frollini.slug}").text)
    offer = told["offers"]
    assert isinstance(offer, dict) and offer["price"] == "20.00" and offer["availability"].endswith("/InStock")
    assert offer["priceSpecification"]["unitCode"] == "KGM"


def test_no_word_of_the_owner_can_end_the_data_block(shop: world.World, visitor: FlaskClient) -> None:
    product = makers.make_product("</script><script>alert(1)</script>")
    page = visitor.get(f"/it/p/{product.slug}").text
    assert "<script>alert" not in page and _data(page)["name"] == "</script><script>alert(1)</script>"


def test_every_page_names_its_one_address_and_its_twin(shop: world.World, visitor: FlaskClient) -> None:
    page = read(visitor.get("/it/menu?without=milk"))
    canonical = page.select_one("link[rel=canonical]")
    assert canonical is not None and canonical["href"] == "http://localhost/it/menu"
    assert [link["hreflang"] for link in page.select("link[rel=alternate]")] == ["it", "en"]
    assert page.select_one("meta[name=robots]") is not None


def test_the_map_of_the_site_lists_every_public_page_in_both_languages(shop: world.World, visitor: FlaskClient) -> None:
    listed = {urlsplit(loc.text).path for loc in read(visitor.get("/sitemap.xml")).select("loc")}
    assert {"/it/", "/en/menu", "/it/menu/dolci", f"/en/p/{shop.cornetto.slug}", "/it/legal/terms"} <= listed
    assert all(visitor.get(path).status_code == 200 for path in listed)
    assert "Disallow: /it/checkout" in visitor.get("/robots.txt").text


def test_the_owners_texts_stand_on_the_legal_pages_escaped(shop: world.World, visitor: FlaskClient) -> None:
    texts = business.LegalTexts(terms={"it": "Prima.\n\nSeconda <b>parte</b>."})
    business.save(texts, by="staff:1", now=makers.later())
    answer = visitor.get("/it/legal/terms")
    assert [p.text for p in read(answer).select(".prose p")] == ["Prima.", "Seconda <b>parte</b>."]
    assert "non c'è ancora" in words(visitor.get("/it/legal/imprint"))


def test_a_category_with_nothing_published_is_not_offered(shop: world.World, visitor: FlaskClient) -> None:
    makers.make_category("vuota", "Vuota")
    assert "Vuota" not in words(visitor.get("/it/menu")) and visitor.get("/it/menu/vuota").status_code == 404


def test_out_of_season_is_not_on_the_menu_of_another_day(shop: world.World, visitor: FlaskClient) -> None:
    makers.make_product("Colomba", season_from="03-01", season_to="04-20")
    assert "Colomba" not in words(visitor.get("/it/menu?on=2026-11-25"))


def test_the_bar_follows_the_basket_on_every_page(shop: world.World, visitor: FlaskClient) -> None:
    assert "Vedi il cestino" not in words(visitor.get("/it/"))
    take(visitor, shop.cornetto, 3)
    bar = read(visitor.get("/it/legal/terms")).select_one("#basket-bar")
    assert bar is not None and "3" in bar.text and "4,50" in bar.text


@pytest.mark.parametrize("path", ("/", "/menu", "/search?q=a", "/basket", "/legal/terms", "/menu?on=2026-11-25&without=milk"))
@pytest.mark.usefixtures("app")
def test_a_shop_in_which_nothing_is_yet_still_has_its_pages(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(f"/it{path}").status_code == 200
