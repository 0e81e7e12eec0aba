"""Decides how a product's form is read into its sheet: each mistake becomes a sentence at its field, and nothing typed is lost."""
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from werkzeug.datastructures import MultiDict

from shop.admin import typed_rows
from shop.domain import catalogue
from shop.domain.catalogue import (
    GroupSheet,
    OptionSheet,
    PartSheet,
    PictureSheet,
    ProductSheet,
    QuestionSheet,
    VariantSheet,
)
from shop.kernel.ports import StoredPicture
from shop.kernel.refusal import Refusal
from shop.kernel.wording import say
from shop.web.forms import READ, Cents, TooLong

Typed = MultiDict[str, str]
LANGUAGES = ("it", "en")
LONGEST = 3_000
NUMBERS = ("step_g", "min_g", "net_g", "net_ml", "shelf_life_hours", "pool_size")
FLAGS = ("alcohol", "perishable", "keep_cold", "counter_only", "delivers")
ESSENTIAL = {"variants": ("name_it", "name_en", "price_cents"), "groups": ("name_it", "name_en"), "options": ("name_it", "name_en"),
             "questions": ("label_it", "label_en"), "parts": ("product_id",), "pictures": ("key",)}
FRESH: dict[str, dict[str, Any]] = {
    "variants": {"id": [""]}, "options": {"id": [""]}, "questions": {"id": [""], "max_length": ["60"]},
    "groups": {"id": [""], "max_picks": ["1"], "options": {0: {"id": [""]}, 1: {"id": [""]}}},
    "parts": {"product_id": [""], "quantity": ["1"]}}


class SaysBoth(Refusal):
    """Allergens are ticked, and so is "none of the fourteen"."""

    code = "says_both"


class NoSuchProduct(Refusal):
    code = "no_such_product"


def read_small(typed: str) -> int:
    """A number that both databases can hold."""
    number: int = READ[int](typed)
    if abs(number) > 2_000_000_000:
        raise ValueError(typed)
    return number


def read_hours(typed: str) -> int:
    """`24` or `0,5` hours, in minutes."""
    try:
        minutes = Decimal(typed.replace(",", ".")) * 60
    except InvalidOperation as wrong:
        raise ValueError(typed) from wrong
    if not minutes.is_finite() or minutes != minutes.to_integral_value():
        raise ValueError(typed)
    return int(minutes)


def read_day_of_year(typed: str) -> str:
    """`15/11` as the 15th of November, kept as 11-15."""
    met = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})", typed)
    if not met:
        raise ValueError(typed)
    return f"{date(2024, int(met[2]), int(met[1])):%m-%d}"


def read_effect(typed: str) -> int:
    """A price effect, which may be less than nothing."""
    plain = typed.removeprefix("+").strip()
    cents: int = READ[Cents](plain.removeprefix("-").strip())
    return -cents if plain.startswith("-") else cents


def read_product(typed: str) -> int:
    """The id of the product named."""
    product = catalogue.find_named(typed)
    if product is None:
        raise NoSuchProduct(name=typed)
    return product.id


class Reader:
    """Takes fields one by one; each mistake becomes the sentence at its field."""

    def __init__(self, typed: Typed, language: str) -> None:
        self.typed, self.language = typed, language
        self.errors: dict[str, str] = {}

    def refuse(self, name: str, refusal: Refusal) -> None:
        self.errors.setdefault(name, say(f"refusal.{refusal.code}", self.language, **refusal.params))

    def take(self, name: str, kind: Callable[[str], Any], otherwise: Any = None) -> Any:
        raw = self.typed.get(name, "").strip()
        if not raw:
            return otherwise
        try:
            return kind(raw)
        except Refusal as refusal:
            self.refuse(name, refusal)
        except ValueError:
            self.errors.setdefault(name, say("refusal.not_understood", self.language))
        return otherwise

    def words(self, name: str) -> dict[str, str]:
        typed = {language: self.typed.get(f"{name}_{language}", "") for language in LANGUAGES}
        said = {language: text.replace("\r\n", "\n").replace("\x00", "").strip() for language, text in typed.items()}
        for language, text in said.items():
            if len(text) > LONGEST:
                self.refuse(f"{name}_{language}", TooLong(most=LONGEST))
        return said

    def number(self, name: str, otherwise: Any = None) -> Any:
        return self.take(name, read_small, otherwise)

    def codes(self, name: str) -> frozenset[str]:
        return frozenset(self.typed.getlist(name))

    def each(self, rows: str) -> list[str]:
        """The beginnings of the rows' names."""
        return [f"{rows}-{number}-" for number in range(typed_rows.count(self.typed, rows))]


def read_sheet(typed: Typed, language: str) -> tuple[ProductSheet, dict[str, str]]:
    """The sheet as far as it could be understood, and what could not."""
    take = Reader(typed, language)
    sheet = ProductSheet(
        category_id=take.number("category_id", 0),
        name=take.words("name"), story=take.words("story"), ingredients=take.words("ingredients"),
        unit=typed.get("unit", "piece"), price_cents=take.take("price_cents", READ[Cents], 0), vat=typed.get("vat") or None,
        allergens=_read_allergens(take), traces=take.codes("traces"), lead_minutes=take.take("lead_minutes", read_hours, 0),
        season_from=take.take("season_from", read_day_of_year), season_to=take.take("season_to", read_day_of_year),
        from_on=take.take("from_on", date.fromisoformat), until_on=take.take("until_on", date.fromisoformat),
        region=take.take("region", READ[str]), position=take.number("position", 0), goes_with=_read_goes_with(take),
        **{name: take.number(name) for name in NUMBERS}, **{name: bool(typed.get(name)) for name in FLAGS},
        variants=tuple(_read_variant(take, row) for row in take.each("variants")),
        groups=tuple(_read_group(take, row) for row in take.each("groups")),
        questions=tuple(_read_question(take, row) for row in take.each("questions")),
        parts=tuple(PartSheet(product_id=take.take(f"{row}product_id", read_product, 0), quantity=take.number(f"{row}quantity", 1))
                    for row in take.each("parts")))
    return sheet, take.errors


def _read_allergens(take: Reader) -> frozenset[str] | None:
    ticked, none = take.codes("allergens"), bool(take.typed.get("allergens_none"))
    if ticked and none:
        take.refuse("allergens", SaysBoth())
    return ticked if ticked or none else None


def _read_goes_with(take: Reader) -> tuple[str, ...]:
    slugs = []
    for typed in take.typed.getlist("goes_with"):
        if typed.strip():
            product = catalogue.find_named(typed)
            if product is None:
                take.refuse("goes_with", NoSuchProduct(name=typed))
            else:
                slugs.append(product.slug)
    return tuple(dict.fromkeys(slugs))


def _read_variant(take: Reader, row: str) -> VariantSheet:
    return VariantSheet(
        id=take.number(f"{row}id"), name=take.words(f"{row}name"), price_cents=take.take(f"{row}price_cents", READ[Cents], 0),
        net_g=take.number(f"{row}net_g"), lead_minutes=take.take(f"{row}lead_minutes", read_hours))


def _read_group(take: Reader, row: str) -> GroupSheet:
    return GroupSheet(
        id=take.number(f"{row}id"), name=take.words(f"{row}name"), min_picks=take.number(f"{row}min_picks", 0),
        max_picks=take.number(f"{row}max_picks", 1), repeats=bool(take.typed.get(f"{row}repeats")),
        options=tuple(_read_option(take, option) for option in take.each(f"{row}options")))


def _read_option(take: Reader, row: str) -> OptionSheet:
    return OptionSheet(
        id=take.number(f"{row}id"), name=take.words(f"{row}name"), price_cents=take.take(f"{row}price_cents", read_effect, 0),
        allergens=take.codes(f"{row}allergens"), traces=take.codes(f"{row}traces"))


def _read_question(take: Reader, row: str) -> QuestionSheet:
    return QuestionSheet(
        id=take.number(f"{row}id"), kind=take.typed.get(f"{row}kind", "text"), label=take.words(f"{row}label"),
        max_length=take.number(f"{row}max_length", 60), price_cents=take.take(f"{row}price_cents", READ[Cents], 0),
        is_required=bool(take.typed.get(f"{row}is_required")))


def read_pictures(typed: Typed, language: str) -> list[PictureSheet]:
    """The pictures listed on the form, in its order."""
    take = Reader(typed, language)
    return [PictureSheet(StoredPicture(typed.get(f"{row}key", ""), take.number(f"{row}width", 0), take.number(f"{row}height", 0)),
                         take.words(f"{row}alt")) for row in take.each("pictures")]
