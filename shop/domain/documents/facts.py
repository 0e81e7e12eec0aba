"""Decides what an invoice is made of: the two parties, its lines, and the amounts of each rate."""

from dataclasses import asdict, dataclass
from typing import ClassVar, Self

from shop.kernel.money import vat_inside

COMPANY, PERSON, FOREIGN = KINDS = ("company", "person", "foreign")
NOBODYS_CODE, ABROAD_CODE = "0000000", "XXXXXXX"  # codice destinatario of who has none, and of who is abroad
REGIMES = ("RF01", "RF02", "RF04", "RF05", "RF06", "RF07", "RF08", "RF09", "RF10", "RF11", "RF12", "RF13", "RF14", "RF15", "RF16", "RF17",
           "RF18", "RF19", "RF20")  # fmt: skip
WAYS_TO_PAY = {"cash": "MP01", "card": "MP08", "online": "MP08", "reader": "MP08", "gift_card": "MP22", "credit": "MP22"}


@dataclass(frozen=True)
class Party:
    """Who an invoice is made out to, and who issues it. `recipient`: codice destinatario, seven characters; `vat_number` without its
    country in Italy, with it elsewhere; `regime`, `rea_office`, `rea_number` only of the seller."""

    kind: str = COMPANY
    name: str = ""
    vat_number: str = ""
    fiscal_code: str = ""
    recipient: str = ""
    pec: str = ""
    street: str = ""
    postal_code: str = ""
    town: str = ""
    province: str = ""
    country: str = "IT"
    regime: str = ""
    rea_office: str = ""
    rea_number: str = ""

    @classmethod
    def of(cls, kept: dict[str, str]) -> Self:
        return cls(**{name: value for name, value in kept.items() if name in cls.__dataclass_fields__})

    def as_kept(self) -> dict[str, str]:
        """Only what is known, for an order or an invoice to keep."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class SellerFacts:
    """What an invoice says of the seller beyond its name, address and VAT number; `fiscal_tenders`: sales paid so are taken for rung up on
    the fiscal printer without anybody saying so."""

    group: ClassVar[str] = "invoices"
    fiscal_code: str = ""
    regime: str = "RF01"
    rea_office: str = ""
    rea_number: str = ""
    fiscal_tenders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Detail:
    """One line of an invoice: `cents` with VAT, of one rate (`vat` basis points); `unit` `kg` counts grams."""

    name: str
    quantity: int
    unit: str
    cents: int
    vat: int


@dataclass(frozen=True)
class Amounts:
    """One rate of an invoice in cents: what is taxed, the tax, and both together."""

    basis_points: int
    net_cents: int
    tax_cents: int

    @property
    def gross_cents(self) -> int:
        return self.net_cents + self.tax_cents


def amounts_of(vat: dict[str, int]) -> list[Amounts]:
    """Every rate that an invoice holds, the lowest first."""
    ordered = sorted((int(rate), cents) for rate, cents in vat.items() if cents)
    return [Amounts(rate, cents - vat_inside(cents, rate), vat_inside(cents, rate)) for rate, cents in ordered]
