"""Where the owner keeps the page behind the profile's link, finds pictures ready to post, and connects the account."""
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.admin.typed import Telephone
from shop.domain import catalogue, links, posts
from shop.domain.posts import Connection
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.database import writing
from shop.kernel.wording import say
from shop.web import addresses
from shop.web.asked import number
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader

ACTS = ("add", "remove", "up")


@dataclass(frozen=True)
class WhatsappForm:
    whatsapp: Telephone = Telephone("")


@dataclass(frozen=True)
class ConnectionForm:
    """The three secrets are only ever written: what is left empty stays."""

    user_id: str
    token: str = ""
    app_secret: str = ""
    verify_token: str = ""
    expires_on: date | None = None


def said(key: str) -> None:
    flash(say(key, reader()))


def bio_link() -> links.Link | None:
    """The running link that stands in the profile."""
    return next((link for link in links.list_links(purposes=("bio",)) if links.is_running(link, clock.now())), None)


def _draw(form: Form[WhatsappForm], status: int = 200) -> ResponseReturnValue:
    now, words = clock.now(), request.args.get("words", "")[:100]
    found = catalogue.look_through(words=words, state="published", page=number("page") or 1, per_page=12)
    told, pinned = posts.list_posts(), catalogue.get_many(posts.page_settings().products)
    return render_template(
        "admin/instagram.html", form=form, found=found, words=words, pinned=list(pinned.values()),
        shown=posts.list_pinned(clock.day_of(now)), whatsapp_kept=posts.page_settings().whatsapp, link=bio_link(), told=told,
        connected=posts.connection(),
        products=catalogue.get_many([post.product_id for post in told])), status


@needs(Permission.EDIT_LINKS)
def instagram() -> ResponseReturnValue:
    return _draw(Form(reader()))


@needs(Permission.EDIT_LINKS)
def save_whatsapp() -> ResponseReturnValue:
    form = read(WhatsappForm, request.form, reader())
    attempt(form, lambda asked: posts.set_whatsapp(asked.whatsapp, by=by(), now=clock.now()))
    if form.errors:
        return _draw(form, 422)
    said("instagram.admin.saved")
    return redirect(url_for("admin.instagram"), 303)


@needs(Permission.EDIT_LINKS)
def pin_product(product_id: int) -> Response:
    """Onto the page, off it, or one place up."""
    act = request.form.get("act", "add")
    with writing():
        kept = list(posts.page_settings().products)
        if act == "add" and product_id not in kept:
            kept.append(product_id)
        elif act == "remove" and product_id in kept:
            kept.remove(product_id)
        elif act == "up" and product_id in kept[1:]:
            place = kept.index(product_id)
            kept[place - 1:place + 1] = [product_id, kept[place - 1]]
        posts.pin(kept, by=by(), now=clock.now())
    return redirect(url_for("admin.instagram") + "#pinned", 303)


@needs(Permission.EDIT_LINKS)
def make_bio_link() -> Response:
    """One link stands in the profile: asked twice, it is the same."""
    if bio_link() is None:
        links.mint(purpose="bio", place="Instagram bio", target="bio", by=by(), now=clock.now())
    return redirect(url_for("admin.instagram"), 303)


def _draw_connection(form: Form[ConnectionForm], status: int = 200) -> ResponseReturnValue:
    return render_template("admin/instagram_connection.html", form=form, kept=posts.connection(),
                           has={name: bool(getattr(posts.connection(), name)) for name in ("token", "app_secret", "verify_token")},
                           notices=addresses.whole(addresses.instagram_notices())), status


@needs(Permission.EDIT_SETTINGS)
def instagram_connection() -> ResponseReturnValue:
    return _draw_connection(Form(reader()))


@needs(Permission.EDIT_SETTINGS)
def save_instagram_connection() -> ResponseReturnValue:
    form = read(ConnectionForm, request.form, reader())
    attempt(form, lambda asked: posts.connect(Connection(**vars(asked)), by=by(), now=clock.now()))
    if form.errors:
        return _draw_connection(form, 422)
    said("instagram.admin.saved")
    return redirect(url_for("admin.instagram_connection"), 303)


@needs(Permission.EDIT_SETTINGS)
def disconnect_instagram() -> Response:
    posts.disconnect(by=by(), now=clock.now())
    said("instagram.connection.disconnected")
    return redirect(url_for("admin.instagram_connection"), 303)
