"""Declares the socket to whoever takes cards for the shop: what is asked of it, and what it answers."""
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True)
class PayLine:
    """One line of what is paid for, as the hosted page shows it: `cents` for all of it."""

    name: str
    cents: int


@dataclass(frozen=True)
class PayPage:
    """A hosted page to be opened: `reference` is ours and the idempotency key, `lines` sum up to `cents`."""

    reference: str
    order_code: str
    cents: int
    lines: tuple[PayLine, ...]
    language: str
    email: str | None
    success_url: str
    cancel_url: str
    expires_at: datetime


@dataclass(frozen=True)
class GivenBack:
    """A refund as the gateway has it. `state` pending, succeeded, failed, cancelled; `reference` ours where we asked for it."""

    id: str
    cents: int
    state: str
    reference: str = ""


@dataclass(frozen=True)
class Dispute:
    """The customer's bank wants the money back. `state` open, won, lost."""

    id: str
    cents: int
    state: str


@dataclass(frozen=True)
class Intent:
    """Money on its way, as it is there now. `state` waiting, processing, succeeded, failed, cancelled; `cents` received once
    succeeded, else asked; `reference` and `order_code` as we gave them; `fee_cents` where told already."""

    id: str
    state: str
    cents: int
    currency: str
    reference: str = ""
    order_code: str = ""
    fee_cents: int = 0
    refunds: tuple[GivenBack, ...] = ()
    dispute: Dispute | None = None


@dataclass(frozen=True)
class OpenPage:
    """A hosted page as it is there now. `state` open, complete, expired; a complete one may still be unpaid (a delayed method)."""

    id: str
    state: str
    url: str
    cents: int
    currency: str
    reference: str
    order_code: str
    intent: Intent | None = None


@dataclass(frozen=True)
class PayNotice:
    """What the gateway tells: `object_id` is a page (`cs_`), an intent (`pi_`) or something else's intent; everything is fetched fresh."""

    id: str
    kind: str
    object_id: str
    sent_at: datetime


@dataclass(frozen=True)
class BankTransfer:
    """A payout: money sent to the shop's bank account."""

    id: str
    cents: int
    state: str
    arrives_on: date


class GatewayBusy(Exception):
    """Too many calls are in flight already: refused at once, nothing was asked."""


class GatewayAway(OSError):
    """No answer, or none that helps: nobody knows what happened. The same call with the same reference is safe to repeat."""


class GatewayRefused(Exception):
    """The gateway said no for good: `code` its own word for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BadNotice(Exception):
    """The signature is not the gateway's, or the body no notice."""


class Gateway(Protocol):
    """Who takes cards for the shop. Every call may raise GatewayBusy, GatewayAway, GatewayRefused; none is made within a write."""

    @property
    def kind(self) -> str:
        """`stripe`, `play` (money that does not exist) or `none`."""

    def is_open(self) -> bool:
        """Whether anything can be paid through it at all."""

    def has_reader(self) -> bool:
        """Whether a card reader on the counter is set up."""

    def open_page(self, asked: PayPage) -> OpenPage:
        """Open a hosted page; the same reference again returns the same page."""

    def look_at_page(self, page_id: str) -> OpenPage:
        """The page fresh, with its intent."""

    def close_page(self, page_id: str) -> OpenPage:
        """Let nobody pay on it any more; the page as it is then: expired, or complete if somebody was faster."""

    def look_at_intent(self, intent_id: str) -> Intent:
        """The intent fresh, with its refunds, its fee and a dispute."""

    def give_back(self, intent_id: str, *, cents: int, reference: str) -> GivenBack:
        """Ask for a refund; the same reference again returns the same refund."""

    def start_reader(self, *, cents: int, reference: str, order_code: str) -> Intent:
        """Show the sum on the reader and wait for a card there; the same reference again returns the same intent."""

    def stop_reader(self, intent_id: str) -> Intent:
        """Take the sum off the reader; the intent as it is then: cancelled, or succeeded if the card was faster."""

    def read_notice(self, body: bytes, signature: str) -> PayNotice:
        """Raises BadNotice unless the raw body carries the gateway's signature."""

    def list_notices(self, since: datetime) -> list[PayNotice]:
        """What the gateway told, or tried to tell, from a moment on, oldest first."""

    def list_transfers(self, since: datetime) -> list[BankTransfer]:
        """Payouts made or planned from a moment on."""


class PlayPages(Protocol):
    """What the gateway of kind `play` can do beside: its hosted pages are ours."""

    def look_at_page(self, page_id: str) -> OpenPage:
        """The page fresh."""

    def show(self, page_id: str) -> PayPage:
        """What the page asks for. Raises GatewayRefused when there is none."""

    def press(self, page_id: str, deed: str) -> PayNotice | None:
        """`pay` or `later`, as somebody at the page does; what is told of it, None where the page was open no more."""
