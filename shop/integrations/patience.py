"""Decides how long a call to Stripe may take, how often it is tried again, and how many run at once."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import uniform
from threading import BoundedSemaphore
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from shop.kernel.gateway import GatewayAway, GatewayBusy, GatewayRefused

if TYPE_CHECKING:
    from stripe import StripeError

log = logging.getLogger(__name__)
MOST_IN_FLIGHT = 2
KEYS_REFUSED = (401, 403)
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Patience:
    """Seconds for one try and `retries` further ones; none is begun after `begin_s`, however many calls one act needs. After one that was
    waited for in vain nothing is asked for `rest_s`: the worker has letters to send as well."""

    connect_s: float
    read_s: float
    retries: int
    begin_s: float
    pause_s: float  # before the next try; longer each time when told that we ask too often
    rest_s: float = 0


SOMEBODY_WAITS = Patience(connect_s=2, read_s=5, retries=1, begin_s=6.5, pause_s=0.4)
NOBODY_WAITS = Patience(connect_s=5, read_s=10, retries=2, begin_s=60, pause_s=1.5, rest_s=120)


@dataclass
class Turn:
    """One act at the gateway, of one or more calls."""

    patience: Patience
    began: float = field(default_factory=monotonic)

    def ask(self, call: Callable[[], Answer]) -> Answer:
        """Make one call, and again where that is safe and may help: every call that changes something carries its own key."""
        from stripe import StripeError

        for tried in range(self.patience.retries + 1):
            try:
                return call()
            except StripeError as failure:
                judge(failure)
                if tried == self.patience.retries or self._is_late():
                    give_up(failure)
                pause = self._pause(tried, failure.http_status == 429)
            sleep(pause)
        raise GatewayAway("no try left")

    def _is_late(self) -> bool:
        return monotonic() - self.began > self.patience.begin_s

    def _pause(self, tried: int, asks_too_often: bool) -> float:
        longest = self.patience.pause_s * (2 ** (tried + 1) if asks_too_often else 1)
        return uniform(longest / 2, longest)  # noqa: S311  # so that those who were refused together don't return together


class Line:
    """The way to Stripe of one process: beyond two acts at once everybody is sent away, so that a hanging Stripe stops nobody else."""

    def __init__(self, patience: Patience, most: int = MOST_IN_FLIGHT) -> None:
        self._patience, self._places, self._rests_until = patience, BoundedSemaphore(most), 0.0

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Raises GatewayBusy at once when no place is free, GatewayAway while it rests."""
        if monotonic() < self._rests_until:
            raise GatewayAway("it let us wait in vain a moment ago")
        if not self._places.acquire(blocking=False):
            raise GatewayBusy
        turn = Turn(self._patience)
        try:
            yield turn
        except GatewayAway:
            if monotonic() - turn.began >= self._patience.read_s:
                self._rests_until = monotonic() + self._patience.rest_s
            raise
        finally:
            self._places.release()


def judge(failure: "StripeError") -> None:
    """Raises GatewayRefused for a no that stays one; says nothing where the next try may be answered."""
    status = failure.http_status
    if status is None or status in (409, 429) or status in KEYS_REFUSED or status >= 500:
        return
    raise GatewayRefused(code_of(failure)) from None


def code_of(failure: "StripeError") -> str:
    """Stripe's own word for its no; never its sentence, which may repeat what was sent."""
    told: Any = failure.json_body if isinstance(failure.json_body, dict) else {}
    error: Any = told.get("error") if isinstance(told.get("error"), dict) else {}
    return str(error.get("code") or error.get("type") or f"status_{failure.http_status}")


def give_up(failure: "StripeError") -> NoReturn:
    """Nobody knows what happened. What is logged and raised names no key: of the failure only its kind and status."""
    if failure.http_status in KEYS_REFUSED:
        log.error("Stripe refuses our key: nothing can be paid online until it is right")
    raise GatewayAway(f"Stripe did not help: {type(failure).__name__} {failure.http_status or ''}".rstrip()) from None
