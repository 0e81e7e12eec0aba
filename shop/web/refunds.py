"""Decides in which words every page tells of money given back: over which way it would go, and how far each part has come."""
from collections.abc import Sequence
from dataclasses import dataclass

from shop.domain import payments
from shop.domain.orders import Order
from shop.domain.payments import Part, Refund
from shop.kernel.wording import money, say


@dataclass(frozen=True)
class Way:
    """One way to give a sum back: `to` for the form, `help` what it means for each part of it."""

    to: str
    words: str
    help: str


@dataclass(frozen=True)
class Told:
    """One part of what was given back: `title` to whom stands there, `help` what to do or when it arrives, `words` the tender."""

    refund: Refund
    title: str
    help: str
    words: str
    may_repeat: bool


@dataclass(frozen=True)
class Act:
    """What one form gave back: its first row carries the goods; `cents` without what failed."""

    first: Refund
    parts: tuple[Refund, ...]
    cents: int


def list_ways(order: Order, cents: int, language: str) -> list[Way]:
    return [Way(way.to, say(f"refunding.to.{way.to}", language), _parts_words(way.parts, way.to, language))
            for way in payments.ways_back(order, cents)]


def _parts_words(parts: Sequence[Part], to: str, language: str) -> str:
    if [part.tender for part in parts] == [to]:
        return say(f"refunding.help.{to}", language)
    return " ".join(say(f"refunding.part.{part.tender}", language, part_cents=part.cents) for part in parts)


def list_acts(order: Order) -> list[Act]:
    """What was given back for an order, act by act, oldest first."""
    acts: dict[str, list[Refund]] = {}
    for refund in payments.list_refunds(order.id):
        acts.setdefault(refund.act or refund.reference, []).append(refund)
    return [Act(rows[0], tuple(rows), sum(row.cents for row in rows if row.state != "failed")) for rows in acts.values()]


def tell_parts(rows: Sequence[Refund], language: str) -> list[Told]:
    return [_tell(row, language) for row in rows]


def _tell(row: Refund, language: str) -> Told:
    state = row.state if row.tender in payments.BY_GATEWAY else "by_hand" if row.tender in payments.BY_HAND else "done"
    title = say(f"refunding.state.{row.state}", language, refund_cents=row.cents)
    words = say(f"order.tender.{row.tender}", language)
    if row.error == "undone":
        return Told(row, say("refunding.state.undone", language, refund_cents=row.cents), "", words, False)
    help_words = say(f"refunding.told.{row.tender if state != 'failed' else 'failed'}", language, refund_cents=row.cents)
    return Told(row, title, help_words, words, payments.may_repeat(row))


def told_sum(rows: Sequence[Refund], language: str) -> str:
    """What went where, in one line: an amount and a place for each part."""
    going = [row for row in rows if row.state != "failed"]
    return ", ".join(f"{money(row.cents, language)} {say(f'refunding.where.{row.tender}', language)}" for row in going)


def coming_back(order: Order, language: str) -> list[str]:
    """What a customer is told of an order called off: what comes back and how, and what the shop keeps."""
    rows = [row for row in payments.list_refunds(order.id) if row.state != "failed" and row.reason_code == payments.CALLED_OFF]
    said = [say("refunding.cancel.back", language, back_cents=sum(row.cents for row in rows) + max(0, -order.due_cents))]
    said += [say(f"refunding.part.{row.tender}", language, part_cents=row.cents) for row in rows]
    if order.due_cents < 0:
        said.append(say("refunding.cancel.by_hand", language, by_hand_cents=-order.due_cents))
    if order.kept_cents:
        said.append(say("refunding.cancel.kept_then", language, kept_cents=order.kept_cents))
    return said if rows or order.due_cents < 0 or order.kept_cents else []
