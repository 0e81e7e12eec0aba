"""Decides what follows from what the gateway has and what we know: the steps are the same in whatever order its notices come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shop.kernel.gateway import Dispute, GivenBack, Intent, OpenPage

EURO = "eur"
RANK = {"new": 0, "open": 1, "processing": 2, "failed": 3, "expired": 3, "paid": 4}  # a session never goes back
ANSWERS = {"succeeded": "done", "failed": "failed", "cancelled": "failed"}
OF_PARKED = "parked:"  # how references of refunds begin that give back money which was never booked


@dataclass(frozen=True)
class There:
    """What is at the gateway: a page with its intent, or an intent alone. `page_state` is empty where there is no page."""

    reference: str
    order_code: str
    page_state: str = ""
    page_id: str | None = None
    url: str = ""
    intent: Intent | None = None


@dataclass(frozen=True)
class Known:
    """What the shop has written down: the session, and what it booked of this intent. `refunds` {our reference, or the
    gateway's id: its state}."""

    state: str
    how: str
    cents: int
    order_code: str
    is_booked: bool = False
    fee_cents: int = 0
    is_disputed: bool = False
    refunds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    page_id: str
    url: str
    intent_id: str | None


@dataclass(frozen=True)
class Moved:
    to: str


@dataclass(frozen=True)
class Misfit:
    """Money that is not what was asked for: nothing is fulfilled, the owner decides."""

    why: str
    intent: Intent


@dataclass(frozen=True)
class Taken:
    intent: Intent


@dataclass(frozen=True)
class FeeTold:
    intent_id: str
    cents: int


@dataclass(frozen=True)
class Seen:
    """Given back, or claimed by the customer's bank: ours or not, it is not noted so far."""

    intent_id: str
    what: GivenBack | Dispute


Step = Opened | Moved | Misfit | Taken | FeeTold | Seen


def of_page(page: OpenPage) -> There:
    return There(page.reference, page.order_code, page.state, page.id, page.url, page.intent)


def of_intent(intent: Intent) -> There:
    return There(intent.reference, intent.order_code, intent=intent)


def decide(known: Known, there: There) -> tuple[Step, ...]:
    """The steps from what we know to what is there, money before what was given back of it. Pure; once they are done, none follow."""
    return tuple(_steps(known, there))


def _steps(known: Known, there: There) -> Iterator[Step]:
    intent = there.intent
    if known.state == "new" and (there.page_id or (intent and known.how == "reader")):
        yield Opened(there.page_id or (intent.id if intent else ""), there.url, intent.id if intent else None)
    why = misfit(known, intent, there.order_code) if intent and not known.is_booked else ""
    to = "failed" if why else state_of(known.how, there)
    if RANK[to] > RANK[known.state]:
        yield Moved(to)
    if intent and why:
        yield Misfit(why, intent)
    elif intent and intent.state == "succeeded":
        if not known.is_booked:
            yield Taken(intent)
        yield from _after_taking(known, intent)


def misfit(known: Known, intent: Intent, order_code: str) -> str:
    """What is wrong with money that came; empty where nothing is, or none came."""
    if intent.state != "succeeded":
        return ""
    if intent.currency.lower() != EURO:
        return "wrong_currency"
    if order_code != known.order_code:
        return "wrong_order"
    return "" if intent.cents == known.cents else "wrong_amount"


def state_of(how: str, there: There) -> str:
    """The state of the session that what is there asks for; `new` where it asks for nothing."""
    stands = there.intent.state if there.intent else "waiting"
    if stands == "succeeded":
        return "paid"
    if there.page_state == "complete":
        return "failed" if there.intent and stands != "processing" else "processing"
    if there.page_state:
        return "expired" if there.page_state == "expired" else "processing" if stands == "processing" else "open"
    if how == "page":  # an intent alone says nothing of the page: the next try on it may succeed
        return "new"
    return {"waiting": "open", "cancelled": "expired"}.get(stands, stands)


def _after_taking(known: Known, intent: Intent) -> Iterator[Step]:
    if known.is_booked and intent.fee_cents and intent.fee_cents != known.fee_cents:
        yield FeeTold(intent.id, intent.fee_cents)
    for given in intent.refunds:
        if is_news(known, given):
            yield Seen(intent.id, given)
    if intent.dispute and (not known.is_disputed or intent.dispute.state != "open"):
        yield Seen(intent.id, intent.dispute)


def is_news(known: Known, given: GivenBack) -> bool:
    """Whether a refund there is not noted here as it is."""
    state = known.refunds.get(given.reference) or known.refunds.get(given.id)
    answer = ANSWERS.get(given.state, "asked")
    if state is None:
        return answer != "failed" and not given.reference.startswith(OF_PARKED)
    return answer not in ("asked", state)
