"""What happens to the people of the shop, in the past tense; ids only."""

from dataclasses import dataclass
from typing import ClassVar

from shop.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CodeAsked(Event):
    """Somebody wants to sign in with an address: the code goes there."""

    name: ClassVar[str] = "customer.code_asked"
    code_id: int
    language: str


@dataclass(frozen=True, kw_only=True)
class OffersAsked(Event):
    """An address is to receive offers once its reader confirms it."""

    name: ClassVar[str] = "customer.offers_asked"
    language: str


@dataclass(frozen=True, kw_only=True)
class CustomerErased(Event):
    """A person wants to be forgotten: at once, every room forgets what it keeps of these rows."""

    name: ClassVar[str] = "customer.erased"
    ids: list[int]


@dataclass(frozen=True, kw_only=True)
class ConsentNoted(Event):
    """Somebody agreed to what is kept of them (profiling, allergies) or took it back: `ids` are the rows that are the person."""

    name: ClassVar[str] = "customer.consent_noted"
    purpose: str
    act: str
    ids: list[int]
