"""Reads what staff typed as the offer for a wish, draws it again, and says it in the words that go to the customer."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import request

from shop.domain import business
from shop.domain.catalogue import ALLERGENS
from shop.domain.commissions import LONGEST_NAME, LONGEST_WORDS, Commission, Offer, OfferDeposit, may_be_offered, share_of
from shop.kernel import clock
from shop.kernel.wording import pick, say
from shop.web.forms import Cents, Form, attempt, read

GOOD_FOR_DAYS = 7
VAT_CODES = tuple(code for code in business.VAT_CODES if code != "voucher")


@dataclass(frozen=True)
class Typed:
    """The form. `deposit` in euro, or in percent of the price with its sign."""

    name_it: str
    cents: Cents
    good_until: date
    seen_version: int = 0
    name_en: str = ""
    vat: str = ""
    deposit: str = ""
    lead_hours: int = 0
    words: str = ""
    contains: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()
    holds_none: bool = False


@dataclass(frozen=True)
class Ready:
    offer: Offer
    good_until: datetime
    seen_version: int


def read_offer(language: str) -> Form[Ready]:
    form = read(Typed, request.form, language)
    ready = attempt(form, _ready)
    return Form[Ready](language, form.typed, ready, _at_fields(form.errors))


def _at_fields(errors: dict[str, str]) -> dict[str, str]:
    return {"name_it" if name == "name" else name: sentence for name, sentence in errors.items()}


def _ready(typed: Typed) -> Ready:
    name = {"it": typed.name_it} | ({"en": typed.name_en} if typed.name_en else {})
    offer = Offer(name, typed.cents, typed.vat, typed.contains, typed.traces, typed.holds_none, deposit_of(typed.deposit, typed.cents),
                  typed.words[:LONGEST_WORDS], typed.lead_hours * 60)
    return Ready(offer, clock.start_of(typed.good_until + timedelta(days=1)) - timedelta(minutes=1), typed.seen_version)


def deposit_of(typed: str, cents: int) -> int:
    """`30`, `30,00`, `30 %`; nothing typed is no deposit. Raises OfferDeposit."""
    share = typed.strip().removesuffix("%").strip()
    if not share:
        return 0
    if typed.strip().endswith("%"):
        if not share.isascii() or not share.isdigit() or not 0 <= int(share[:4]) <= 100:
            raise OfferDeposit
        return share_of(cents, int(share))
    amount = read(Amount, {"cents": share}, "it").asked
    if amount is None:
        raise OfferDeposit
    return amount.cents


@dataclass(frozen=True)
class Amount:
    cents: Cents


def draw_offer(wish: Commission, form: Form[Any]) -> dict[str, Any]:
    """What the form of the offer shows: what was typed, else the last offer, else what fits most."""
    drawn = {name: form.value(name, value) for name, value in _kept(wish).items()}
    typed: Any = form.typed
    refused = "seen_version" in typed
    ticked = {name: typed.getlist(name) if refused else wish.offer.get(kept, [])
              for name, kept in (("contains", "allergens"), ("traces", "traces"))}
    none = typed.get("holds_none") if refused else bool(wish.offer) and not wish.offer["allergens"]
    return {"drawn": drawn, "ticked": ticked, "holds_none": bool(none), "allergens": ALLERGENS, "rates": _rates(form.language),
            "longest_name": LONGEST_NAME, "longest_words": LONGEST_WORDS, "may_offer": may_be_offered(wish)}


def _rates(language: str) -> list[tuple[str, str]]:
    return [(code, say(f"admin.settings.vat.{code}", language)) for code in VAT_CODES]


def _kept(wish: Commission) -> Mapping[str, Any]:
    offer = wish.offer
    last_on = min(clock.today() + timedelta(days=GOOD_FOR_DAYS), max(clock.today(), wish.on - timedelta(days=1)))
    if not offer:
        return {"name_it": "", "name_en": "", "cents": "", "vat": "reduced", "deposit": "", "lead_hours": "48", "words": "",
                "good_until": last_on.isoformat()}
    return {"name_it": offer["name"].get("it", ""), "name_en": offer["name"].get("en", ""), "cents": _euro(offer["cents"]),
            "vat": offer["vat"], "deposit": _euro(offer["deposit_cents"]) if offer["deposit_cents"] else "",
            "lead_hours": str(offer["lead_minutes"] // 60), "words": offer["words"], "good_until": last_on.isoformat()}


def _euro(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"


def words_of(ready: Ready | None, language: str, page: str, way: str) -> str:
    """As it stands in the talk; with the way to the page where no letter shows it."""
    if ready is None:
        return ""
    offer = ready.offer
    deposit = say("cakes.said.deposit", language, deposit_cents=offer.deposit_cents) if offer.deposit_cents else ""
    text = say("cakes.said.offer", language, words=offer.words, name=pick(offer.name, language), offer_cents=offer.cents, deposit=deposit,
               until_at=ready.good_until).strip()
    return text if way == "letter" else f"{text}\n{say('cakes.said.link', language, page=page)}"
