"""Decides how the seller is kept: who the shop is, its rates of VAT."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.database import Base

Words = dict[str, str]  # the owner's own words: {"it": ..., "en": ...}


def no_words() -> Words:
    return {}


@dataclass(frozen=True)
class Identity:
    """Who sells. Legal name, address and `vat_number` stand in the footer and in every letter
    (Codice del Consumo art. 49, DPR 633/72 art. 35)."""

    group: ClassVar[str] = "identity"
    name: str = ""
    legal_name: str = ""
    street: str = ""
    postal_code: str = ""
    town: str = ""
    province: str = ""
    country: str = "IT"
    vat_number: str = ""
    phone: str = ""
    email: str = ""
    business_type: str = "Bakery"  # the schema.org type
    latitude: str = ""
    longitude: str = ""


@dataclass(frozen=True)
class Face:
    """How the shop looks and what it says: colours as #rrggbb, pictures as keys of the picture store."""

    group: ClassVar[str] = "face"
    brand_colour: str = "#A3224A"
    accent_colour: str = "#5F7F3A"
    paper_colour: str = "#FBF6EC"
    logo: str = ""
    home_picture: str = ""
    home_alt: Words = field(default_factory=no_words)
    motto: Words = field(default_factory=no_words)
    story: Words = field(default_factory=no_words)
    instagram: str = ""
    facebook: str = ""
    maps_url: str = ""


@dataclass(frozen=True)
class LegalTexts:
    """The pages the law asks for. A change of `terms` counts `terms_version` up; each order keeps the version it was placed under."""

    group: ClassVar[str] = "legal"
    terms: Words = field(default_factory=no_words)
    privacy: Words = field(default_factory=no_words)
    cookies: Words = field(default_factory=no_words)
    allergens: Words = field(default_factory=no_words)
    imprint: Words = field(default_factory=no_words)
    terms_version: int = 1


@dataclass(frozen=True)
class OrderRules:
    """How orders are taken. `accept_up_to_cents`: larger totals wait for a yes (0 = all are accepted by themselves)."""

    group: ClassVar[str] = "order_rules"
    accept_up_to_cents: int = 0
    notice_minutes: int = 30
    days_ahead: int = 60
    cancel_until_hours: int = 12
    paused_until: datetime | None = None
    extra_minutes: int = 0
    extra_until: datetime | None = None
    letters_from: str = ""
    owner_letters_to: str = ""


class VatRate(Base):
    """A rate in basis points (10 % = 1000) in force from a day on, until a later row of the same code."""

    __tablename__ = "vat_rate"
    __table_args__ = (CheckConstraint("basis_points BETWEEN 0 AND 10000", name="a_share"), {"info": {"topic": "settings"}})
    code: Mapped[str] = mapped_column(primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    basis_points: Mapped[int]
