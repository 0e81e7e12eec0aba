"""Decides what the shop does again and again by itself; a part that fails never stops the others."""
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

from flask import current_app

from shop.domain import baskets, business, campaigns, catalogue, commissions, customers, giftcards, letters, payments, posts, staff
from shop.kernel import backups, clock, events, ports
from shop.kernel.database import db

log = logging.getLogger(__name__)
PAUSE_S = 1.0
_made: set[str] = set()  # by this process; making the sizes of a picture again changes nothing
_damaged: set[str] = set()


@dataclass(frozen=True)
class Part:
    """`verb` does what is due at a moment and says how much it did; asked again after `every`, or at once if it `hurries` and did any."""

    name: str
    verb: Callable[[datetime], int]
    every: timedelta = timedelta(0)
    hurries: bool = False


def _back_up(now: datetime) -> int:
    return backups.make_daily(Path(current_app.config["SHOP_DATA"]), now)


def _send_offers(now: datetime) -> int:
    return campaigns.send_due(now, folder=Path(current_app.config["SHOP_DATA"]))


def _make_sizes(_now: datetime) -> int:
    """One picture a round, so that letters don't wait for a whole album. The home picture belongs to no product."""
    waiting = [key for key in (*catalogue.list_pictures_without_sizes(), *_faces_without_sizes()) if key not in _damaged]
    db.session.rollback()
    for key in waiting[:1]:
        try:
            ports.picture_store().make_sizes(key)
        except Exception:  # whatever is wrong with this file, the others get their sizes; tried again after a restart
            log.exception("no sizes can be made of picture %s: its original serves", key)
            _damaged.add(key)
            return 0
        catalogue.note_sizes_made(key)
        _made.add(key)
    return len(waiting[:1])


def _faces_without_sizes() -> list[str]:
    face = business.face()
    return [key for key in (face.home_picture, face.logo, *campaigns.list_pictures()) if key and key not in _made]


PARTS = (
    Part("what must be heard", events.deliver_due),
    Part("letters", letters.deliver_due),
    Part("letters with gift cards", giftcards.send_due),
    Part("orders nobody paid for", payments.expire_unpaid, timedelta(seconds=10)),
    Part("what happened at the gateway", payments.reconcile, timedelta(seconds=10)),
    Part("payouts", payments.note_transfers, timedelta(hours=1)),
    Part("reminders of balances", payments.remind_balances, timedelta(minutes=10)),
    Part("posts", posts.publish_due),
    Part("emailed offers", _send_offers, hurries=True),
    Part("files of contacts", campaigns.work_contacts, hurries=True),
    Part("imports of products", catalogue.work_imports),
    Part("sizes of pictures", _make_sizes),
    Part("photos of wishes that came to nothing", commissions.drop_photos, timedelta(hours=1)),
    Part("old baskets", lambda now: baskets.drop_old(now=now), timedelta(hours=1)),
    Part("expired sign-ins", staff.forget_expired, timedelta(hours=1)),
    Part("expired sign-ins of customers", customers.forget_visits, timedelta(hours=1)),
    Part("gift cards that expire", giftcards.expire_due, timedelta(minutes=10)),
    Part("the daily backup", _back_up, timedelta(minutes=10)),
)


class Round:
    """The parts with the moment each is due again."""

    def __init__(self, parts: Sequence[Part] = PARTS) -> None:
        self._parts = parts
        self._due: dict[str, datetime] = {}

    def is_pressed(self, done: Mapping[str, int]) -> bool:
        """Whether a part that hurries had something to do."""
        return any(part.hurries and done.get(part.name) for part in self._parts)

    def go(self, now: datetime) -> dict[str, int]:
        """Do what is due. Returns how much each part did; one that failed is left out and tried again when due."""
        done = {}
        for part in self._parts:
            if self._due.get(part.name, now) > now:
                continue
            self._due[part.name] = now + part.every
            try:
                done[part.name] = part.verb(now)
            except Exception:  # whatever it was, the other parts and the next round go on
                log.exception("%s failed", part.name)
            finally:
                db.session.rollback()
        return done


def work(stop: Event) -> None:
    """Go round until told to stop."""
    recurring = Round()
    while not stop.is_set():
        done = recurring.go(clock.now())
        db.session.remove()
        stop.wait(0 if recurring.is_pressed(done) else PAUSE_S)
