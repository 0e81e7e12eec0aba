"""Decides the rate of VAT that a code stands for on a day."""

from datetime import date, datetime

from sqlalchemy import select

from shop.domain.business.models import VatRate
from shop.kernel import audit
from shop.kernel.database import db, writing
from shop.kernel.refusal import Refusal
from shop.kernel.snapshots import Snapshot

TAXED = ("bread", "reduced_5", "reduced", "ordinary")
VOUCHER = "voucher"  # good for goods of several rates: no VAT until it is spent (DPR 633/72 art. 6-quater)
VAT_CODES = (*TAXED, VOUCHER)
# DPR 633/72: tabella A parte II (4 %), parte II-bis (5 %), parte III (10 %), art. 16 (22 %); the owner's rows come on top
BY_LAW = {"bread": 400, "reduced_5": 500, "reduced": 1000, "ordinary": 2200}

_rates: Snapshot[list[tuple[str, date, int]]] = Snapshot(
    ("settings",),
    lambda: [(row.code, row.from_on, row.basis_points) for row in db.session.scalars(select(VatRate).order_by(VatRate.from_on))],
)


class UnknownVatRate(Refusal):
    code = "unknown_vat_rate"
    field = "vat"


def vat_basis_points(code: str | None, on: date) -> int:
    """The rate in basis points (10 % = 1000) in force on the shop's day. Raises UnknownVatRate for a code nobody set."""
    if code == VOUCHER:
        return 0
    found = next((bp for known, from_on, bp in reversed(_rates.get()) if known == code and from_on <= on), BY_LAW.get(code or ""))
    if found is None:
        raise UnknownVatRate(vat=code)
    return found


def list_vat_rates() -> list[tuple[str, date | None, int]]:
    """(code, from which day, basis points): the rates by law, then the owner's, oldest first."""
    return [(code, None, bp) for code, bp in BY_LAW.items()] + [*_rates.get()]


def set_vat_rate(code: str, *, from_on: date, basis_points: int, by: str, now: datetime) -> None:
    """From that day on the code stands for this rate; orders placed before keep theirs."""
    if code not in TAXED:
        raise UnknownVatRate(vat=code)
    with writing():
        db.session.merge(VatRate(code=code, from_on=from_on, basis_points=basis_points))
        db.session.flush()
        audit.note(what="vat.changed", by=by, about=f"vat:{code}", at=now, from_on=from_on, basis_points=basis_points)
