"""Takes money that does not exist: behaves like the real gateway, on pages of our own, so that a demo can be paid."""

import hmac
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from shop.domain.payments import PlayThing
from shop.kernel import clock
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.gateway import (
    BadNotice,
    BankTransfer,
    GatewayRefused,
    GivenBack,
    Intent,
    OpenPage,
    PayLine,
    PayNotice,
    PayPage,
)

CURRENCY = "eur"
A_WHILE = {"processing": timedelta(seconds=20), "waiting": timedelta(seconds=6)}  # how long a slow method, and a card on the reader, take
BANK_DAYS = timedelta(days=2)


class PlayGateway:
    """Remembers in the shop's own database; a thing's `kind` is what it is and how it stands, so that every step is guarded."""

    kind = "play"

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def is_open(self) -> bool:
        return True

    def has_reader(self) -> bool:
        return True

    def open_page(self, asked: PayPage) -> OpenPage:
        page_id = self._name("cs", asked.reference)
        body = {"reference": asked.reference, "order_code": asked.order_code, "cents": asked.cents, "language": asked.language,
                "lines": [[line.name, line.cents] for line in asked.lines], "success_url": asked.success_url,
                "cancel_url": asked.cancel_url, "expires_at": asked.expires_at.timestamp()}
        _keep(page_id, "page:open", body)
        if _find(page_id).body != body:
            raise GatewayRefused("idempotency_error")
        return self.look_at_page(page_id)

    def look_at_page(self, page_id: str) -> OpenPage:
        found = _find(page_id, "page")
        if _state(found) == "open" and found.body["expires_at"] <= clock.now().timestamp():
            _move(page_id, "page:open", "page:expired")
            found = _find(page_id, "page")
        body = found.body
        intent = self._intent_of(body["reference"]) if _state(found) == "complete" else None
        url = f"/{body['language']}/play/{page_id}" if _state(found) == "open" else ""
        return OpenPage(page_id, _state(found), url, body["cents"], CURRENCY, body["reference"], body["order_code"], intent)

    def _intent_of(self, reference: str) -> Intent:
        return self.look_at_intent(self._name("pi", reference))

    def close_page(self, page_id: str) -> OpenPage:
        _move(page_id, "page:open", "page:expired")
        return self.look_at_page(page_id)

    def look_at_intent(self, intent_id: str) -> Intent:
        found = _find(intent_id, "intent")
        state, body = _state(found), found.body
        if state in A_WHILE and clock.now() - found.at >= A_WHILE[state]:
            _move(intent_id, found.kind, "intent:succeeded")
            return self.look_at_intent(intent_id)
        refunds = tuple(GivenBack(one.id, one.body["cents"], "succeeded", one.body["reference"]) for one in _list(f"refund:{intent_id}"))
        fee = _fee(body["cents"]) if state == "succeeded" else 0
        return Intent(intent_id, state, body["cents"], CURRENCY, body["reference"], body["order_code"], fee, refunds)

    def give_back(self, intent_id: str, *, cents: int, reference: str) -> GivenBack:
        with writing():
            taken = db.session.scalar(select(PlayThing).where(PlayThing.id == intent_id).with_for_update())
            refunds = _list(f"refund:{intent_id}")
            known = any(one.body["reference"] == reference for one in refunds)
            left = taken.body["cents"] - sum(one.body["cents"] for one in refunds) if taken and _state(taken) == "succeeded" else 0
            if not known and cents <= left:
                insert_once(PlayThing, id=self._name("re", reference), kind=f"refund:{intent_id}", at=clock.now(),
                            body={"cents": cents, "reference": reference})
        if not known and cents > left:
            raise GatewayRefused("charge_already_refunded")
        return next(one for one in self.look_at_intent(intent_id).refunds if one.reference == reference)

    def start_reader(self, *, cents: int, reference: str, order_code: str) -> Intent:
        _keep(self._name("pi", reference), "intent:waiting", {"cents": cents, "reference": reference, "order_code": order_code})
        return self._intent_of(reference)

    def stop_reader(self, intent_id: str) -> Intent:
        _move(intent_id, "intent:waiting", "intent:cancelled")
        return self.look_at_intent(intent_id)

    def read_notice(self, body: bytes, signature: str) -> PayNotice:
        raise BadNotice

    def list_notices(self, since: datetime) -> list[PayNotice]:
        return [_notice(page.id, page.at) for page in _list("page:complete", since)]

    def list_transfers(self, since: datetime) -> list[BankTransfer]:
        """What was paid in a day is at the bank two days later."""
        days: dict[Any, int] = {}
        for paid in _list("intent:succeeded", since):
            on = clock.day_of(paid.at) + BANK_DAYS
            days[on] = days.get(on, 0) + paid.body["cents"] - _fee(paid.body["cents"])
        state = {True: "paid", False: "in_transit"}
        return [BankTransfer(f"po_play_{on:%Y%m%d}", cents, state[on <= clock.today()], on) for on, cents in sorted(days.items())]

    def show(self, page_id: str) -> PayPage:
        """What the page asks for. Raises GatewayRefused when there is none."""
        body = _find(page_id, "page").body
        return PayPage(body["reference"], body["order_code"], body["cents"], tuple(PayLine(name, cents) for name, cents in body["lines"]),
                       body["language"], None, body["success_url"], body["cancel_url"], clock.now())

    def press(self, page_id: str, deed: str) -> PayNotice | None:
        """`pay` or `later`, as somebody at the page does; what is told of it, None where the page was open no more."""
        body, now = _find(page_id, "page").body, clock.now()
        with writing():
            if not _move(page_id, "page:open", "page:complete"):
                return None
            insert_once(PlayThing, id=self._name("pi", body["reference"]), at=now, body=body,
                        kind="intent:processing" if deed == "later" else "intent:succeeded")
        return _notice(page_id, now)

    def _name(self, kind: str, reference: str) -> str:
        """The same for the same reference, and nobody can guess it."""
        return f"{kind}_play_{hmac.new(self._secret, f'{kind}:{reference}'.encode(), 'sha256').hexdigest()[:24]}"


def _notice(page_id: str, at: datetime) -> PayNotice:
    return PayNotice(f"evt_{page_id}", "checkout.session.completed", page_id, at)


def _fee(cents: int) -> int:
    """What cards usually cost: 1.5 % and 25 cents."""
    return (cents * 15 + 500) // 1_000 + 25


def _state(thing: PlayThing) -> str:
    return thing.kind.partition(":")[2]


def _keep(thing_id: str, kind: str, body: dict[str, Any]) -> None:
    with writing():
        insert_once(PlayThing, id=thing_id, kind=kind, body=body, at=clock.now())


def _move(thing_id: str, is_kind: str, kind: str) -> bool:
    with writing():
        return change(update(PlayThing).where(PlayThing.id == thing_id, PlayThing.kind == is_kind).values(kind=kind, at=clock.now())) == 1


def _find(thing_id: str, what: str = "") -> PlayThing:
    found = db.session.scalar(select(PlayThing).where(PlayThing.id == thing_id).execution_options(populate_existing=True))
    if found is None or not found.kind.startswith(what):
        raise GatewayRefused("resource_missing")
    return found


def _list(kind: str, since: datetime | None = None) -> list[PlayThing]:
    wanted = select(PlayThing).where(PlayThing.kind == kind).order_by(PlayThing.at, PlayThing.id)
    return list(db.session.scalars(wanted.where(PlayThing.at >= since) if since else wanted))
