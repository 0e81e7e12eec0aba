"""Where a product is made ready to post: its picture cut, words in two languages, a link of its own; published where connected."""
from dataclasses import dataclass
from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.admin.instagram import said
from shop.admin.instagram_words import propose
from shop.domain import catalogue, links, posts, promotions
from shop.domain.catalogue import Product
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import LANGUAGES, pick
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader

PURPOSES = ("post", "story")
COUNTED = timedelta(days=365)


@dataclass(frozen=True)
class WordsForm:
    words_it: str = ""
    words_en: str = ""


@dataclass(frozen=True)
class LinkForm:
    purpose: str
    place: str
    offer_id: int | None = None


@dataclass(frozen=True)
class PublishForm:
    language: str = "it"


def _draw(product: Product, form: Form[object], status: int = 200) -> ResponseReturnValue:
    now = clock.now()
    own = [link for link in links.list_links() if link.target == "product" and link.target_id == product.id]
    return render_template(
        "admin/instagram_kit.html", product=product, picture=product.pictures[0] if product.pictures else None, form=form,
        words=propose(product, now), links=own, counts=links.counts(since=now - COUNTED), today=clock.day_of(now), purposes=PURPOSES,
        offers=[offer for offer in promotions.running(now) if offer.trigger == "link"], connected=posts.connection(),
        told=posts.list_posts(product_id=product.id)), status


def _back(product_id: int) -> Response:
    return redirect(url_for("admin.instagram_kit", product_id=product_id), 303)


@needs(Permission.EDIT_LINKS)
def instagram_kit(product_id: int) -> ResponseReturnValue:
    return _draw(catalogue.get_product(product_id), Form(reader()))


@needs(Permission.EDIT_LINKS)
def save_captions(product_id: int) -> ResponseReturnValue:
    product = catalogue.get_product(product_id)
    form = read(WordsForm, request.form, reader())
    attempt(form, lambda asked: posts.keep_captions(product.id, {"it": asked.words_it, "en": asked.words_en}, now=clock.now()))
    if form.errors:
        return _draw(product, form, 422)  # type: ignore[arg-type]  # drawn by its names alone
    said("instagram.admin.saved")
    return _back(product.id)


@needs(Permission.EDIT_LINKS)
def make_product_link(product_id: int) -> ResponseReturnValue:
    product = catalogue.get_product(product_id)
    form = read(LinkForm, request.form, reader())
    attempt(form, lambda asked: _mint(product, asked))
    if form.errors:
        return _draw(product, form, 422)  # type: ignore[arg-type]
    said("instagram.kit.link_made")
    return _back(product.id)


def _mint(product: Product, asked: LinkForm) -> links.Link:
    purpose = asked.purpose if asked.purpose in PURPOSES else PURPOSES[0]
    known = {offer.id for offer in promotions.running(clock.now())}
    return links.mint(purpose=purpose, place=asked.place, target="product", target_id=product.id, by=by(), now=clock.now(),
                      offer_id=asked.offer_id if asked.offer_id in known else None)


@needs(Permission.EDIT_LINKS)
def publish_post(product_id: int) -> ResponseReturnValue:
    product, now = catalogue.get_product(product_id), clock.now()
    form = read(PublishForm, request.form, reader())
    attempt(form, lambda asked: posts.publish(
        product, caption=propose(product, now)[asked.language if asked.language in LANGUAGES else "it"],
        alt=pick(product.pictures[0].alt, "it") if product.pictures else "", by=by(), now=now))
    if form.errors:
        return _draw(product, form, 422)  # type: ignore[arg-type]
    said("instagram.kit.queued")
    return _back(product.id)


@needs(Permission.EDIT_LINKS)
def retry_post(post_id: int) -> Response:
    posts.try_again(post_id, by=by(), now=clock.now())
    return _back(posts.get_post(post_id).product_id)


@needs(Permission.EDIT_LINKS)
def stop_post(post_id: int) -> Response:
    posts.stop(post_id, by=by(), now=clock.now())
    return _back(posts.get_post(post_id).product_id)
