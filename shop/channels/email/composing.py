"""Decides what a letter says: composed with Jinja from what is true now, in two twins, HTML and plain text."""
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from flask import current_app, g

from shop.channels.email.asking import question_facts
from shop.channels.email.belated import KINDS as BELATED
from shop.channels.email.belated import compose_belated
from shop.channels.email.campaign import compose_campaign
from shop.channels.email.dressing import dress
from shop.channels.email.gifting import compose_gift_card, compose_gift_cards_ready
from shop.channels.email.paying import KINDS, compose_money
from shop.channels.email.proving import code_facts, confirmation_facts
from shop.channels.email.receipts import compose_receipt
from shop.channels.email.sharing import compose_basket, compose_return
from shop.channels.email.wishing import compose_wish
from shop.channels.email.withdrawing import TO_OWNER, compose_withdrawal
from shop.domain import business, commissions, conversations, orders, staff
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.ports import Attachment, Composed
from shop.kernel.wording import pick, say
from shop.web import addresses, moneys, refunds
from shop.web.calendars import order_calendar, place

# what stands in each letter about an order, beside its heading and its one action
SHOWN: Mapping[str, frozenset[str]] = {
    "placed": frozenset({"when", "code", "goods", "money", "terms", "calendar"}),
    "accepted": frozenset({"when", "code"}),
    "ready": frozenset({"when", "code", "due"}),
    "changed": frozenset({"when", "code", "goods", "money", "calendar"}),
    "cancelled": frozenset({"reason", "goods"}),
    "out_for_delivery": frozenset({"when", "due"}),
    "not_delivered": frozenset({"reason"}),
    "new_order": frozenset({"when", "person", "goods", "money"}),
}
TIMED = frozenset({"when", "code", "calendar"})  # what goes by letter itself has no time and no place


class LetterComposer:
    """The composer that `kernel.ports` asks for."""

    def compose(self, kind: str, about: int, language: str) -> Composed:
        with _reading_as(language):
            return _compose_order(kind, orders.get(about), language) if kind in SHOWN else _LINKS[kind](about, language)


@contextmanager
def _reading_as(language: str) -> Iterator[None]:
    """Templates write as they would for a reader of this language, also where nobody asked for a page: in the worker."""
    before = dict(vars(g))
    with current_app.test_request_context(base_url=current_app.config["PUBLIC_URL"]):
        g.language, g.member = language, None
        try:
            yield
        finally:
            vars(g).clear()
            vars(g).update(before)


def _compose_order(kind: str, order: Order, language: str) -> Composed:
    page = addresses.admin_order(order.id) if kind == "new_order" else addresses.order(order)
    shows = SHOWN[kind] - (TIMED if order.kind == "digital" else frozenset())
    facts = {
        "kind": kind, "order": order, "shows": shows, "page": addresses.whole(page), "place": place(order),
        "paid": order.due_cents <= 0, "came": moneys.tell(order, language), "reason": order.reason,
        "coming_back": refunds.coming_back(order, language) if kind == "cancelled" else [],
        "terms": pick(business.legal().terms, language) if "terms" in SHOWN[kind] else "",
        "subject": say(f"letters.{kind}.subject", language, code=order.code, name=order.name, total_cents=order.total_cents,
                       starts_at=order.starts_at, shop=business.identity().name),
    }
    attachments = [Attachment(f"{order.code}.ics", "text/calendar; charset=utf-8; method=PUBLISH",
                              order_calendar(order, language=language, page=addresses.whole(addresses.order(order))))]
    return dress("order", facts, attachments if "calendar" in shows else [])


def _compose_link(kind: str, member_id: int, secret: str, language: str) -> Composed:
    """The link is made with the letter, so that it stands there alone and in no listener's arguments."""
    return dress("link", {
        "kind": kind, "page": addresses.whole(addresses.sign_in_link(secret)), "name": staff.get_member(member_id).name,
        "subject": say(f"letters.{kind}.subject", language, shop=business.identity().name)}, [])


def _compose_sign_in(member_id: int, language: str) -> Composed:
    return _compose_link("sign_in", member_id, staff.issue_link(member_id, now=clock.now()), language)


def _compose_invitation(member_id: int, language: str) -> Composed:
    return _compose_link("invitation", member_id, staff.issue_link(member_id, now=clock.now(), lasts=staff.INVITATION), language)


def _compose_answer(message_id: int, language: str) -> Composed:
    """What we answer to a question, under the question as it was put."""
    said = conversations.get_message(message_id)
    asked = [m for m in conversations.list_messages(said.conversation_id) if m.direction == "in" and m.id < said.id]
    conversation = conversations.get_conversation(said.conversation_id)
    return dress("answer", {
        "said": said, "asked": asked[-1] if asked else None, "name": conversation.name, "who": staff.name_of(said.by),
        "page": addresses.whole(_page_of(conversation.id, conversation.token, language)),
        "subject": say("letters.answer.subject", language, shop=business.identity().name)}, [])


def _page_of(conversation_id: int, token: str, language: str) -> str:
    """Where the person goes on: a wish has a page of its own."""
    wish = commissions.find_by_conversation(conversation_id)
    return addresses.cake(language, wish.token) if wish else addresses.question(language, token)


_LINKS: Mapping[str, Callable[[int, str], Composed]] = {
    "gift_card": compose_gift_card, "gift_cards_ready": compose_gift_cards_ready,
    **{kind: partial(compose_money, kind) for kind in KINDS}, **{kind: partial(compose_belated, kind) for kind in BELATED},
    **{kind: partial(compose_wish, kind) for kind in ("wish_heard", "wish_new", "wish_offer")},
    "receipt": compose_receipt,
    "withdrawal": compose_withdrawal, "withdrawal_owner": partial(compose_withdrawal, kind=TO_OWNER),
    "returned": compose_return, "basket": compose_basket,
    "sign_in": _compose_sign_in, "invitation": _compose_invitation, "answer": _compose_answer,
    "question": lambda message_id, language: dress("question", question_facts(message_id, language), []), "campaign": compose_campaign,
    "customer_code": lambda code_id, language: dress("customer_code", code_facts(code_id, language), []),
    "confirm_offers": lambda customer_id, language: dress("confirm_offers", confirmation_facts(customer_id, language), []),
}
