"""Decides how an agreed order is changed: its goods by staff, its time also by the customer while allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update

from shop.domain import availability, baskets, catalogue, giftcards
from shop.domain.baskets import Choice
from shop.domain.orders.allocating import allocate, free, hold_places
from shop.domain.orders.events import OrderChanged
from shop.domain.orders.finding import hold
from shop.domain.orders.freezing import freeze, thaw
from shop.domain.orders.making import NO_PRODUCT, wanted_of
from shop.domain.orders.models import Line, Order
from shop.domain.orders.moving import may_cancel
from shop.domain.orders.placing import BasketIsEmpty, PriceHasChanged
from shop.domain.orders.reapplying import Share, reapply
from shop.domain.orders.redeeming import revise_offers
from shop.domain.promotions import Discount
from shop.kernel import clock, events
from shop.kernel.database import change as write
from shop.kernel.database import db, writing
from shop.kernel.refusal import Refusal

CHANGEABLE = ("placed", "accepted", "preparing", "ready")


class TooLateToChange(Refusal):
    code = "too_late_to_change"


class LessThanTakenOff(Refusal):
    """More was taken off the price already than the order would cost: `off_cents`."""

    code = "less_than_taken_off"


@dataclass(frozen=True)
class Edit:
    """`lines` {line id: new choice, or None to take it out}; lines not named stay as they were agreed. `added` new ones."""

    lines: Mapping[int, Choice | None]
    added: Sequence[Choice] = ()


@dataclass(frozen=True)
class Preview:
    """What the order would become: kept lines at their agreed price, changed and new ones at today's, both before offers; `discounts` the
    offers it had that still hold, `lost` the names of those that don't. Cents, VAT included."""

    kept: tuple[Line, ...]
    quoted: tuple[baskets.QuotedLine, ...]
    shares: tuple[Share, ...]
    discounts: tuple[Discount, ...]
    lost: tuple[dict[str, str], ...]
    goods_cents: int
    fee_cents: int
    vat: dict[int, int]
    allergens: tuple[str, ...]

    @property
    def total_cents(self) -> int:
        return self.goods_cents + self.fee_cents


def preview(order: Order, edit: Edit, *, now: datetime) -> Preview:
    """Price and allergens of the changed order, before anybody agrees. Raises the refusals of choosing and NotSold."""
    changed = {line_id: choice for line_id, choice in edit.lines.items() if choice is not None and choice != _chosen(order, line_id)}
    kept = tuple(line for line in order.lines if line.id not in changed and edit.lines.get(line.id, ...) is not None)
    quoted = _quote_new([*changed.values(), *edit.added], now)
    shares, discounts = reapply(order, kept, quoted)
    goods = sum(line.cents for line in kept) + sum(line.cents for line in quoted) - sum(one.cents for one in discounts)
    found = {name for line in kept for name in line.allergens} | {name for line in quoted for name in line.allergens or ()}
    return Preview(
        kept,
        quoted,
        shares,
        discounts,
        tuple(kept["name"] for kept in order.discounts if kept["offer_id"] not in {one.offer_id for one in discounts}),
        goods,
        order.fee_cents,
        baskets.total_vat([share.vat for share in shares], order.fee_cents),
        tuple(name for name in catalogue.ALLERGENS if name in found),
    )


def _chosen(order: Order, line_id: int) -> Choice | None:
    return next((thaw(line) for line in order.lines if line.id == line_id), None)


def _quote_new(choices: Sequence[Choice], now: datetime) -> tuple[baskets.QuotedLine, ...]:
    products = catalogue.get_many([choice.product_id for choice in choices])
    for choice in choices:
        if choice.product_id not in products:
            raise baskets.NotSold
        baskets.check(choice, products[choice.product_id])
    quote = baskets.quote_choices([(0, choice, 0) for choice in choices], now=now)
    if quote.gone:
        raise baskets.NotSold
    return quote.lines


def change(order_id: int, edit: Edit, *, seen_cents: int, by: str, via: str, now: datetime) -> Order:
    """Change the goods. `seen_cents` is the new total that was shown and agreed. Raises PriceHasChanged, TooLateToChange, NotEnoughLeft,
    LessThanTakenOff."""
    with writing():
        order = hold(order_id)
        _refuse_late(order)
        after = preview(order, edit, now=now)
        if not after.kept and not after.quoted:
            raise BasketIsEmpty
        if after.total_cents != seen_cents:
            raise PriceHasChanged(total_cents=after.total_cents)
        _refuse_issued(order, after)
        if after.total_cents < order.allowance_cents:
            raise LessThanTakenOff(off_cents=order.allowance_cents)
        was_cents, order.deposit_cents = order.total_cents, min(order.deposit_cents, after.total_cents)
        order.lines = [*after.kept, *(freeze(line) for line in after.quoted)]
        for line, share in zip(order.lines, after.shares, strict=True):
            line.discount_cents, line.vat = share.discount_cents, {str(bp): cents for bp, cents in share.vat.items()}
        order.goods_cents, order.total_cents = after.goods_cents, after.total_cents
        order.vat, order.allergens = {str(bp): cents for bp, cents in after.vat.items()}, list(after.allergens)
        db.session.flush()
        hold_places(order, order.on)  # shelf, then offers, as whoever places does: two who meet wait, and none bars the other's way
        free(order)
        allocate(order)
        revise_offers(order, after.discounts, now=now)
        return _note(
            order,
            OrderChanged(
                at=now,
                by=by,
                via=via,
                **order.named,
                what="lines",
                was_cents=was_cents,
                now_cents=order.total_cents,
            ),
        )


def reschedule(order_id: int, starts_at: datetime, *, by: str, via: str, now: datetime) -> Order:
    """Another time, for the same goods at the agreed price. A customer may while they could still cancel. Raises TooLateToChange,
    the refusals of availability, SlotIsFull, NotEnoughLeft; then the old time still stands."""
    with writing():
        order = hold(order_id)
        _refuse_late(order)
        if by == "customer" and not may_cancel(order, now=now):
            raise TooLateToChange
        hold_places(order, clock.day_of(starts_at))
        free(order)
        slot = availability.check(
            list_wanted(order), starts_at=starts_at, now=now, kind=order.kind, zone_id=order.zone_id, by_staff=by != "customer"
        )
        order.starts_at, order.ends_at, order.on = slot.starts_at, slot.ends_at, clock.day_of(slot.starts_at)
        db.session.flush()
        allocate(order)
        return _note(
            order,
            OrderChanged(at=now, by=by, via=via, **order.named, what="time"),
        )


def note(order_id: int, *, staff_note: str, by: str, via: str, now: datetime) -> Order:
    """What staff want to remember; the customer is told nothing."""
    with writing():
        order = hold(order_id)
        order.staff_note = staff_note[:1000]
        return _note(
            order,
            OrderChanged(at=now, by=by, via=via, **order.named, what="note"),
        )


def list_wanted(order: Order) -> list[tuple[catalogue.Product, int | None, int]]:
    """The order's goods as availability asks for them; what was withdrawn or declared sold out since then is still owed."""
    products = catalogue.get_many([line.product_id for line in order.lines if line.product_id])
    owed = {known: replace(product, state="published", sold_out_until=None) for known, product in products.items()}
    made = [wanted_of(line.name, line.lead_minutes, line.quantity) for line in order.lines if line.product_id == NO_PRODUCT]
    return [(owed[line.product_id], line.variant_id, line.quantity) for line in order.lines if line.product_id in owed] + made


def _refuse_issued(order: Order, after: Preview) -> None:
    """A gift card that exists can't be swapped for something else: its price is given back instead."""
    kept = {line.id for line in after.kept}
    if any(giftcards.list_of_line(line.id) for line in order.lines if line.is_voucher and line.id not in kept):
        raise TooLateToChange


def _refuse_late(order: Order) -> None:
    if order.state not in CHANGEABLE or order.given_sum:
        raise TooLateToChange


def _note(order: Order, event: OrderChanged) -> Order:
    db.session.flush()
    # nobody may have moved or changed it meanwhile: on PostgreSQL two writers can hold the same row in hand
    if (
        write(update(Order).where(Order.id == order.id, Order.version == order.version).values(version=Order.version + 1, moved_from=None))
        != 1
    ):
        raise TooLateToChange
    db.session.refresh(order)
    events.record(event)
    return order
