"""Where all that people ask is read and answered, whatever the door it came through."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.admin.inbox_words import notes_of, rows_of, who_is
from shop.domain import baskets, catalogue, commissions, conversations, letters, orders, reports, staff
from shop.domain.conversations import Conversation
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.database import writing
from shop.kernel.origin import Origin
from shop.kernel.wording import pick, say
from shop.web import addresses, asked
from shop.web.asking import by, needs, staff_member
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader

PER_PAGE = 30
STATES = ("open", "done")
CHANNEL = "message"


@dataclass(frozen=True)
class Answering:
    """`and_done`: nothing more is to be said afterwards."""

    text: str
    and_done: bool = False


def _done(conversation_id: int, key: str) -> ResponseReturnValue:
    flash(say(f"inbox.{key}", reader()))
    return redirect(addresses.conversation(conversation_id), 303)


@needs(Permission.ANSWER)
def inbox() -> ResponseReturnValue:
    state, words, page = request.args.get("state", "open"), asked.words("words"), min(max(asked.number("page"), 1), 100_000)
    state = state if state in STATES else "open"
    found = conversations.list_conversations(state=None if words else state, words=words, page=page, per_page=PER_PAGE)
    return render_template("admin/inbox.html", found=found, rows=rows_of(found.rows, clock.now()), state=state, words=words,
                           counts=conversations.count_each(), earlier=_page(state, words, page - 1, found.pages),
                           later=_page(state, words, page + 1, found.pages))


def _page(state: str, words: str, page: int, pages: int) -> str:
    return url_for("admin.inbox", state=state, words=words or None, page=page) if 1 <= page <= pages else ""


@needs(Permission.ANSWER)
def conversation(conversation_id: int) -> ResponseReturnValue:
    chosen = next((saved for saved in conversations.list_saved() if saved.id == asked.number("saved")), None)
    known = conversations.get_conversation(conversation_id)
    return _draw(known, Form(reader(), {"text": pick(chosen.text, known.language)} if chosen else {}))


def _draw(known: Conversation, form: Form[Any], status: int = 200) -> ResponseReturnValue:
    messages = conversations.list_messages(known.id)
    sent = {letter.cause: letter for letter in letters.list_about(f"conversation:{known.id}")}
    return render_template(
        "admin/conversation.html", form=form, conversation=known, who=who_is(known), messages=messages, way=conversations.way_of(known),
        notes=notes_of(messages, sent), saved=conversations.list_saved(), longest=conversations.MOST_LETTERS, **_about(known)), status


def _about(known: Conversation) -> dict[str, Any]:
    """What the conversation is about: its product, its order, and the basket prepared out of it."""
    basket = baskets.find_basket(known.basket_token, now=clock.now())
    became = orders.get_by_token(basket.became) if basket and basket.became else None
    wish = commissions.find_by_conversation(known.id)
    return {"product": catalogue.find_product(known.product_id, any_state=True) if known.product_id else None, "basket": basket,
            "became": became, "order": orders.get(known.order_id) if known.order_id else None,
            "page": addresses.whole(_page_of(known, wish)), "wish": wish, "glance": _glance(known),
            "may_offer": staff.may(staff_member(), Permission.OFFER_CAKES)}


def _page_of(known: Conversation, wish: commissions.Commission | None) -> str:
    """Where the person goes on."""
    return addresses.cake(known.language, wish.token) if wish else addresses.question(known.language, known.token)


def _glance(known: Conversation) -> reports.Glance | None:
    """The person as staff see them anywhere, for those who may."""
    if known.customer_id is None or not staff.may(staff_member(), Permission.SEE_CUSTOMERS):
        return None
    return reports.glance(known.customer_id, now=clock.now())


@needs(Permission.ANSWER)
def answer(conversation_id: int) -> ResponseReturnValue:
    known, form = conversations.get_conversation(conversation_id), read(Answering, request.form, reader())
    way = conversations.way_of(known)
    attempt(form, lambda wanted: conversations.answer(
        conversation_id, wanted.text, by=by(), now=clock.now(), is_done=wanted.and_done))
    return _draw(conversations.get_conversation(conversation_id), form, 422) if form.errors else _done(conversation_id, f"answered_{way}")


@needs(Permission.ANSWER)
def close_conversation(conversation_id: int) -> ResponseReturnValue:
    conversations.close(conversation_id)
    flash(say("inbox.closed", reader()))
    return redirect(addresses.inbox(), 303)


@needs(Permission.ANSWER)
def reopen_conversation(conversation_id: int) -> ResponseReturnValue:
    conversations.reopen(conversation_id, now=clock.now())
    return _done(conversation_id, "reopened")


@needs(Permission.ANSWER)
def send_message_again(message_id: int) -> ResponseReturnValue:
    message = conversations.get_message(message_id)
    conversations.send_again(message_id, by=by(), now=clock.now())
    return _done(message.conversation_id, "again")


@needs(Permission.ANSWER)
def prepare_basket(conversation_id: int) -> ResponseReturnValue:
    """The basket of this conversation, opened once: what staff put in, the customer finishes on any device."""
    known, now = conversations.get_conversation(conversation_id), clock.now()
    basket = baskets.find_basket(known.basket_token, now=now)
    if basket is None or basket.became:
        token = _open_basket(known, now)
        return redirect(url_for("counter.phone", basket=token), 303)
    return redirect(url_for("counter.phone", basket=basket.token), 303)


def _open_basket(known: Conversation, now: datetime) -> str:
    """It is of the person who asked, as far as they are known, so that nobody has to say again whom it is for."""
    member, conversation_id, language, customer_id = staff_member(), known.id, known.language, known.customer_id
    with writing():
        token = baskets.open_basket(origin=Origin(CHANNEL, staff_id=member.id if member else None), language=language, now=now)
        baskets.attach_customer(token, customer_id, now=now)
        conversations.note_basket(conversation_id, token)
    return token


