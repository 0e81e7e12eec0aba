"""Decides what others know of a product: frozen facts, read once per revision and shared by all threads."""
from dataclasses import dataclass
from datetime import UTC, date, datetime

from shop.domain.business import VOUCHER

Words = dict[str, str]
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)  # sold out until further notice
# Regulation (EU) 1169/2011, Annex II, in its order
ALLERGENS = ("gluten", "crustaceans", "eggs", "fish", "peanuts", "soy", "milk", "nuts",
             "celery", "mustard", "sesame", "sulphites", "lupin", "molluscs")


def in_season(on: date, season_from: str | None, season_to: str | None, from_on: date | None, until_on: date | None) -> bool:
    """Whether a day lies in the yearly season (`MM-DD`, may wrap over New Year) and between the dates; what is not set does not bind."""
    if (from_on and on < from_on) or (until_on and on > until_on):
        return False
    if not season_from or not season_to:
        return True
    day = f"{on:%m-%d}"
    if season_from <= season_to:
        return season_from <= day <= season_to
    return day >= season_from or day <= season_to


@dataclass(frozen=True)
class Category:
    id: int
    slug: str
    name: Words


@dataclass(frozen=True)
class Picture:
    key: str
    width: int
    height: int
    alt: Words
    has_sizes: bool


@dataclass(frozen=True)
class Variant:
    id: int
    name: Words
    price_cents: int
    net_g: int | None
    lead_minutes: int | None


@dataclass(frozen=True)
class Option:
    id: int
    name: Words
    price_cents: int
    allergens: frozenset[str]
    traces: frozenset[str]


@dataclass(frozen=True)
class OptionGroup:
    id: int
    name: Words
    min_picks: int
    max_picks: int
    repeats: bool
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Question:
    id: int
    kind: str
    label: Words
    max_length: int
    price_cents: int
    is_required: bool


@dataclass(frozen=True)
class Part:
    product_id: int
    slug: str
    name: Words
    unit: str
    quantity: int
    price_cents: int
    vat: str | None
    lead_minutes: int


@dataclass(frozen=True)
class Product:
    """`allergens` None = unknown; for a bundle they are the union with its parts'. Prices in cents per piece or per kg."""

    id: int
    slug: str
    category: Category
    state: str
    name: Words
    story: Words
    ingredients: Words
    unit: str
    price_cents: int
    step_g: int | None
    min_g: int | None
    net_g: int | None
    net_ml: int | None
    vat: str | None
    allergens: frozenset[str] | None
    traces: frozenset[str]
    alcohol: bool
    perishable: bool
    keep_cold: bool
    shelf_life_hours: int | None
    lead_minutes: int
    pool_size: int | None
    season_from: str | None
    season_to: str | None
    from_on: date | None
    until_on: date | None
    sold_out_until: datetime | None
    counter_only: bool
    delivers: bool
    region: str | None
    goes_with: tuple[str, ...]
    variants: tuple[Variant, ...]
    groups: tuple[OptionGroup, ...]
    questions: tuple[Question, ...]
    parts: tuple[Part, ...]
    pictures: tuple[Picture, ...]

    @property
    def is_published(self) -> bool:
        return self.state == "published"

    @property
    def is_voucher(self) -> bool:
        """A gift card: no food, no VAT until it is spent, and no offer touches it."""
        return self.vat == VOUCHER

    @property
    def by_weight(self) -> bool:
        return self.unit == "kg"

    @property
    def first_quantity(self) -> int:
        """What one click adds: a piece, or the least weight in grams."""
        return (self.min_g or self.step_g or 100) if self.by_weight else 1

    @property
    def step(self) -> int:
        return (self.step_g or 100) if self.by_weight else 1

    @property
    def needs_choice(self) -> bool:
        """Whether it can't be added without asking: a variant, a required pick or answer."""
        return bool(self.variants) or any(g.min_picks for g in self.groups) or any(q.is_required for q in self.questions)

    def in_season(self, on: date) -> bool:
        return in_season(on, self.season_from, self.season_to, self.from_on, self.until_on)

    def find_variant(self, variant_id: int | None) -> Variant | None:
        return next((v for v in self.variants if v.id == variant_id), None)
