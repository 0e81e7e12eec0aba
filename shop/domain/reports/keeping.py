"""Decides what a person may see and take along of what the shop keeps of them: only what a proved contact shows to be theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shop.domain import baskets, commissions, conversations, customers, orders
from shop.domain.conversations import Conversation
from shop.domain.customers import Consent, Customer
from shop.domain.orders import Order
from shop.kernel import clock


@dataclass(frozen=True)
class Kept:
    """`rows` whose contact is proved; the rows that staff joined to them without a proof show nothing."""

    person: Customer
    rows: Sequence[Customer]
    orders: Sequence[Order]
    baskets: Sequence[baskets.Basket]
    conversations: Sequence[Conversation]
    consents: Sequence[Consent]

    @property
    def wants_offers(self) -> bool:
        return any(row.marketing in ("soft", "consent") for row in self.rows)


def keep_of(person_id: int) -> Kept:
    """What is kept of a person and may be shown to them."""
    ids = customers.ids_of(person_id)
    rows = [row for row in customers.list_rows(ids) if row.id == person_id or row.email_verified_at or row.phone_verified_at]
    emails = [row.email for row in rows if row.email and row.email_verified_at]
    phones = [row.phone for row in rows if row.phone and row.phone_verified_at]
    talks = [listed.conversation for listed in conversations.list_of_customer(ids)]
    return Kept(
        customers.get_person(person_id), rows, orders.list_proved(ids, emails=emails, phones=phones),
        baskets.list_of_customer(ids, now=clock.now()),
        [talk for talk in talks if talk.email in emails or (not talk.email and talk.phone in phones)],
        customers.list_consents([row.id for row in rows]))


def export_person(person_id: int) -> dict[str, Any]:
    """The same for another program: plain words, cents and ISO moments."""
    kept = keep_of(person_id)
    return {
        "you": [_row(row) for row in kept.rows],
        "consents": [{"purpose": one.purpose, "act": one.act, "at": one.at.isoformat(), "source": one.source, "words": one.words,
                      "text_version": one.text_version} for one in kept.consents],
        "orders": [_order(order) for order in kept.orders],
        "baskets": [{"touched_at": one.touched_at.isoformat(), "lines": [
            {"product_id": line.product_id, "quantity": line.quantity, "picks": line.picks, "answers": line.answers} for line in one.lines]}
            for one in kept.baskets],
        "questions": [{"channel": talk.channel, "opened_at": talk.opened_at.isoformat(), "messages": [
            {"direction": said.direction, "at": said.at.isoformat(), "text": said.text} for said in conversations.list_messages(talk.id)]}
            for talk in kept.conversations],
        "wishes": [_wish(wish) for talk in kept.conversations if (wish := commissions.find_by_conversation(talk.id))],
    }


def _wish(wish: commissions.Commission) -> dict[str, Any]:
    """Something made to measure, as it was asked for."""
    plain = ("people", "taste", "occasion", "inscription", "allergies", "state")
    return {name: getattr(wish, name) for name in plain} | {"on": wish.on.isoformat(), "asked_at": wish.asked_at.isoformat()}


def _row(row: Customer) -> dict[str, Any]:
    moments = {name: value.isoformat() if value else None for name, value in (
        ("created_at", row.created_at), ("email_verified_at", row.email_verified_at), ("phone_verified_at", row.phone_verified_at),
        ("profiling_at", row.profiling_at))}
    plain = ("name", "email", "phone", "instagram", "language", "marketing", "allergies", "staff_note")
    return {name: getattr(row, name) for name in plain} | moments


def _order(order: Order) -> dict[str, Any]:
    plain = ("code", "state", "kind", "channel", "name", "email", "phone", "collector", "address", "note", "goods_cents", "fee_cents",
             "total_cents", "paid_cents", "refunded_cents", "discounts")
    lines = [{"name": line.name, "variant": line.variant_name, "quantity": line.quantity, "unit": line.unit, "cents": line.cents,
              "picks": line.picks, "answers": line.answers} for line in order.lines]
    return {name: getattr(order, name) for name in plain} | {
        "placed_at": order.placed_at.isoformat(), "starts_at": order.starts_at.isoformat(), "lines": lines}
