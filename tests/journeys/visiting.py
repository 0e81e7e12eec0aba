"""All pages there are, made from the URL map with samples of what is in the shop, so that no new page is forgotten."""
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page
from werkzeug.routing import Map, Rule

from tests.browsing import Meet
from tests.journeys.conftest import Shop
from tests.journeys.preparing import PASSWORD

# they answer with a picture, a file or the way to another page
NOT_PAGES = {
    "admin.campaign_letter", "admin.campaign_progress",
    "asset", "pictures.show", "website.basket_qr", "counter.basket_qr", "counter.receipt_qr", "website.order_qr", "website.pay_qr",
    "website.waiting_photo", "website.cake_photo", "website.order_photo", "admin.shown_photo",
    "website.order_calendar", "website.robots", "website.sitemap", "website.start", "website.play_page",
    "instagram.notices", "website.follow",
    "website.unsubscribe", "website.take_data", "admin.customer_data", "admin.link_qr", "admin.home",
    "admin.export_orders", "admin.export_gift_cards", "admin.export_takings", "admin.export_money", "admin.invoice_file",
    "admin.invoice_files",
    "website.gift_card_qr", "admin.export_report", "admin.product_export", "feeds.google", "feeds.google_local",
    "feeds.meta", "feeds.openai",
}
DIFFERENT = ("carta-regalo", "cornetto-vuoto", "cornetto-crema", "mignon-assortiti", "vassoio-mignon-20",
             "torta-sacher", "torta-compleanno", "panettone")
LEGAL = ("terms", "privacy", "cookies", "imprint", "allergens")
WITH_A_BASKET = ("website.basket", "website.checkout", "website.account")
ALSO = {
    "nobody": (
        "/it/menu?q=torta", "/it/menu?q=zzzz", "/it/menu?without=milk&without=eggs", "/it/menu?on=2026-11-29",
        "/it/menu/torte?on=2026-11-28", "/it/menu?page=2", "/it/menu?notice=sold_out", "/it/today?notice=unknown", "/it/basket",
        "/it/account", "/en/account"),
    "customer": ("/it/", "/it/menu", "/it/p/torta-sacher", "/it/p/mignon-assortiti"),
    "owner": (
        "/admin/today?on=2026-11-29", "/admin/today?on=2027-01-15", "/admin/orders?words=rossi", "/admin/orders?words=zzzz",
        "/admin/bench?on=2026-11-29", "/admin/run-sheet?on=2026-11-29", "/admin/shelf?category=torte", "/admin/letters?words=zzzz",
        "/admin/products?words=zzzz", "/admin/hours?day=2026-12-25", "/counter/phone?basket={phone_basket}", "/counter/phone?words=torta",
        "/counter/till?basket={phone_basket}", "/counter/till?words=zzzz", "/counter/till?basket=gone",
        "/counter/till/customer?words=rossi",
        "/admin/papers?kind=credit_note", "/admin/papers?kind=receipt", "/admin/papers?kind=return", "/admin/papers?month=2020-01",
        "/admin/takings?month=2026-11", "/admin/takings?day=2026-11-20",
        "/it/orders/{token}"),
}
WRONG = ("/it/p/nothing", "/en/orders/nothing", "/it/menu/nothing", "/admin/orders/99999999", "/counter/orders/ZZZZ99", "/nothing")


@dataclass(frozen=True)
class Visit:
    """Who goes where. `who` is nobody, customer (with a basket), owner or staff."""

    who: str
    path: str
    endpoint: str


def list_visits(url_map: Map, samples: dict[str, Any]) -> list[Visit]:
    """Every page for everyone it is made for; fails for a word in an address that has no sample yet."""
    made = [Visit(_whose(rule), path, rule.endpoint) for rule in url_map.iter_rules() if "GET" in (rule.methods or ())
            and rule.endpoint not in NOT_PAGES for path in _addresses(url_map, rule, samples)]
    words = {"phone_basket": samples["phone_basket"], "token": next(iter(samples["orders"].values()))[1]}
    made += [Visit(who, path.format(**words), "") for who, paths in ALSO.items() for path in paths]
    made += [Visit("staff", visit.path, visit.endpoint) for visit in made if visit.who == "owner"]
    return sorted(set(made), key=lambda visit: (visit.who, visit.path))


def _whose(rule: Rule) -> str:
    if rule.endpoint in ("admin.sign_in", "admin.link", "admin.code"):
        return "nobody"
    if rule.rule.startswith(("/admin", "/counter")):
        return "owner"
    return "customer" if rule.endpoint in WITH_A_BASKET else "nobody"


def _addresses(url_map: Map, rule: Rule, samples: dict[str, Any]) -> Iterator[str]:
    """One address for each combination worth seeing: usually one per language."""
    ways = url_map.bind("shop.example")
    choices: list[dict[str, Any]] = [{}]
    for word in sorted(rule.arguments):
        choices = [chosen | {word: value} for chosen in choices for value in _values(rule.endpoint, word, samples)]
    for chosen in choices:
        yield ways.build(rule.endpoint, chosen)


def _values(endpoint: str, word: str, samples: dict[str, Any]) -> list[Any]:
    every_order, live = [*samples["orders"].values(), samples["unpaid"]], samples["orders"]["accepted"]
    special: dict[tuple[str, str], list[Any]] = {
        ("website.order_page", "token"): [token for _, token, _ in every_order],
        ("website.choose_time", "token"): [live[1]],
        **{(f"website.{name}", "token"): [samples["unpaid"][1]] for name in ("pay_order", "paid_order", "payment_back")},
        ("counter.pay_link", "code"): [samples["unpaid"][2], live[2]],
        ("website.gift_card", "token"): [samples["gift"][1]],
        ("website.order_invoice", "token"): [samples["invoice"][0]],
        ("website.cake", "token"): samples["cake"],
        ("website.withdrawal", "token"): [samples["withdrawal"][1], live[1]],
        ("admin.refund", "order_id"): [samples["withdrawal"][0], samples["orders"]["collected"][0]],
        ("website.question", "token"): [samples["question"]],
        ("website.order_question", "token"): [live[1]],
        ("website.preferences", "token"): [samples["preferences"]],
        ("website.confirm_offers", "secret"): [samples["confirmation"]],
        ("website.open_basket", "token"): [samples["basket"]],
        ("counter.checkout", "token"): [samples["phone_basket"]],
        ("counter.till_pay", "token"): [samples["phone_basket"]],
        ("counter.till_sold", "code"): [samples["sold"][0]],
        ("counter.reader", "code"): [samples["at_reader"], live[2]],
        ("counter.share", "token"): [samples["phone_basket"]],
        ("counter.return_form", "code"): [samples["refund"][0], live[2]],
        ("counter.returned", "code"): [samples["refund"][0]],
        ("counter.hand_over", "code"): [code for _, _, code in every_order],
        ("admin.order", "order_id"): [order_id for order_id, _, _ in every_order],
    }
    usual: dict[str, list[Any]] = {
        "language": ["it", "en"], "slug": list(DIFFERENT), "category": samples["category"][:1], "page": list(LEGAL), "code": [live[2]],
        "order_id": [live[0]], "product_id": [samples["product_id"][samples["slug"].index(slug)] for slug in DIFFERENT[3:7]],
        "letter_id": samples["letter_id"][:2], "member_id": samples["member_id"][:2], "zone_id": samples["zone_id"][:1],
        "import_id": samples["import_id"], "secret": [samples["secret"]],
        "customer_id": samples["customer_id"],
        "conversation_id": samples["conversation_id"], "saved_id": samples["saved_id"], "answer_id": samples["answer_id"],
        "refund_id": [samples["refund"][1]], "link_id": samples["link_id"], "offer_id": samples["offer_id"], "kind": ["percent", "amount"],
        "receipt_id": [samples["sold"][1]], "shift_id": [samples["shift_id"]], "size": ["a4", "a5", "a6"],
        "invoice_id": samples["invoice"][1:2],
        "card_id": [samples["gift"][0], samples["gift"][2]],
        "commission_id": samples["commission_id"],
        "campaign_id": samples["campaign_id"], "file_id": samples["file_id"],
    }
    found = special.get((endpoint, word)) or usual.get(word)
    assert found, f"no sample of {word} for {endpoint}: give it one, or say in NOT_PAGES that it is no page"
    return found


def arrive(shop: Shop, meet: Meet, who: str, device: dict[str, Any]) -> Page:
    """A page of this person, with what their browser holds."""
    page = meet(shop.address, device, staff=shop.keys.get(who, ""))
    if who == "customer":
        page.context.add_cookies([{"name": name, "value": shop.samples[name], "url": shop.address} for name in ("basket", "customer")])
    return page


def go(page: Page, shop: Shop, visit: Visit) -> int:
    """Open the page as a person would; returns the status of the answer."""
    if visit.endpoint == "admin.code":
        page.goto("/admin/sign-in")
        page.locator("#email").fill(shop.keys["careful"])
        page.locator("#password").fill(PASSWORD)
        page.locator("#password").press("Enter")
        page.wait_for_url("**/sign-in/code")
    answer = page.goto(visit.path, wait_until="load")
    return answer.status if answer else 0
