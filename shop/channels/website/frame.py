"""Decides what surrounds every page of the website: the basket in the bar, this page in the other language, who may keep a copy."""
from typing import Any
from urllib.parse import urlencode

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from shop.domain import baskets
from shop.kernel import clock
from shop.kernel.database import writing
from shop.kernel.wording import LANGUAGES
from shop.web import addresses, asking, came

CHANNEL = "website"
ACCOUNT_FORMS = ("ask_code", "customer_sign_in", "save_details", "save_choices", "erase_account")
CAKE_FORMS = ("choose_cake_day", "take_offer", "say_of_cake", "drop_cake", "add_photos")
DRAWN_ON = {"website.draft": "website.checkout", "website.take": "website.basket", "website.set_line": "website.basket",
            "website.apply_code": "website.basket", "website.drop_card": "website.basket",
            "website.use_credit": "website.checkout", "website.keep_credit": "website.checkout",
            "website.gift_balance": "website.gift_cards", "website.drop_offer": "website.basket",
            "website.cancel_order": "website.order_page", "website.open_payment": "website.pay_order",
            "website.pay_at_counter": "website.pay_order", "website.change_basket": "website.pay_order",
            "website.ask_for_offers": "website.newsletter",
            "website.ask_cake": "website.cakes", **dict.fromkeys((f"website.{name}" for name in CAKE_FORMS), "website.cake"),
            **dict.fromkeys((f"website.{name}" for name in ACCOUNT_FORMS), "website.account")}
PUBLIC = frozenset({"start", "home", "today", "menu", "category", "search", "product", "legal", "faq", "cakes", "sitemap", "robots"})


def current_basket() -> baskets.Basket | None:
    """The visitor's basket; read once a request."""
    if "basket" not in g:
        g.basket = baskets.find_basket(asking.basket_token(), now=clock.now())
    found: baskets.Basket | None = g.basket
    return found


def current_quote() -> baskets.Quote:
    """What the goods in the basket cost; counted once a request."""
    if "quote" not in g:
        g.quote = baskets.quote(current_basket(), now=clock.now(), channel=CHANNEL)
    found: baskets.Quote = g.quote
    return found


def own_basket(language: str) -> str:
    """The token of the visitor's basket; the first click opens one."""
    basket = current_basket()
    if basket is not None:
        return basket.token
    now, origin, person = clock.now(), came.read().through(CHANNEL), asking.customer()
    with writing():
        g.new_basket = baskets.open_basket(origin=origin, language=language, now=now)
        hold_gift(g.new_basket)
        if person:
            baskets.attach_customer(g.new_basket, person.id, now=now)
    return str(g.new_basket)


def hold_gift(token: str) -> None:
    """The basket this browser fills from now on holds what the visitor's link gives."""
    now = clock.now()
    waiting = came.gift(now)
    if waiting:
        baskets.hold_offer(token, waiting.id, now)


def put_in(language: str, choice: baskets.Choice) -> None:
    """Into the visitor's basket, opened by the same write where there is none yet."""
    basket = current_basket()
    token = basket.token if basket else None
    with writing():
        baskets.add(token or own_basket(language), choice, now=clock.now())


def look_again() -> None:
    """Read the basket anew, since this request has changed it."""
    token = g.get("new_basket") or asking.basket_token()
    g.pop("quote", None)
    g.basket = baskets.find_basket(token, now=clock.now())


def in_language(language: str) -> str:
    """The address of this page in another language, with its filters; a page that answered a form has that of the page it is on."""
    given = dict(request.view_args or {})
    if (endpoint := DRAWN_ON.get(request.endpoint or "")) is not None:
        kept = {"token": given["token"]} if "token" in given else {}
        return url_for(endpoint, language=language, **kept)
    path, query = request.path, urlencode(list(request.args.items(multi=True)))
    if given.get("language") in LANGUAGES:
        path = f"/{language}/{path.split('/', 2)[2]}"
    return f"{path}?{query}" if query else path


def canonical() -> str:
    """The one address under which search engines know this page: of its filters only the page counts."""
    page = request.args.get("page", "")
    return addresses.whole(request.path + (f"?page={page}" if page.isdecimal() and page != "1" else ""))


def this_page() -> str:
    """Path and filters of this page, to come back to after a form without scripts."""
    return request.full_path.rstrip("?")


def arrived() -> came.Arrived:
    """What this page says to whoever came by a link; only pages that everyone may look at say it."""
    if (request.endpoint or "").removeprefix("website.") not in PUBLIC:
        return came.Arrived()
    basket = current_basket()
    return came.arrived(basket.held_offers if basket else None, clock.now())


def around() -> dict[str, Any]:
    """What layouts/website.html asks for beside the page's own; the basket is only read where the page draws it."""
    return {"arrived": arrived(), "basket_now": current_quote,
            "customer_now": asking.customer, "canonical": canonical, "in_language": in_language, "this_page": this_page}


def is_ours(path: str) -> bool:
    """Whether to follow a path that came with a form: only within this shop."""
    return path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()


def go_back(otherwise: str, *, anchor: str = "") -> Response:
    """Back to the page a form came from."""
    back = request.form.get("back", "")
    return redirect((back if is_ours(back) else otherwise) + (f"#{anchor}" if anchor else ""), 303)


def keep_private(answer: Response) -> Response:
    """Personal pages are kept by nobody and found by no search; a basket opened by this request is remembered by its browser."""
    if (request.endpoint or "").removeprefix("website.") not in PUBLIC:
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Robots-Tag"] = "noindex"
    if asking.CUSTOMER_COOKIE in request.cookies:
        answer.headers["Cache-Control"] = "no-store"
    if "new_basket" in g:
        asking.keep_basket(answer, g.new_basket)
    return answer
