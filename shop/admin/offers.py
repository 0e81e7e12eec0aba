"""Where the owner writes offers, sees how often they were used and what they gave away, and starts and stops them."""
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from shop.admin.offers_reading import Typed, name_of, read_rule, write_rule
from shop.domain import catalogue, promotions
from shop.domain.promotions import BENEFITS, CONDITIONS, Draft, Offer
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import NotFound
from shop.kernel.wording import LANGUAGES, say
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader

TRIGGERS = ("automatic", "code", "link")
MOST_PRODUCTS = 400


@dataclass(frozen=True)
class OfferForm:
    """What an offer has beside its rules."""

    name_it: str = ""
    name_en: str = ""
    trigger: str = "automatic"
    code: str = ""
    is_exclusive: bool = False
    most_uses: int | None = None
    most_per_customer: int | None = None
    version: int = 0


@needs(Permission.EDIT_OFFERS)
def offers() -> ResponseReturnValue:
    found = promotions.list_all()
    sentences = {offer.id: promotions.describe(offer, reader()) for offer in found}
    return render_template("admin/offers.html", offers=found, sentences=sentences, given=promotions.given([offer.id for offer in found]))


def rules_of(kind: str) -> list[type[Any]]:
    """What the form of such an offer asks: its benefit, then every condition. Raises NotFound."""
    if kind not in BENEFITS:
        raise NotFound
    return [BENEFITS[kind], *CONDITIONS.values()]


def draw(kind: str, form: Form[Any], offer: Offer | None = None, draft: Draft | None = None, status: int = 200) -> ResponseReturnValue:
    rules = rules_of(kind)
    sentences = {language: promotions.describe(draft.imagine(), language) for language in LANGUAGES} if draft and not form.errors else {}
    fields = [(rule.kind, [(name_of(rule, one), one) for one in promotions.arguments_of(rule)]) for rule in rules]
    page = render_template(
        "admin/offer.html", kind=kind, form=form, offer=offer, sentences=sentences, triggers=TRIGGERS, scopes=promotions.SCOPES,
        channels=promotions.CHANNELS, rules=fields,
        categories=catalogue.list_categories(all=True), products=catalogue.look_through(per_page=MOST_PRODUCTS).products,
        was_used=offer is not None and promotions.was_used(offer.id))
    return page, status


def _read(kind: str, typed: Typed) -> tuple[Form[OfferForm], Draft | None]:
    """The form with every mistake found at once, and the offer it means."""
    form = read(OfferForm, typed, reader())
    benefit, *conditions = (read_rule(rule, typed, form.errors, reader()) for rule in rules_of(kind))
    asked = form.asked
    if asked is None or form.errors:
        form.asked = None
        return form, None
    trigger = asked.trigger if asked.trigger in TRIGGERS else "automatic"
    return form, Draft({"it": asked.name_it[:80], "en": asked.name_en[:80]}, trigger, asked.code, benefit, tuple(conditions),
                       asked.is_exclusive, asked.most_uses, asked.most_per_customer)


def _kept(offer: Offer) -> Typed:
    """What the form of a kept offer starts from."""
    typed: Typed = MultiDict({
        "name_it": offer.name.get("it", ""), "name_en": offer.name.get("en", ""), "trigger": offer.trigger, "code": offer.code or "",
        "is_exclusive": "1" if offer.is_exclusive else "", "most_uses": str(offer.most_uses or ""),
        "most_per_customer": str(offer.most_per_customer or ""), "version": str(offer.version)})
    for rule in (offer.benefit, *offer.conditions):
        for name, values in write_rule(rule).items():
            typed.setlist(name, values)
    return typed


@needs(Permission.EDIT_OFFERS)
def new_offer(kind: str) -> ResponseReturnValue:
    return draw(kind, Form(reader(), MultiDict()))


@needs(Permission.EDIT_OFFERS)
def create_offer(kind: str) -> ResponseReturnValue:
    form, draft = _read(kind, request.form)
    if "look" in request.form or draft is None:
        return draw(kind, form, draft=draft, status=422 if form.errors else 200)
    offer_id = attempt(form, lambda _asked: promotions.create(draft, by=by(), now=clock.now()))
    return draw(kind, form, status=422) if offer_id is None else _done("saved", offer_id)


@needs(Permission.EDIT_OFFERS)
def offer(offer_id: int) -> ResponseReturnValue:
    kept = promotions.get(offer_id)
    typed = _kept(kept)
    return draw(kept.benefit.kind, Form(reader(), typed), kept, _read(kept.benefit.kind, typed)[1])


@needs(Permission.EDIT_OFFERS)
def save_offer(offer_id: int) -> ResponseReturnValue:
    kept = promotions.get(offer_id)
    form, draft = _read(kept.benefit.kind, request.form)
    if "look" not in request.form and draft is not None:
        attempt(form, lambda asked: promotions.save(offer_id, draft, version=asked.version, by=by(), now=clock.now()))
        if not form.errors:
            return _done("saved", offer_id)
    return draw(kept.benefit.kind, form, kept, draft, 422 if form.errors else 200)


@needs(Permission.EDIT_OFFERS)
def start_offer(offer_id: int) -> ResponseReturnValue:
    promotions.start(offer_id, by=by(), now=clock.now())
    return _done("started", offer_id)


@needs(Permission.EDIT_OFFERS)
def stop_offer(offer_id: int) -> ResponseReturnValue:
    promotions.stop(offer_id, by=by(), now=clock.now())
    return _done("stopped", offer_id)


def _done(what: str, offer_id: int) -> ResponseReturnValue:
    flash(say(f"offers.{what}", reader()))
    return redirect(url_for("admin.offer", offer_id=offer_id), 303)
