"""Decides that an order can be paid on a hosted page: one is alive for an order at a time, however often it is asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import func, select

from shop.domain import orders
from shop.domain.orders import LIVE, UNPAID, Order
from shop.domain.payments.attempting import find_alive
from shop.domain.payments.closing import close
from shop.domain.payments.itemising import itemise
from shop.domain.payments.models import PaymentSession
from shop.domain.payments.opening import CALL, PaymentAway, PaymentBusy, PaymentOnItsWay, claim, open_session
from shop.domain.payments.rules import payment_rules
from shop.kernel import ports
from shop.kernel.database import db, writing
from shop.kernel.refusal import Refusal

PAGE = timedelta(minutes=31)  # the gateway wants at least 30 from when it hears of the page
GRACE = timedelta(minutes=4)  # what is held stays so a little longer than it can be paid for
NEARLY_OVER = timedelta(minutes=2)
MOST_PAGES = 6  # for one order that takes places: nobody holds them for ever


class NothingToPay(Refusal):
    code = "nothing_to_pay"


class NotPayable(Refusal):
    """It was called off, let go, or opened too often."""

    code = "not_payable"


@dataclass(frozen=True)
class Started:
    """`url` leads to the hosted page; empty while another request is opening it right now."""

    session: PaymentSession
    url: str


def start(order_id: int, *, success_url: str, cancel_url: str, by: str, now: datetime, cents: int | None = None) -> Started:
    """The page on which an order's deposit, its rest, or just `cents` of it can be paid; the same page while it is alive.

    Raises PaymentBusy, PaymentAway, NothingToPay, NotPayable."""
    if not (payment_rules().online and ports.gateway().is_open()):
        raise PaymentAway
    _close_outdated(order_id, cents, now)
    asked = {"success_url": success_url, "cancel_url": cancel_url, "expires_at": (now + PAGE).isoformat()}
    session, is_ours = begin(order_id, how="page", cents=cents, asked=asked, by=by, now=now)
    if not is_ours:
        return Started(session, session.url)
    was_tried = session.looks > 1
    opened = open_session(session.id, now=now)
    if opened.state == "failed" and was_tried:  # the first call had never arrived, and its time is over
        return start(order_id, success_url=success_url, cancel_url=cancel_url, by=by, now=now, cents=cents)
    if opened.state == "failed":
        raise PaymentAway
    return Started(opened, opened.url if opened.state == "open" else "")


def _close_outdated(order_id: int, cents: int | None, now: datetime) -> None:
    """A page over another sum, or one about to run out, is closed before the next is opened."""
    order, alive = orders.get(order_id), find_alive(order_id)
    if alive is None or alive.how != "page" or alive.state != "open":
        return
    if alive.cents != wanted_cents(order, cents) or alive.expires_at <= now + NEARLY_OVER:
        close(order_id, now=now)


def wanted_cents(order: Order, cents: int | None) -> int:
    """What a session would take. Raises NotPayable, NothingToPay."""
    _refuse_unpayable(order)
    due = order.due_now_cents if order.state in UNPAID else order.due_cents
    wanted = due if cents is None else cents
    if wanted <= 0 or wanted > order.due_cents:
        raise NothingToPay
    return wanted


def _refuse_unpayable(order: Order) -> None:
    if order.state not in (*UNPAID, *LIVE):
        raise NotPayable


def begin(
    order_id: int, *, how: str, cents: int | None, asked: dict[str, Any], by: str, now: datetime
) -> tuple[PaymentSession, bool]:
    """The order's alive session, and whether it is this caller who has to make the call for it (see open_session)."""
    with writing():
        order, alive = orders.hold(order_id), find_alive(order_id)
        _refuse_unpayable(order)
        if alive is None:
            return _write(order, how, wanted_cents(order, cents), asked, by, now), True
        if alive.how != how:
            raise PaymentBusy
        if alive.state == "processing":
            raise PaymentOnItsWay
        return alive, alive.state == "new" and claim(alive, now)


def _write(order: Order, how: str, cents: int, asked: dict[str, Any], by: str, now: datetime) -> PaymentSession:
    if how == "page":
        _keep_places(order, now)
        asked = asked | {"lines": [vars(line) for line in itemise(order, cents)], "language": order.language, "email": order.email}
    session = PaymentSession(
        order_id=order.id, reference=token_urlsafe(18), alive=order.id, how=how, cents=cents, asked=asked | {"order_code": order.code},
        made_at=now, expires_at=now + PAGE, look_at=now + CALL, looks=1, by=by,
    )
    db.session.add(session)
    db.session.flush()
    return session


def _keep_places(order: Order, now: datetime) -> None:
    """What an order holds stays held as long as its page lives. Raises NotPayable for one that keeps its places that way too long."""
    until = now + PAGE + GRACE
    if order.pay_by_at is None or order.pay_by_at >= until:
        return
    pages = db.session.scalar(select(func.count(PaymentSession.id)).where(PaymentSession.order_id == order.id)) or 0
    if pages >= MOST_PAGES:
        raise NotPayable
    orders.wait_until(order.id, until)
