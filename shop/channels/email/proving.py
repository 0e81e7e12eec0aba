"""Decides what the letters say that prove an address: the code that signs a customer in, the yes to offers; and who is sent them."""

from typing import Any

from shop.domain import business, customers, letters
from shop.domain.customers import CodeAsked, OffersAsked
from shop.kernel import clock
from shop.kernel.refusal import NotFound
from shop.kernel.wording import say
from shop.web import addresses


def send_code_letter(event: CodeAsked) -> None:
    to = customers.address_of(event.code_id)
    if to is not None:
        letters.queue(kind="customer_code", cause=event.about, about=event.about, compose_id=event.code_id, to=to, language=event.language,
                      now=clock.now())


def send_confirmation_letter(event: OffersAsked) -> None:
    """A row may be asked again on another day, so the cause carries its moment. Who was erased meanwhile is written to no more."""
    person = customers.get_customer(event.customer_id) if event.customer_id else None
    if person is not None and person.email:
        letters.queue(kind="confirm_offers", cause=f"{event.about} {event.at.isoformat()}", about=event.about, compose_id=person.id,
                      to=person.email, language=event.language, now=clock.now())


def code_facts(code_id: int, language: str) -> dict[str, Any]:
    """The code is drawn with the letter, so that it stands there alone and in no listener's arguments."""
    if customers.address_of(code_id) is None:
        raise NotFound
    return {"code": customers.draw_code(code_id), "subject": say("letters.customer_code.subject", language, shop=business.identity().name)}


def confirmation_facts(customer_id: int, language: str) -> dict[str, Any]:
    secret = customers.issue_confirmation(customer_id, now=clock.now())
    return {"kind": "confirm_offers", "name": customers.get_customer(customer_id).name,
            "page": addresses.whole(addresses.confirm_offers(language, secret)),
            "subject": say("letters.confirm_offers.subject", language, shop=business.identity().name)}
