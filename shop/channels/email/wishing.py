"""Decides who hears by letter of a wish for something made to measure, and what an offer for it says."""
from typing import Any

from shop.channels.email.dressing import dress
from shop.domain import business, commissions, conversations, letters, staff
from shop.domain.commissions import Commission, WishHeard, WishOffered
from shop.kernel import clock
from shop.kernel.ports import Composed
from shop.kernel.wording import say
from shop.web import addresses


def send_wish_letters(event: WishHeard) -> None:
    """One to who wished, one to each address that hears of new orders; what staff wrote down themselves nobody needs to be told."""
    if event.by != "customer":
        return
    row = commissions.get(event.commission_id)
    talk, number = conversations.get_conversation(row.conversation_id), row.id
    to, language, about = talk.email, talk.language, f"conversation:{talk.id}"
    if to:
        letters.queue(kind="wish_heard", cause=event.about, about=about, compose_id=number, to=to, language=language, now=clock.now())
    for address in _owners():
        member = staff.find_by_email(address)
        letters.queue(kind="wish_new", cause=f"{event.about} {address}", about=about, compose_id=number, to=address,
                      language=member.language if member else "it", now=clock.now())


def _owners() -> list[str]:
    named = business.order_rules().owner_letters_to or business.identity().email
    return list(dict.fromkeys(part.strip() for part in named.replace(";", ",").split(",") if part.strip()))


def send_offer_letter(event: WishOffered) -> None:
    """To who left an address, of the offer that holds now; others are told in the thread or by hand."""
    row = commissions.get(event.commission_id)
    talk = conversations.get_conversation(row.conversation_id)
    if conversations.way_of(talk) != "letter":
        return
    if row.version == event.version and row.state == "offered":
        letters.queue(kind="wish_offer", cause=f"message:{event.message_id}", about=f"conversation:{talk.id}", compose_id=row.id,
                      to=talk.email or "", language=talk.language, now=clock.now())
    conversations.note_sent(event.message_id)  # from now on it is the letter's own fate that counts


def compose_wish(kind: str, commission_id: int, language: str) -> Composed:
    row = commissions.get(commission_id)
    talk = conversations.get_conversation(row.conversation_id)
    name = talk.name or (talk.email or talk.phone or "" if kind == "wish_new" else "")
    page = addresses.admin_cake(row.id) if kind == "wish_new" else addresses.cake(language, row.token)
    return dress("wish", _facts(kind, row, name, language) | {"page": addresses.whole(page)})


def _facts(kind: str, row: Commission, name: str, language: str) -> dict[str, Any]:
    heading = "heading" if name or kind == "wish_new" else "heading_none"
    known = {"name": name.split()[0] if name and kind != "wish_new" else name, "day_on": row.on, "people": row.people}
    return {"kind": kind, "wish": row, "heading": say(f"letters.{kind}.{heading}", language, **known),
            "subject": say(f"letters.{kind}.subject", language, shop=business.identity().name, **known)}
