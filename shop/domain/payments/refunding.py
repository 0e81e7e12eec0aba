"""Decides how money is given back: once for one form, out of payments that still have it, and never more than was paid."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from shop.domain import documents, giftcards, orders, shifts
from shop.domain.orders import Back, Order
from shop.domain.payments.allotting import BY_GATEWAY, BY_HAND, GIVE_TO, NotSoMuchToGiveBack, Part, allot
from shop.domain.payments.events import MoneyRefunded, RefundAsked, RefundPlanned
from shop.domain.payments.finding import list_of
from shop.domain.payments.models import Payment, Refund
from shop.domain.payments.tendering import UnknownTender
from shop.kernel import events
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal

LONGEST_REASON = 300


class NothingToGiveBack(Refusal):
    code = "nothing_to_give_back"


class CreditNeedsCustomer(Refusal):
    """Store credit is owed to somebody we know: this order has no customer."""

    code = "credit_needs_customer"
    field = "to"


@dataclass(frozen=True)
class Act:
    """Who gives money back, why, and by which form. `planned`: it may still be undone, so the gateway is called a little later."""

    reference: str
    reason: str
    by: str
    via: str
    now: datetime
    words: str = ""
    planned: bool = False

    @property
    def said(self) -> str:
        return f"{self.reason}: {' '.join(self.words.split())[:LONGEST_REASON]}".removesuffix(": ")

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "via": self.via, "now": self.now}


@dataclass(frozen=True)
class Off:
    """What comes off the price: `cents` in all, `vat` the rates inside, `lines` the goods that come back for it."""

    cents: int = 0
    vat: dict[str, int] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)


def refund(
    order_id: int,
    *,
    goods: Sequence[Back] = (),
    cents: int | None = None,
    to: str = "original",
    reason: str,
    words: str = "",
    reference: str,
    by: str,
    via: str,
    now: datetime,
) -> list[Refund]:
    """Give money back for goods that come back, or an amount off the price (`cents`), or what is owed back already (neither).

    `to` original: each part to where it came from; cash, card or credit: there instead, but cards of ours always get theirs. The rows
    of one act share `act`, the first carries the lines. `reference` is the form's own secret: the same again finds what it made.
    Raises NothingToGiveBack, NotSoMuchToGiveBack, CreditNeedsCustomer, UnknownTender, TooMuchOff and the refusals of orders.take_back."""
    act = Act(reference, reason, by, via, now, words)
    with writing():
        order = orders.hold(order_id)
        made = list_act(reference)
        if made:
            return made
        if to not in GIVE_TO:
            raise UnknownTender
        off = _take_off(order, goods, cents, act)
        order = orders.hold(order_id)
        owed = max(0, -order.due_cents)
        if not owed and not off.cents and not off.lines:
            raise NothingToGiveBack
        back = min(off.cents, owed) if off.cents or off.lines else owed
        return give_back(order, allot(list_of(order_id), back, to=to), act, off=off, to=to)


def give_owed(order_id: int, *, reason: str, reference: str, by: str, via: str, now: datetime, planned: bool = False) -> list[Refund]:
    """What is owed back goes by itself to where it came from, as far as nobody has to hand it over; the rest stays owed and is shown."""
    with writing():
        order = orders.hold(order_id)
        made = list_act(reference)
        parts = [] if made else allot(list_of(order_id), max(0, -order.due_cents), by_itself=True)
        return made or (give_back(order, parts, Act(reference, reason, by, via, now, planned=planned)) if parts else [])


def list_act(reference: str) -> list[Refund]:
    """What one form gave back, the row with the lines first."""
    return list(db.session.scalars(select(Refund).where(Refund.act == reference).order_by(Refund.id)).all()) if reference else []


def _take_off(order: Order, goods: Sequence[Back], cents: int | None, act: Act) -> Off:
    if goods or cents is None:
        return _take_goods(order, goods, act) if goods else Off()
    if act.reason not in orders.RETURN_REASONS:
        raise orders.ReturnReasonNeeded
    if cents > (most := without_cards(order)):
        raise orders.TooMuchOff(left_cents=most)
    left = documents.left_for_return(order)
    off = orders.allow(order.id, cents, reason=act.reason, **act.who)
    return Off(cents, documents.vat_of_amount(off, left))


def without_cards(order: Order) -> int:
    """The most that may come off the price without goods coming back: not what gift cards that can be spent were bought for."""
    out = [card for card in giftcards.list_of_order(order.id) if card.stopped_at is None]
    return max(0, order.owed_cents - sum(giftcards.bought_cents(card) for card in out))


def _take_goods(order: Order, goods: Sequence[Back], act: Act) -> Off:
    lines, vat = _worth_each(order, goods), documents.vat_of_goods(order, goods)
    cents = orders.take_back(order.id, goods, reason=act.reason, **act.who)
    _stop_cards(order, goods, act)
    return Off(cents, vat if sum(vat.values()) == cents else documents.vat_of_amount(cents, vat), lines)


def _worth_each(order: Order, goods: Sequence[Back]) -> list[dict[str, Any]]:
    """What each line that comes back is worth, as it stands before it is noted; what can't come back is refused afterwards."""
    lines = {line.id: line for line in order.lines}
    known = [back for back in goods if back.quantity and back.line_id in lines]
    return [vars(back) | {"cents": orders.worth_of(lines[back.line_id], back.quantity)} for back in known]


def _stop_cards(order: Order, goods: Sequence[Back], act: Act) -> None:
    """A gift card that is given back can't be spent any more; one that was spent can't be given back."""
    vouchers = {line.id for line in order.lines if line.is_voucher}
    for back in goods:
        if back.quantity and back.line_id in vouchers:
            made = giftcards.list_of_line(back.line_id)
            cards = [card for card in made if card.stopped_at is None]
            if made and len(cards) < back.quantity:
                raise giftcards.CardWasSpent(left_cents=sum(card.balance_cents for card in cards))
            for card in sorted(cards, key=lambda card: (card.balance_cents < giftcards.bought_cents(card), card.id))[: back.quantity]:
                giftcards.stop(card.id, cause=f"refund:{act.reference}:{card.id}", by=act.by, now=act.now, unspent_only=True)


def give_back(order: Order, parts: Sequence[Part], act: Act, *, off: Off | None = None, to: str = "original") -> list[Refund]:
    """Reserve each part of its payment and note it; what goes through the gateway is asked, all else done. Within a write."""
    off = off or Off()
    nothing = Part(to if to in BY_HAND else "cash", 0)
    rows = [_note(order, part, number, act, off) for number, part in enumerate(parts or [nothing])]
    orders.record_money(order.id, refunded_cents=sum(row.cents for row in rows))
    for row in rows:
        _start(order, row, act)
    tell(order, rows, act)
    if off.lines or (off.vat and (any(row.cents for row in rows) or documents.find_sale_receipt(order.id))):
        cause, cents = f"return:{rows[0].id}", sum(off.vat.values())
        documents.write_return(cause=cause, order_id=order.id, cents=cents, vat=off.vat, reason=act.said, by=act.by, now=act.now)
    return rows


def _note(order: Order, part: Part, number: int, act: Act, off: Off) -> Refund:
    if part.payment_id:
        reserve(part.payment_id, part.cents)
    row = Refund(
        order_id=order.id,
        reference=f"{act.reference}:{number}" if number else act.reference,
        act=act.reference,
        tender=part.tender,
        cents=part.cents,
        state="asked" if part.tender in BY_GATEWAY else "done",
        payment_id=part.payment_id,
        gift_card_id=part.gift_card_id,
        reason=act.said,
        refunded_at=act.now,
        done_at=None if part.tender in BY_GATEWAY else act.now,
        by=act.by,
        lines=[] if number else off.lines,
    )
    db.session.add(row)
    db.session.flush()
    return row


def reserve(payment_id: int, cents: int) -> None:
    """So much of a payment is promised back. Raises NotSoMuchToGiveBack when somebody was faster."""
    left = Payment.back_cents + cents <= Payment.cents
    row = update(Payment).where(Payment.id == payment_id, Payment.voided_at.is_(None), left)
    if change(row.values(back_cents=Payment.back_cents + cents).execution_options(synchronize_session="fetch")) != 1:
        raise NotSoMuchToGiveBack(left_cents=0)


def release(payment_id: int | None, cents: int) -> None:
    """What was promised of a payment did not go."""
    row = update(Payment).where(Payment.id == payment_id).values(back_cents=Payment.back_cents - cents)
    change(row.execution_options(synchronize_session="fetch"))


def _start(order: Order, row: Refund, act: Act) -> None:
    """The one effect each part has."""
    cause: dict[str, Any] = {"cause": f"refund:{row.reference}", "by": act.by, "now": act.now}
    if row.tender in BY_GATEWAY:
        kind = RefundPlanned if act.planned else RefundAsked
        events.record(kind(at=act.now, by=act.by, via=act.via, **order.named, refund_id=row.id))
    elif row.tender == "cash" and row.cents:
        row.shift_id = shifts.note_cash(cents=-row.cents, why="refund", **cause)
    elif row.tender == "card":
        row.shift_id = shifts.hold_open()
    elif row.gift_card_id:
        giftcards.give_back(row.gift_card_id, row.cents, order_id=order.id, **cause)
    elif row.tender == "credit":
        if order.customer_id is None:
            raise CreditNeedsCustomer
        row.gift_card_id = giftcards.credit(order.customer_id, row.cents, order_id=order.id, **cause).id
    db.session.flush()


def tell(order: Order, rows: Sequence[Refund], act: Act) -> None:
    """Once every part of an act has its answer, it is a fact: the customer is owed one letter."""
    done = [row for row in rows if row.state == "done"]
    if done and not any(row.state == "asked" for row in rows):
        cents = sum(row.cents for row in done)
        facts: dict[str, Any] = order.named | {"refund_id": rows[0].id, "tender": done[0].tender, "cents": cents}
        events.record(MoneyRefunded(at=act.now, by=act.by, via=act.via, **facts))
