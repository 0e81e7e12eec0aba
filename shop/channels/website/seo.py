"""Decides what search engines may read, and lists it for them."""
from flask import make_response, render_template
from werkzeug.wrappers import Response

from shop.channels.website.legal import PAGES
from shop.domain import catalogue
from shop.kernel.wording import LANGUAGES
from shop.web import addresses
from shop.web.showing import takes_wishes


def list_paths() -> list[str]:
    """Every public page, without its language."""
    categories = [f"/menu/{category.slug}" for category in catalogue.list_categories()]
    goods, texts = (f"/p/{slug}" for slug in catalogue.list_slugs()), (f"/legal/{page}" for page in PAGES)
    wishes = ["/cakes"] if takes_wishes() else []
    return ["/", "/today", "/menu", "/faq", *wishes, *categories, *goods, *texts]


def sitemap() -> Response:
    answer = make_response(render_template("website/sitemap.xml", paths=list_paths(), languages=LANGUAGES, whole=addresses.whole))
    answer.headers["Content-Type"] = "application/xml; charset=utf-8"
    return answer


def robots() -> Response:
    personal = ("basket", "b/", "checkout", "orders/", "questions/", "cakes/", "search")
    closed = [f"Disallow: /{language}/{part}" for language in LANGUAGES for part in personal]
    lines = ["User-agent: *", *closed, "Disallow: /admin", "Disallow: /counter", "", f"Sitemap: {addresses.whole('/sitemap.xml')}", ""]
    answer = make_response("\n".join(lines))
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    return answer
