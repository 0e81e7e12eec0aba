"""Decides which fields the owner's forms have, how each is read, and how they become settings."""
from dataclasses import dataclass
from datetime import date
from typing import Any

from shop.admin.typed import (
    Colour,
    Degrees,
    Facebook,
    Instagram,
    LongText,
    Mailbox,
    Percent,
    PostalCode,
    Province,
    Telephone,
    VatNumber,
    WebAddress,
)
from shop.kernel.refusal import Refusal
from shop.kernel.wording import decimal
from shop.web.colours import AA, find_unreadable
from shop.web.forms import Cents
from shop.web.rendering import reader

TEXTS = ("terms", "privacy", "cookies", "allergens", "imprint")


class UnreadablePaper(Refusal):
    code, field, status = "unreadable_paper", "paper_colour", 422


class UnreadableBrand(Refusal):
    code, field, status = "unreadable_brand", "brand_colour", 422


class OutOfRange(Refusal):
    code, status = "out_of_range", 422


class NoticeOutOfRange(OutOfRange):
    field = "notice_minutes"


class DaysOutOfRange(OutOfRange):
    field = "days_ahead"


class HoursOutOfRange(OutOfRange):
    field = "cancel_until_hours"


@dataclass(frozen=True)
class IdentityForm:
    name: str
    legal_name: str
    street: str
    postal_code: PostalCode
    town: str
    vat_number: VatNumber
    email: Mailbox
    province: Province = Province("")
    phone: Telephone = Telephone("")
    business_type: str = "Bakery"
    latitude: Degrees = Degrees("")
    longitude: Degrees = Degrees("")


@dataclass(frozen=True)
class LooksForm:
    """Colours people could not read are refused here, before anyone sees them."""

    brand_colour: Colour
    accent_colour: Colour
    paper_colour: Colour
    home_alt_it: str = ""
    home_alt_en: str = ""

    def __post_init__(self) -> None:
        worst = find_unreadable(self.brand_colour, self.paper_colour)
        if worst is not None:
            refusal = UnreadablePaper if worst.field == "paper_colour" else UnreadableBrand
            raise refusal(ratio=decimal(worst.ratio, reader()), least=decimal(AA, reader()))

    def as_face(self) -> dict[str, Any]:
        return {"brand_colour": self.brand_colour, "accent_colour": self.accent_colour, "paper_colour": self.paper_colour,
                "home_alt": {"it": self.home_alt_it, "en": self.home_alt_en}}


@dataclass(frozen=True)
class WordsForm:
    motto_it: str = ""
    motto_en: str = ""
    story_it: str = ""
    story_en: str = ""
    instagram: Instagram = Instagram("")
    facebook: Facebook = Facebook("")
    maps_url: WebAddress = WebAddress("")

    def as_face(self) -> dict[str, Any]:
        return {"motto": {"it": self.motto_it, "en": self.motto_en}, "story": {"it": self.story_it, "en": self.story_en},
                "instagram": self.instagram, "facebook": self.facebook, "maps_url": self.maps_url}


@dataclass(frozen=True)
class RulesForm:
    accept_up_to_cents: Cents = Cents(0)
    notice_minutes: int = 30
    days_ahead: int = 60
    cancel_until_hours: int = 12
    letters_from: Mailbox = Mailbox("")
    owner_letters_to: Mailbox = Mailbox("")

    def __post_init__(self) -> None:
        for value, most, refusal in ((self.notice_minutes, 10_080, NoticeOutOfRange), (self.days_ahead, 365, DaysOutOfRange),
                                     (self.cancel_until_hours, 720, HoursOutOfRange)):
            if not 0 <= value <= most:
                raise refusal(least=0, most=most)


@dataclass(frozen=True)
class TextsForm:
    """Plain words: paragraphs are parted by an empty line, and nothing in them is ever read as HTML."""

    terms_it: LongText
    privacy_it: LongText
    terms_en: LongText = LongText("")
    privacy_en: LongText = LongText("")
    cookies_it: LongText = LongText("")
    cookies_en: LongText = LongText("")
    allergens_it: LongText = LongText("")
    allergens_en: LongText = LongText("")
    imprint_it: LongText = LongText("")
    imprint_en: LongText = LongText("")

    def as_texts(self) -> dict[str, Any]:
        typed = vars(self)
        return {name: {language: typed[f"{name}_{language}"] for language in ("it", "en")} for name in TEXTS}


@dataclass(frozen=True)
class RateForm:
    vat: str
    percent: Percent
    from_on: date
