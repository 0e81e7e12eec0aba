"""Decides who of the shop hears of a new question by letter: the addresses that hear of new orders."""
from typing import Any

from shop.domain import business, catalogue, commissions, conversations, letters, staff
from shop.domain.conversations import MessageHeard
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import addresses


def question_facts(message_id: int, language: str) -> dict[str, Any]:
    """What somebody asks, about which product, and where to answer."""
    said = conversations.get_message(message_id)
    conversation = conversations.get_conversation(said.conversation_id)
    about = catalogue.find_product(conversation.product_id) if conversation.product_id else None
    name = conversation.name or conversation.email or conversation.phone or ""
    return {"said": said, "name": name, "about": about, "page": addresses.whole(addresses.conversation(conversation.id)),
            "subject": say("letters.question.subject", language, name=name)}


def send_question_letter(event: MessageHeard) -> None:
    """Of questions from the website, the first word only; what was pasted or came from elsewhere somebody has seen."""
    if not event.first or event.via != "website" or commissions.find_by_conversation(event.conversation_id):
        return  # of a wish they hear by its own letter
    named = business.order_rules().owner_letters_to or business.identity().email
    for address in dict.fromkeys(part.strip() for part in named.replace(";", ",").split(",") if part.strip()):
        member = staff.find_by_email(address)
        letters.queue(kind="question", cause=f"{event.about} {address}", about=event.about, compose_id=event.message_id, to=address,
                      language=member.language if member else "it", now=clock.now())
