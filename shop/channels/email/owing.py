"""Decides which fact owes whom a letter. Who left only a phone number gets none: the shop calls."""
from collections.abc import Iterator

from shop.domain import business, conversations, letters, orders, staff
from shop.domain.conversations import AnswerGiven
from shop.domain.orders import Order, OrderChanged, OrderMoved, OrderPlaced
from shop.kernel import clock
from shop.kernel.events import Event

CANCELLED = "cancelled"
OWED = {  # a move to this state: the letter, and the states in which it is still true
    "accepted": ("accepted", ("accepted", "preparing", "ready")),
    "ready": ("ready", ("ready",)),
    "out_for_delivery": ("out_for_delivery", ("out_for_delivery",)),
    "not_delivered": ("not_delivered", ("not_delivered",)),
    "cancelled_by_customer": (CANCELLED, ("cancelled_by_customer",)),
    "cancelled_by_shop": (CANCELLED, ("cancelled_by_shop",)),
}


def send_order_letter(event: OrderPlaced) -> None:
    _write_customer("placed", event, orders.get(event.order_id))


def send_move_letter(event: OrderMoved) -> None:
    """Not for a step back, nor for what is no longer so: who already collected needs not hear that it is ready."""
    order = orders.get(event.order_id)
    kind, still = OWED.get(event.to, ("", ()))
    if event.undone or order.state not in still or order.kind == "counter":  # what is sold at the till is told there
        return
    if kind == "accepted" and event.by == "shop":  # accepted by itself while it was placed: the first letter says so
        return
    if kind == "ready" and order.kind == "delivery":  # it comes to them
        return
    _write_customer(kind, event, order)


def send_change_letter(event: OrderChanged) -> None:
    """What staff note for themselves is nobody else's business."""
    if event.what not in ("note", "invoice"):
        _write_customer("changed", event, orders.get(event.order_id))


def send_owner_letter(event: OrderPlaced) -> None:
    """One letter to each address the owner named."""
    for address, language in list_owners():
        letters.queue(kind="new_order", cause=f"{event.about} {address}", about=event.about, compose_id=event.order_id, to=address,
                      language=language, now=clock.now())


def list_owners() -> Iterator[tuple[str, str]]:
    """Each address the owner named for letters about orders, and the language read there."""
    named = business.order_rules().owner_letters_to or business.identity().email
    for address in dict.fromkeys(part.strip() for part in named.replace(";", ",").split(",") if part.strip()):
        member = staff.find_by_email(address)
        yield address, member.language if member else "it"


def send_answer_letter(event: AnswerGiven) -> None:
    """The answer to a question, to who left an address; from then on it is the letter's own fate that counts."""
    if event.way != "letter":
        return
    conversation = conversations.get_conversation(event.conversation_id)
    if conversation.email:
        letters.queue(kind="answer", cause=f"message:{event.message_id}", about=event.about, compose_id=event.message_id,
                      to=conversation.email, language=conversation.language, now=clock.now())
        conversations.note_sent(event.message_id)


def _write_customer(kind: str, event: Event, order: Order) -> None:
    """An order is placed once; it may move to a state or be changed again later, so those causes carry their moment."""
    if order.email:
        cause = event.about if kind == "placed" else f"{event.about} {event.at.isoformat()}"
        letters.queue(kind=kind, cause=cause, about=event.about, compose_id=order.id, to=order.email, language=order.language,
                      now=clock.now())
