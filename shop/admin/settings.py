"""Where the owner says who sells, how the shop looks and speaks, how orders are taken, what the law pages and the rates say."""
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.admin.settings_forms import TEXTS, IdentityForm, LooksForm, RateForm, RulesForm, TextsForm, WordsForm
from shop.admin.typed import typed_euro
from shop.domain import business
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.database import writing
from shop.kernel.refusal import Refusal
from shop.kernel.wording import say
from shop.web.asking import by, needs
from shop.web.colours import ink_on
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader

F = TypeVar("F")
SECTIONS = ("identity", "looks", "words", "rules", "payments", "texts", "rates")
BUSINESS_TYPES = ("Bakery", "CafeOrCoffeeShop", "IceCreamShop", "Restaurant", "FoodEstablishment", "Store")
DRAWN_WITH: dict[str, Callable[[Any], dict[str, Any]]] = {
    "identity": lambda _kept: {"kind_options": [(kind, say(f"admin.settings.kinds.{kind}", reader())) for kind in BUSINESS_TYPES]},
    "looks": lambda kept: {"ink": ink_on(kept.brand_colour)},
    "rules": lambda kept: {"accept_up_to": typed_euro(kept.accept_up_to_cents)},
    "texts": lambda _kept: {"names": TEXTS},
    "rates": lambda _kept: {"code_options": [(code, say(f"admin.settings.vat.{code}", reader())) for code in business.TAXED]},
}


def _draw(section: str, form: Form[Any], kept: Any, status: int = 200) -> ResponseReturnValue:
    more = DRAWN_WITH[section](kept) if section in DRAWN_WITH else {}
    return render_template(f"admin/settings/{section}.html", section=section, sections=SECTIONS, form=form, kept=kept, **more), status


def _saved(section: str) -> ResponseReturnValue:
    flash(say("admin.settings.saved", reader()))
    return redirect(url_for("admin.settings" if section == "identity" else f"admin.{section}"))


def _save(form: Form[F], group: Callable[[F], Any]) -> None:
    """Keep what was asked on top of what is kept now, in one write: nobody else's change is undone."""
    def keep(asked: F) -> None:
        with writing():
            business.save(group(asked), by=by(), now=clock.now())
    attempt(form, keep)


@needs(Permission.EDIT_SETTINGS)
def identity() -> ResponseReturnValue:
    return _draw("identity", Form(reader()), business.identity())


@needs(Permission.EDIT_SETTINGS)
def save_identity() -> ResponseReturnValue:
    form = read(IdentityForm, request.form, reader())
    _save(form, lambda asked: replace(business.identity(), **vars(asked)))
    return _draw("identity", form, business.identity(), 422) if form.errors else _saved("identity")


@needs(Permission.EDIT_SETTINGS)
def looks() -> ResponseReturnValue:
    return _draw("looks", Form(reader()), business.face())


@needs(Permission.EDIT_SETTINGS)
def save_looks() -> ResponseReturnValue:
    form = read(LooksForm, request.form, reader())
    pictures = _keep_pictures(form)
    _save(form, lambda asked: replace(business.face(), **(asked.as_face() | pictures)))
    return _draw("looks", form, business.face(), 422) if form.errors else _saved("looks")


def _keep_pictures(form: Form[LooksForm]) -> dict[str, str]:
    """The keys of the pictures sent with the form, kept before any write begins; empty ones for those to take away."""
    keys = {name: "" for name in ("logo", "home_picture") if request.form.get(f"{name}_away")}
    if form.asked is None:
        return keys
    for name in ("logo", "home_picture"):
        file = request.files.get(name)
        if file and file.filename:
            _keep_picture(form, name, file.read(), keys)
    return keys


def _keep_picture(form: Form[LooksForm], name: str, body: bytes, keys: dict[str, str]) -> None:
    try:
        keys[name] = business.keep_picture(body)
    except Refusal as refusal:
        form.errors[name] = say(f"refusal.{refusal.code}", form.language, **refusal.params)
        form.asked = None


@needs(Permission.EDIT_SETTINGS)
def words() -> ResponseReturnValue:
    return _draw("words", Form(reader()), business.face())


@needs(Permission.EDIT_SETTINGS)
def save_words() -> ResponseReturnValue:
    form = read(WordsForm, request.form, reader())
    _save(form, lambda asked: replace(business.face(), **asked.as_face()))
    return _draw("words", form, business.face(), 422) if form.errors else _saved("words")


@needs(Permission.EDIT_SETTINGS)
def rules() -> ResponseReturnValue:
    return _draw("rules", Form(reader()), business.order_rules())


@needs(Permission.EDIT_SETTINGS)
def save_rules() -> ResponseReturnValue:
    form = read(RulesForm, request.form, reader())
    _save(form, lambda asked: replace(business.order_rules(), **vars(asked)))
    return _draw("rules", form, business.order_rules(), 422) if form.errors else _saved("rules")


@needs(Permission.EDIT_SETTINGS)
def texts() -> ResponseReturnValue:
    return _draw("texts", Form(reader()), business.legal())


@needs(Permission.EDIT_SETTINGS)
def save_texts() -> ResponseReturnValue:
    form = read(TextsForm, request.form, reader())
    _save(form, lambda asked: replace(business.legal(), **asked.as_texts()))
    return _draw("texts", form, business.legal(), 422) if form.errors else _saved("texts")


@needs(Permission.EDIT_SETTINGS)
def rates() -> ResponseReturnValue:
    return _draw("rates", Form(reader()), business.list_vat_rates())


@needs(Permission.EDIT_SETTINGS)
def save_rate() -> ResponseReturnValue:
    form = read(RateForm, request.form, reader())
    attempt(form, lambda asked: business.set_vat_rate(
        asked.vat, from_on=asked.from_on, basis_points=asked.percent, by=by(), now=clock.now()))
    return _draw("rates", form, business.list_vat_rates(), 422) if form.errors else _saved("rates")
