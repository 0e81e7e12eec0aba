"""Decides what the demo shop has lived through: two weeks of orders placed and handed over by the real verbs, and some to come."""
import heapq
import itertools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from random import Random

from shop.commands.demo_channels import Doors, sell_breakfast
from shop.commands.demo_money import count_drawer, open_drawer, place
from shop.commands.demo_people import PEOPLE, Person, choose_goods
from shop.domain import baskets, catalogue, fulfilment, orders, payments, staff, stock
from shop.domain.fulfilment import Slot
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.origin import Origin
from shop.kernel.refusal import Refusal

log = logging.getLogger(__name__)
PAST_DAYS, COMING_DAYS = 14, 4
COUNTER_SALES = 5
DELIVERED_SHARE, CALLED_OFF, NOT_COLLECTED, EARLY_FROM = 0.15, 0.04, 0.03, 0.45


class Life:
    """What happens, in the order of time: an act may bring about others, later."""

    def __init__(self, now: datetime, doors: Doors) -> None:
        self.now, self.doors, self.chance = now, doors, Random(1958)  # noqa: S311  # the same demo every time
        self._acts: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._numbers = itertools.count()
        self.next_on = _next_open(now)
        self.staff = [member.by for member in staff.list_members()]

    def at(self, moment: datetime, act: Callable[[datetime], None]) -> None:
        """Not in the future: what is still to come stays to be done."""
        if moment <= self.now:
            heapq.heappush(self._acts, (moment, next(self._numbers), act))

    def live(self) -> None:
        while self._acts:
            moment, _, act = heapq.heappop(self._acts)
            clock.travel(moment)
            try:
                act(moment)
            except Refusal as refusal:  # a slot was full, a tray sold out: as it goes in a shop
                log.debug("the demo was refused: %s", refusal.code)
            db.session.rollback()


def _next_open(now: datetime) -> date | None:
    """The first day on which something can still be collected."""
    coming = (slot.starts_at for ahead in range(8) for slot in fulfilment.slots(on=clock.day_of(now) + timedelta(days=ahead)))
    return next((clock.day_of(starts_at) for starts_at in coming if starts_at > now), None)


@contextmanager
def _back_home() -> Iterator[None]:
    try:
        yield
    finally:
        clock.travel(None)


def live_two_weeks(now: datetime, doors: Doors) -> None:
    """Fill the order book around this moment."""
    life, today = Life(now.replace(second=0, microsecond=0), doors), clock.day_of(now)
    with _back_home():
        for ahead in range(-PAST_DAYS, COMING_DAYS + 1):
            on = today + timedelta(days=ahead)
            _plan_day(life, on, fewer=0 if on == life.next_on else max(0, ahead - 1))
        life.live()
    _mark_the_shelf(today, now)


def _plan_day(life: Life, on: date, *, fewer: int) -> None:
    """A day's customers: more on Saturdays and Sundays, fewer the further it is ahead."""
    many = round((9 + 6 * (on.weekday() >= 5)) / (1 + fewer))
    zones = [zone.id for zone in fulfilment.list_zones()]
    for _ in range(many):
        zone_id = life.chance.choice(zones) if life.chance.random() < DELIVERED_SHARE else None
        slots = fulfilment.slots(on=on, zone_id=zone_id)
        if slots:
            _plan_order(life, life.chance.choice(slots), zone_id)
    _plan_drawer(life, on)
    for slot in life.chance.sample(open_slots := fulfilment.slots(on=on), k=min(COUNTER_SALES, len(open_slots))):
        life.at(slot.starts_at, lambda at: sell_breakfast(life.chance, life.chance.choice(life.staff), at))


def _plan_drawer(life: Life, on: date) -> None:
    """Opened before the first customer, counted after the last."""
    if slots := fulfilment.slots(on=on):
        by = life.chance.choice(life.staff)
        life.at(slots[0].starts_at - timedelta(minutes=20), lambda at: open_drawer(by, at))
        life.at(slots[-1].ends_at + timedelta(minutes=30), lambda at: count_drawer(life.chance, by, at))


def _plan_order(life: Life, slot: Slot, zone_id: int | None) -> None:
    person = life.chance.choice(PEOPLE)
    ahead = timedelta(minutes=life.chance.choice((90, 150, 300, 700, 1500, 2100, 2900, 4300)) + life.chance.randrange(60))
    moment = min(slot.starts_at - ahead, life.now - timedelta(minutes=life.chance.randrange(4, 900)))
    life.at(moment, lambda at: _order(life, person, slot, zone_id, at))


def _order(life: Life, person: Person, slot: Slot, zone_id: int | None, now: datetime) -> None:
    by_phone = person.email is None
    origin = Origin("phone", staff_id=int(life.staff[-1].partition(":")[2])) if by_phone else life.doors.origin(life.chance, now)
    token = baskets.open_basket(origin=origin, language=person.language, now=now)
    for choice in choose_goods(life.chance, slot.starts_at, now, delivers=zone_id is not None):
        baskets.add(token, choice, now=now)
    kind = "delivery" if zone_id else "pickup"
    address = person.address_in(fulfilment.get_zone(zone_id)) if zone_id else {}
    details = orders.Details(
        name=person.name, email=person.email, phone=person.phone, starts_at=slot.starts_at, kind=kind, zone_id=zone_id, address=address,
        collector=person.collector, courier_note=person.courier_note if zone_id else "")
    quote = baskets.quote(baskets.find_basket(token, now=now), now=now, kind=kind, zone_id=zone_id)
    order_id = place(life.chance, quote, kind=kind, by=life.staff[-1] if by_phone else "customer", checkout=f"demo-{token}",
                     basket_token=token, details=details, seen=quote.fingerprint, origin=origin, language=person.language, now=now)
    _plan_life(life, order_id, slot, kind, now)


def _plan_life(life: Life, order_id: int, slot: Slot, kind: str, now: datetime) -> None:
    """What becomes of it: nearly always prepared, made ready and handed over about when it should be."""
    by, fate = life.chance.choice(life.staff), life.chance.random()

    def minutes(low: int, high: int) -> timedelta:
        return timedelta(minutes=life.chance.randrange(low, high))

    if fate < CALLED_OFF and slot.starts_at - now > timedelta(hours=14):
        life.at(now + minutes(20, 60), lambda at: _cancel(order_id, at))
        return

    def move(to: str) -> Callable[[datetime], None]:
        return lambda at: _move(order_id, to, by, at)

    if life.next_on == clock.day_of(slot.starts_at) != clock.day_of(life.now) and fate > EARLY_FROM:
        _plan_early(life, order_id, move)
        return
    begun = max(slot.starts_at - minutes(150, 330), now + timedelta(minutes=4))
    done = max(slot.starts_at - minutes(15, 100), begun + timedelta(minutes=9))
    if slot.starts_at < life.now:  # a large order still to come waits for the owner's yes
        life.at(now + timedelta(minutes=2), move("accepted"))
    life.at(begun, move("preparing"))
    life.at(done, move("ready"))
    if kind == "delivery":
        life.at(max(slot.starts_at, done + timedelta(minutes=5)), move("out_for_delivery"))
    if fate < CALLED_OFF + NOT_COLLECTED and kind == "pickup":
        life.at(slot.ends_at + timedelta(hours=14), move("not_collected"))
        return
    tender = life.chance.choice(("cash", "card", "card"))
    life.at(max(slot.starts_at + minutes(0, 25), done + timedelta(minutes=12)), lambda at: _hand_over(order_id, tender, by, at))


def _plan_early(life: Life, order_id: int, move: Callable[[str], Callable[[datetime], None]]) -> None:
    """The bench works ahead: on the eve, part of the next day's orders is begun, and some stand packed."""
    life.at(life.now - timedelta(minutes=3), move("preparing"))
    if life.chance.random() < 0.4:
        life.at(life.now - timedelta(minutes=2), move("ready"))


def _move(order_id: int, to: str, by: str, now: datetime) -> None:
    order = orders.get(order_id)
    if to in orders.list_moves(order):
        db.session.rollback()
        orders.move(order_id, to, by=by, via="admin", now=now)


def _cancel(order_id: int, now: datetime) -> None:
    kept = payments.what_comes_back(orders.get(order_id), now=now).kept_cents
    db.session.rollback()
    payments.cancel(order_id, by="customer", via="website", seen_kept_cents=kept, now=now)


def _hand_over(order_id: int, tender: str, by: str, now: datetime) -> None:
    due = orders.get(order_id).due_cents
    db.session.rollback()
    given = -(-due // 500) * 500 if tender == "cash" else None
    payments.hand_over(order_id, payments.Money(tender, given), by=by, via="counter", now=now)


def _mark_the_shelf(today: date, now: datetime) -> None:
    """A shelf with some life: a second bake, a tray that fell, one thing sold out until tonight."""
    elena = staff.list_members()[0].by
    limited = [product for product in catalogue.browse(per_page=200).products if product.pool_size and not product.variants]
    if len(limited) < 3:
        return
    tonight = clock.start_of(today + timedelta(days=1))
    stock.bake(limited[0], today, 12, by=elena, now=now)
    stock.waste(limited[1], today, 2, reason=stock.WASTE_REASONS[0], by=elena, now=now)
    catalogue.mark_sold_out(limited[-1].id, tonight, by=elena, now=now)
