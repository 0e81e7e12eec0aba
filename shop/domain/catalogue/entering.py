"""Decides what the owner enters of a product: the whole of it on one sheet."""
from dataclasses import dataclass, field, replace
from datetime import date

from shop.domain.business import VOUCHER
from shop.domain.catalogue.facts import Words


@dataclass(frozen=True, kw_only=True)
class VariantSheet:
    name: Words
    price_cents: int
    net_g: int | None = None
    lead_minutes: int | None = None
    id: int | None = None


@dataclass(frozen=True, kw_only=True)
class OptionSheet:
    name: Words
    price_cents: int = 0
    allergens: frozenset[str] = frozenset()
    traces: frozenset[str] = frozenset()
    id: int | None = None


@dataclass(frozen=True, kw_only=True)
class GroupSheet:
    name: Words
    min_picks: int = 0
    max_picks: int = 1
    repeats: bool = False
    options: tuple[OptionSheet, ...] = ()
    id: int | None = None


@dataclass(frozen=True, kw_only=True)
class QuestionSheet:
    label: Words
    kind: str = "text"
    max_length: int = 60
    price_cents: int = 0
    is_required: bool = False
    id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PartSheet:
    product_id: int
    quantity: int


@dataclass(frozen=True, kw_only=True)
class ProductSheet:
    """All that the owner enters of one product. `allergens` None = not said yet, an empty set = none of the fourteen."""

    category_id: int
    name: Words
    story: Words = field(default_factory=dict)
    ingredients: Words = field(default_factory=dict)
    unit: str = "piece"
    price_cents: int = 0
    step_g: int | None = None
    min_g: int | None = None
    net_g: int | None = None
    net_ml: int | None = None
    vat: str | None = None
    allergens: frozenset[str] | None = None
    traces: frozenset[str] = frozenset()
    alcohol: bool = False
    perishable: bool = True
    keep_cold: bool = False
    shelf_life_hours: int | None = None
    lead_minutes: int = 0
    pool_size: int | None = None
    season_from: str | None = None
    season_to: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    counter_only: bool = False
    delivers: bool = True
    region: str | None = None
    goes_with: tuple[str, ...] = ()
    position: int = 0
    variants: tuple[VariantSheet, ...] = ()
    groups: tuple[GroupSheet, ...] = ()
    questions: tuple[QuestionSheet, ...] = ()
    parts: tuple[PartSheet, ...] = ()


def tidy(words: Words) -> Words:
    """Only what was said, without spaces around."""
    return {language: text.strip() for language, text in words.items() if text.strip()}


def settle(sheet: ProductSheet) -> ProductSheet:
    """A gift card is no food: whatever else was ticked, it contains nothing, keeps for ever, is never short and waits for nobody."""
    if sheet.vat != VOUCHER:
        return sheet
    return replace(sheet, unit="piece", ingredients={}, allergens=frozenset(), traces=frozenset(), perishable=False, keep_cold=False,
                   alcohol=False, shelf_life_hours=None, net_g=None, net_ml=None, lead_minutes=0, pool_size=None, delivers=True, groups=(),
                   parts=(), variants=tuple(replace(variant, net_g=None, lead_minutes=None) for variant in sheet.variants))


def as_copy(sheet: ProductSheet, mark: Words) -> ProductSheet:
    """The same product as a new one: nothing of it has an id yet."""
    return replace(
        sheet, name={language: f"{text} {mark.get(language, mark['it'])}" for language, text in sheet.name.items()},
        variants=tuple(replace(variant, id=None) for variant in sheet.variants),
        questions=tuple(replace(question, id=None) for question in sheet.questions),
        groups=tuple(replace(group, id=None, options=tuple(replace(option, id=None) for option in group.options))
                     for group in sheet.groups))
