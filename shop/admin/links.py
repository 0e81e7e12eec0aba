"""Where the owner hands out links and QR codes: one for each place, and what each has brought."""
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import catalogue, links, promotions, reports, staff
from shop.domain.links import Link
from shop.domain.reports import Credit
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import pick, say
from shop.web import addresses, asked, drawing, signposts
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader

DAYS, PER_PAGE = 30, 50
BY_HAND = ("poster", "card", "box", "story", "post", "message", "other")  # bio and campaign links are minted where they are used
OTHER_TARGETS = ("today", "menu", "home", "bio")


@dataclass(frozen=True)
class Wanted:
    """The form; `target` is `today`, `menu`, `home`, `bio`, `category:3` or `product:12`."""

    place: str
    purpose: str = "poster"
    target: str = "today"
    offer_id: int | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class Brought:
    """A link with where it leads, in words, and what it brought lately."""

    link: Link
    leads_to: str
    offer: str
    people: int
    credit: Credit
    is_running: bool

    @property
    def address(self) -> str:
        return addresses.whole(addresses.link(self.link.code))


def _brought(found: list[Link]) -> list[Brought]:
    now, today = clock.now(), clock.today()
    people = links.counts(since=now - timedelta(days=DAYS))
    credits = reports.report(today - timedelta(days=DAYS), today).by_link
    offers = {offer.id: pick(offer.name, reader()) for offer in promotions.find_many([one.offer_id for one in found if one.offer_id])}
    return [Brought(link, signposts.leads_to(link, reader()), offers.get(link.offer_id or 0, ""), people.get(link.id, 0),
                    credits.get(link.id, Credit()), links.is_running(link, now)) for link in found]


def _choices() -> dict[str, Any]:
    language = reader()
    products = [(f"product:{one.id}", pick(one.name, language)) for one in catalogue.browse(per_page=500).products]
    categories = [(f"category:{one.id}", pick(one.name, language)) for one in catalogue.list_categories()]
    return {
        "targets": [("", [(name, say(f"links.target.{name}", language)) for name in OTHER_TARGETS]),
                    (say("links.desk.categories", language), categories), (say("links.desk.products", language), products)],
        "purposes": [(name, say(f"reports.purpose.{name}", language)) for name in BY_HAND],
        "offers": [(offer.id, pick(offer.name, language)) for offer in promotions.running(clock.now())]}


def _draw(form: Form[Wanted]) -> str:
    page = max(1, asked.number("page"))
    found = links.list_links(skip=(page - 1) * PER_PAGE, most=PER_PAGE + 1)
    return render_template("admin/links.html", form=form, brought=_brought(list(found[:PER_PAGE])), days=DAYS, page=page,
                           more=len(found) > PER_PAGE, **_choices())


@needs(Permission.EDIT_LINKS)
def list_links() -> ResponseReturnValue:
    return _draw(Form(reader()))


def mint(typed: Wanted) -> Link:
    kind, _, number = typed.target.partition(":")
    target_id = int(number) if number.isdecimal() and len(number) < 10 else None
    offer_id = typed.offer_id if typed.offer_id in {offer.id for offer in promotions.running(clock.now())} else None
    return links.mint(purpose=typed.purpose, place=typed.place, target=kind, target_id=target_id, offer_id=offer_id,
                      expires_on=typed.expires_on, by=by(), now=clock.now())


@needs(Permission.EDIT_LINKS)
def mint_link() -> ResponseReturnValue:
    form = read(Wanted, request.form, reader())
    made = attempt(form, mint)
    if made is None:
        return _draw(form), 422
    flash(say("links.desk.made", reader(), place=made.place))
    return redirect(url_for("admin.tracked_link", link_id=made.id), 303)


@needs(Permission.EDIT_LINKS)
def tracked_link(link_id: int) -> ResponseReturnValue:
    found = links.get(link_id)
    return render_template(
        "admin/link.html", one=_brought([found])[0], by_whom=staff.name_of(found.by), days=DAYS)


@needs(Permission.EDIT_LINKS)
def stop_link(link_id: int) -> ResponseReturnValue:
    stopped = links.stop(link_id, by=by(), now=clock.now())
    flash(say("links.desk.stopped", reader(), place=stopped.place))
    return redirect(url_for("admin.links"), 303)


@needs(Permission.EDIT_LINKS)
def link_qr(link_id: int) -> Response:
    """The picture for the page; with `?file` to keep, named after its code."""
    link = links.get(link_id)
    name = f"qr-{link.code.lower()}" if "file" in request.args else ""
    return drawing.qr(addresses.whole(addresses.link(link.code)), download=name)
