"""Decides how a visitor asks the shop something, finds what others asked, and goes on where the answer is."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from shop.domain import baskets, catalogue, commissions, conversations, orders
from shop.domain.catalogue import Product
from shop.domain.conversations import Published
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.limits import count_try
from shop.kernel.refusal import Refusal
from shop.kernel.wording import pick
from shop.web import addresses, asked, structured
from shop.web.forms import Form, attempt, read

MOST_QUESTIONS, WITHIN = 6, timedelta(hours=1)
MOST_WORDS_MORE = 30
UNDER_A_PRODUCT = 6
LONGEST = {"text": 2_000, "name": 120, "email": 254, "phone": 40}


class WhereToAnswer(Refusal):
    """Nobody can be answered nowhere."""

    code = "where_to_answer"
    field = "email"


class NotAPerson(Refusal):
    """A field that no person sees was filled in."""

    code = "not_a_person"


@dataclass(frozen=True)
class Asking:
    """The form; `fax` stands where only programs look."""

    text: str
    name: str = ""
    email: str = ""
    phone: str = ""
    fax: str = ""


@dataclass(frozen=True)
class SayingMore:
    text: str


def _ask(wanted: Asking, language: str, product: Product | None) -> str:
    """The secret of the conversation that begins. Raises what conversations.hear does, WhereToAnswer, NotAPerson, TooManyTries."""
    if wanted.fax:
        raise NotAPerson
    if not wanted.email and not wanted.phone:
        raise WhereToAnswer
    if len(wanted.text) > LONGEST["text"]:
        raise conversations.SaidTooMuch(most=LONGEST["text"])
    now = clock.now()
    count_try(f"question:from:{request.remote_addr}", most=MOST_QUESTIONS, per=WITHIN, now=now)
    conversation_id = conversations.hear(
        channel="website", text=wanted.text, now=now, email=wanted.email, phone=wanted.phone, name=wanted.name, language=language,
        product_id=product.id if product else None)
    return conversations.get_conversation(conversation_id).token


def faq(language: str) -> str:
    """Frequent questions, or what the words asked for find among all that are answered."""
    return _draw_faq(language, Form(language))


def _draw_faq(language: str, form: Form[Any]) -> str:
    words = asked.words("q")
    found = conversations.search_public(words) if words else conversations.list_public()
    return render_template("website/faq.html", form=form, words=words, found=found, products=_products_of(found), longest=LONGEST,
                           structured=_structured(found, language) if found and not words else "")


def _structured(found: Sequence[Published], language: str) -> Markup:
    """What machines are told of the frequent questions."""
    listed = [{"@type": "Question", "name": pick(one.question, language),
               "acceptedAnswer": {"@type": "Answer", "text": pick(one.answer, language)}} for one in found]
    return structured.script({"@context": structured.CONTEXT, "@type": "FAQPage", "mainEntity": listed})


def _products_of(found: Sequence[Published]) -> dict[int, Product]:
    """What the found questions stand under, while it is in the menu."""
    ids = {one.product_id for one in found if one.product_id}
    return {id: product for id, product in catalogue.get_many(sorted(ids)).items() if product.is_published}


def ask(language: str) -> ResponseReturnValue:
    form = read(Asking, request.form, language)
    token = attempt(form, lambda wanted: _ask(wanted, language, None))
    return redirect(addresses.question(language, token), 303) if token else (_draw_faq(language, form), 422)


def under(product: Product, language: str) -> dict[str, Any]:
    """What the page of a product shows of its questions, with the form to ask another."""
    found = conversations.list_public(product.id)
    return {"questions": found[:UNDER_A_PRODUCT], "more_questions": max(0, len(found) - UNDER_A_PRODUCT), "longest": LONGEST,
            "ask_form": Form(language)}


def product_questions(language: str, slug: str) -> str:
    return _draw_product(Form(language), catalogue.get_product(slug))


def _draw_product(form: Form[Any], product: Product) -> str:
    return render_template("website/product_questions.html", form=form, product=product, longest=LONGEST,
                           found=conversations.list_public(product.id))


def ask_about(language: str, slug: str) -> ResponseReturnValue:
    product = catalogue.get_product(slug)
    form = read(Asking, request.form, language)
    token = attempt(form, lambda wanted: _ask(wanted, language, product))
    return redirect(addresses.question(language, token), 303) if token else (_draw_product(form, product), 422)


def question(language: str, token: str) -> ResponseReturnValue:
    """The person's own page of what was said; whoever has the address may read it and go on. A wish has a page of its own."""
    wish = commissions.find_by_conversation(conversations.get_by_token(token).id)
    return redirect(addresses.cake(language, wish.token)) if wish else _draw(token, Form(language))


def _draw(token: str, form: Form[Any]) -> str:
    conversation = conversations.get_by_token(token)
    product = catalogue.find_product(conversation.product_id) if conversation.product_id else None
    order = orders.get(conversation.order_id) if conversation.order_id else None
    basket = baskets.find_basket(conversation.basket_token, now=clock.now())
    return render_template("website/question.html", form=form, conversation=conversation, product=product, order=order, longest=LONGEST,
                           messages=conversations.list_messages(conversation.id), basket=basket if basket and basket.lines else None)


def say_more(language: str, token: str) -> ResponseReturnValue:
    form = read(SayingMore, request.form, language)
    conversations.get_by_token(token)
    attempt(form, lambda wanted: _say_more(token, wanted.text))
    return (_draw(token, form), 422) if form.errors else redirect(addresses.question(language, token) + "#last", 303)


def _say_more(token: str, text: str) -> None:
    count_try(f"question:more:{token[:40]}", most=MOST_WORDS_MORE, per=WITHIN, now=clock.now())
    conversations.say_more(token, text, now=clock.now())


def order_question(language: str, token: str) -> str:
    """Where the customer says something about an order: who they are is known."""
    return _draw_order(Form(language), orders.get_by_token(token))


def _draw_order(form: Form[Any], order: Order) -> str:
    return render_template("website/order_question.html", form=form, order=order, longest=LONGEST,
                           talks=conversations.list_about_order(order.id))


def ask_of_order(language: str, token: str) -> ResponseReturnValue:
    order, form = orders.get_by_token(token), read(SayingMore, request.form, language)
    secret = attempt(form, lambda wanted: _ask_of(order, wanted.text, language))
    if secret is None:
        return _draw_order(form, orders.get_by_token(token)), 422
    return redirect(addresses.question(language, secret), 303)


def _ask_of(order: Order, text: str, language: str) -> str:
    """The secret of the conversation about this order. Raises TooManyTries and what conversations.hear does."""
    now, order_id, email, phone, name = clock.now(), order.id, order.email, order.phone, order.name
    count_try(f"question:order:{order_id}", most=MOST_QUESTIONS, per=WITHIN, now=now)
    heard = conversations.hear(channel="website", text=text, now=now, language=language, email=email, phone=phone, name=name,
                               order_id=order_id)
    return conversations.get_conversation(heard).token
