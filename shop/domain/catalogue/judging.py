"""Decides whether a product's sheet can be kept: the first mistake is refused at its field, before anything is written."""
import re
from collections.abc import Iterable

from sqlalchemy import select

from shop.domain.catalogue.entering import GroupSheet, ProductSheet, tidy
from shop.domain.catalogue.facts import ALLERGENS
from shop.domain.catalogue.models import CategoryRow, PartRow, ProductRow
from shop.kernel.database import db
from shop.kernel.refusal import Refusal

UNITS = ("piece", "kg", "tray")
GIFT_KINDS = ("gift_from", "gift_to", "gift_message", "gift_email", "gift_day")  # what stands on a gift card, and where it goes
QUESTION_KINDS = ("inscription", "allergy_note", "text", *GIFT_KINDS)
MOST_CENTS = 1_000_000
LONGEST_LEAD = 60 * 24 * 60
_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


class NameNeeded(Refusal):
    code = "name_needed"
    field = "name_it"


class PriceOutOfRange(Refusal):
    code = "price_out_of_range"
    field = "price_cents"


class NumberOutOfRange(Refusal):
    code = "number_out_of_range"


class BadSeason(Refusal):
    code = "bad_season"
    field = "season_from"


class DatesInDisorder(Refusal):
    code = "dates_in_disorder"
    field = "until_on"


class BadPicks(Refusal):
    code = "bad_picks"


class OptionsNeeded(Refusal):
    code = "options_needed"


class LabelNeeded(Refusal):
    code = "label_needed"


class BadPart(Refusal):
    code = "bad_part"


class UnknownChoice(Refusal):
    """A value that no form of ours offers, or a word in an import that means none of them."""

    code = "unknown_choice"


def _at(refusal: Refusal, place: str) -> Refusal:
    refusal.field = place  # type: ignore[misc]  # this one concerns a row of the sheet
    return refusal


def check(sheet: ProductSheet, *, product_id: int | None = None, category_known: bool = False) -> None:
    """Raises a refusal at the first field that can't be kept."""
    if not tidy(sheet.name).get("it"):
        raise NameNeeded
    if sheet.unit not in UNITS:
        raise _at(UnknownChoice(word=sheet.unit), "unit")
    if not category_known and db.session.get(CategoryRow, sheet.category_id) is None:
        raise _at(UnknownChoice(word=sheet.category_id), "category_id")
    _check_prices(sheet)
    _check_numbers(sheet)
    _check_season(sheet)
    _check_allergens(sheet)
    _check_rows(sheet)
    _check_parts(sheet, product_id)


def _check_prices(sheet: ProductSheet) -> None:
    prices = [("price_cents", sheet.price_cents)]
    prices += [(f"variants-{i}-price_cents", variant.price_cents) for i, variant in enumerate(sheet.variants)]
    prices += [(f"questions-{i}-price_cents", question.price_cents) for i, question in enumerate(sheet.questions)]
    options = [(f"groups-{i}-options-{j}-price_cents", option.price_cents)
               for i, group in enumerate(sheet.groups) for j, option in enumerate(group.options)]
    for place, cents in prices + options:
        if not (-MOST_CENTS if (place, cents) in options else 0) <= cents <= MOST_CENTS:
            raise _at(PriceOutOfRange(most_cents=MOST_CENTS), place)


def _check_numbers(sheet: ProductSheet) -> None:
    bounds = {"step_g": (1, 50_000), "min_g": (1, 50_000), "net_g": (1, 1_000_000), "net_ml": (1, 1_000_000),
              "lead_minutes": (0, LONGEST_LEAD), "pool_size": (0, 10_000_000),
              "shelf_life_hours": (1, 100_000), "position": (-100_000, 100_000)}
    numbers = [(name, getattr(sheet, name), *between) for name, between in bounds.items()]
    for i, variant in enumerate(sheet.variants):
        numbers += [(f"variants-{i}-{name}", getattr(variant, name), *bounds[name]) for name in ("net_g", "lead_minutes")]
    numbers += [(f"questions-{i}-max_length", question.max_length, 1, 1000) for i, question in enumerate(sheet.questions)]
    for place, number, least, most in numbers:
        if number is not None and not least <= number <= most:
            raise _at(NumberOutOfRange(least=least, most=most), place)


def _check_season(sheet: ProductSheet) -> None:
    ends = (sheet.season_from, sheet.season_to)
    if any(ends) and not all(end and _DAY.fullmatch(end) for end in ends):
        raise BadSeason
    if sheet.from_on and sheet.until_on and sheet.until_on < sheet.from_on:
        raise DatesInDisorder


def _check_allergens(sheet: ProductSheet) -> None:
    said: list[tuple[str, Iterable[str]]] = [("allergens", sheet.allergens or ()), ("traces", sheet.traces)]
    for i, group in enumerate(sheet.groups):
        said += [(f"groups-{i}-options-{j}-allergens", {*option.allergens, *option.traces}) for j, option in enumerate(group.options)]
    for place, codes in said:
        if unknown := sorted(set(codes) - set(ALLERGENS)):
            raise _at(UnknownChoice(word=unknown[0]), place)


def _check_rows(sheet: ProductSheet) -> None:
    for i, variant in enumerate(sheet.variants):
        if not tidy(variant.name).get("it"):
            raise _at(LabelNeeded(), f"variants-{i}-name_it")
    for i, question in enumerate(sheet.questions):
        if question.kind not in QUESTION_KINDS:
            raise _at(UnknownChoice(word=question.kind), f"questions-{i}-kind")
        if not tidy(question.label).get("it"):
            raise _at(LabelNeeded(), f"questions-{i}-label_it")
    for i, group in enumerate(sheet.groups):
        _check_group(group, f"groups-{i}")


def _check_group(group: GroupSheet, place: str) -> None:
    if not tidy(group.name).get("it"):
        raise _at(LabelNeeded(), f"{place}-name_it")
    if not group.options:
        raise _at(OptionsNeeded(), f"{place}-name_it")
    for j, option in enumerate(group.options):
        if not tidy(option.name).get("it"):
            raise _at(LabelNeeded(), f"{place}-options-{j}-name_it")
    enough = group.repeats or group.min_picks <= len(group.options)
    if not 0 <= group.min_picks <= group.max_picks <= 100 or group.max_picks < 1 or not enough:
        raise _at(BadPicks(), f"{place}-max_picks")


def _check_parts(sheet: ProductSheet, product_id: int | None) -> None:
    """Parts exist, are not the product itself and have no parts of their own; nor does what is a part get any."""
    ids = [part.product_id for part in sheet.parts]
    known = set(db.session.scalars(select(ProductRow.id).where(ProductRow.id.in_(ids))))
    bundles = set(db.session.scalars(select(PartRow.product_id).where(PartRow.product_id.in_(ids))))
    is_part = ids and product_id and db.session.scalar(select(PartRow.id).where(PartRow.part_id == product_id).limit(1))
    for i, part in enumerate(sheet.parts):
        nested = part.product_id in bundles or part.product_id == product_id or is_part
        if part.product_id not in known or nested or ids.count(part.product_id) > 1:
            raise _at(BadPart(), f"parts-{i}-product_id")
        if not 1 <= part.quantity <= 100_000:
            raise _at(NumberOutOfRange(least=1, most=100_000), f"parts-{i}-quantity")
