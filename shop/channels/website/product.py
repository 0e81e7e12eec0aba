"""Decides how a product is shown and chosen: what it costs as chosen, when it can be had first, why not sooner."""
from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from shop.channels.website import frame, questions
from shop.channels.website.shelf import show
from shop.domain import availability, baskets, catalogue, giftcards
from shop.domain.baskets import Choice
from shop.domain.catalogue import Product
from shop.kernel import clock
from shop.web import addresses, structured
from shop.web.forms import Form, attempt
from shop.web.fragments import wants_fragment


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 8 else 0


def read_choice(product: Product, typed: Any) -> Choice:
    """What the form asks for: `variant_id`, `quantity`, `picks-<group>` with option ids, `times-<option>`, `answer-<question>`."""
    picks: dict[int, int] = {}
    for group in product.groups:
        for option in typed.getlist(f"picks-{group.id}"):
            picks[_number(option)] = 1
        picks |= {option.id: _number(typed.get(f"times-{option.id}", "")) for option in group.options if group.repeats}
    answers = {question.id: typed.get(f"answer-{question.id}", "") for question in product.questions}
    return Choice(product.id, _number(typed.get("quantity", "")), _number(typed.get("variant_id", "")) or None, picks, answers)


def first_choice(product: Product) -> Choice:
    """What is marked before anyone has chosen: the first variant, the least quantity, nothing picked."""
    return Choice(product.id, product.first_quantity, product.variants[0].id if product.variants else None)


def net_g(product: Product, variant: catalogue.Variant | None) -> int | None:
    """The grams in the pack that is chosen."""
    return (variant.net_g if variant else None) or product.net_g


def about(product: Product, choice: Choice) -> dict[str, Any]:
    """What changes with the choice: its price and its first moment."""
    now, variant = clock.now(), product.find_variant(choice.variant_id)
    quote = baskets.quote_one(choice, now=now, channel=frame.CHANNEL)
    return {"product": product, "choice": choice, "cents": quote.goods_cents, "full_cents": quote.full_cents,
            "unit_cents": baskets.unit_price(product, choice.variant_id, now=now, channel=frame.CHANNEL),
            "net_g": net_g(product, variant), "soonest": availability.answer([(product, choice.variant_id, choice.quantity)], now=now)}


def draw(language: str, product: Product, form: Form[Choice], choice: Choice) -> str:
    now = clock.now()
    this, *others = show([product, *catalogue.list_by_slug(product.goes_with)], now=now)
    return render_template(
        "website/product.html", form=form, shown=this, withdrawal=withdrawal(product), goes_with=others,
        picture_address=structured.shared_picture(product.pictures[0].key if product.pictures else ""),
        structured=structured.goods(product, this.price, this.card, language), **about(product, choice),
        **questions.under(product, language), **gift_card())


def gift_card() -> dict[str, Any]:
    """What the questions of a gift card need to know: which they are, from when to when it may be sent, how long it is good for."""
    today = clock.today()
    return {"gift_kinds": catalogue.GIFT_KINDS, "today_iso": today.isoformat(), "last_iso": (today + timedelta(days=365)).isoformat(),
            "gift_months": giftcards.rules().months}


def withdrawal(product: Product) -> str:
    """Which sentence tells of the right to change one's mind (Codice del Consumo art. 59)."""
    if product.perishable:
        return "fresh"
    inscriptions = [question for question in product.questions if question.kind == "inscription"]
    if any(question.is_required for question in inscriptions):
        return "made"
    return "made_words" if inscriptions else "days"


def product(language: str, slug: str) -> str:
    found = catalogue.get_product(slug)
    return draw(language, found, Form(language), first_choice(found))


def price(language: str, slug: str) -> str:
    """What the choice costs as it stands in the form, and when it can be had: asked while choosing, nothing is kept."""
    found = catalogue.get_product(slug)
    return render_template("website/priced.html", **about(found, read_choice(found, request.form)))


def put_in(language: str, choice: Choice) -> None:
    """Into the visitor's basket; a basket is only opened for what can go into one."""
    baskets.check(choice, catalogue.get_product(choice.product_id))
    frame.put_in(language, choice)
    frame.look_again()


def choose(language: str, slug: str) -> ResponseReturnValue:
    found = catalogue.get_product(slug)
    choice = read_choice(found, request.form)
    form = Form(language, request.form, asked=choice)
    attempt(form, lambda wanted: put_in(language, wanted))
    if form.errors:
        return draw(language, found, form, choice), 422
    if wants_fragment():
        return render_template("website/added.html", product=found)
    return redirect(addresses.basket(language), 303)
