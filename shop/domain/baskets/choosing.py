"""Decides whether what was picked and written for a product may go into a basket: quantities, options, answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shop.domain import customers
from shop.domain.catalogue import OptionGroup, Product, Question, Variant
from shop.kernel.refusal import Refusal

MOST_PIECES, MOST_GRAMS = 500, 50_000


class NeedsVariant(Refusal):
    code = "needs_variant"
    field = "variant_id"


class BadQuantity(Refusal):
    code = "bad_pieces"
    field = "quantity"


class BadWeight(BadQuantity):
    code = "bad_weight"


class BadScale(BadQuantity):
    """No scale of a counter says such a weight."""

    code = "bad_scale"


class TooFewPicks(Refusal):
    code = "too_few_picks"
    field = "picks"


class TooManyPicks(Refusal):
    code = "too_many_picks"
    field = "picks"


class UnknownPick(Refusal):
    code = "unknown_pick"
    field = "picks"


class NeedsAnswer(Refusal):
    code = "needs_answer"
    field = "answers"


class AnswerTooLong(Refusal):
    code = "answer_too_long"
    field = "answers"


class NotAnEmail(Refusal):
    code = "bad_email"
    field = "answers"


class NotADay(Refusal):
    code = "no_such_day"
    field = "answers"


@dataclass(frozen=True)
class Choice:
    """What one wants of a product: `quantity` in pieces or grams, `picks` {option id: times}, `answers` {question id: text}."""

    product_id: int
    quantity: int
    variant_id: int | None = None
    picks: Mapping[int, int] = field(default_factory=dict)
    answers: Mapping[int, str] = field(default_factory=dict)


def check(choice: Choice, product: Product, *, by_scale: bool = False) -> Choice:
    """The choice with blanks dropped. Raises the refusal of the first thing that is wrong."""
    check_quantity(product, choice.quantity, by_scale=by_scale)
    _check_variant(product, choice.variant_id)
    picks = {option: times for option, times in choice.picks.items() if times > 0}
    unknown = set(picks) - {option.id for group in product.groups for option in group.options}
    if unknown:
        raise UnknownPick
    for group in product.groups:
        _check_group(group, picks)
    answers = {asked: " ".join(text.split()) for asked, text in choice.answers.items() if text.strip()}
    for question in product.questions:
        _check_answer(question, answers.get(question.id, ""))
    kept = {question.id for question in product.questions}
    return Choice(product.id, choice.quantity, choice.variant_id, picks, {asked: text for asked, text in answers.items() if asked in kept})


def check_quantity(product: Product, quantity: int, *, by_scale: bool = False) -> None:
    """Whole steps from the least weight on, or what the counter's scale says; never more than a basket can carry. Raises BadQuantity."""
    if by_scale and product.by_weight:
        if not 1 <= quantity <= MOST_GRAMS:
            raise BadScale(most_g=MOST_GRAMS)
        return
    least, step, most = product.first_quantity, product.step, MOST_GRAMS if product.by_weight else MOST_PIECES
    if not least <= quantity <= most or (product.by_weight and (quantity - least) % step):
        if product.by_weight:
            raise BadWeight(least_g=least, step_g=step, most_g=most)
        raise BadQuantity(least=least, most=most)


def _check_variant(product: Product, variant_id: int | None) -> Variant | None:
    variant = product.find_variant(variant_id)
    if (variant is None) != (variant_id is None and not product.variants):
        raise NeedsVariant
    return variant


def _check_group(group: OptionGroup, picks: Mapping[int, int]) -> None:
    times = [picks.get(option.id, 0) for option in group.options]
    if sum(times) < group.min_picks:
        raise TooFewPicks(group=group.name, n=group.min_picks)
    if sum(times) > group.max_picks or (not group.repeats and max(times, default=0) > 1):
        raise TooManyPicks(group=group.name, n=group.max_picks)


def _check_answer(question: Question, text: str) -> None:
    if question.is_required and not text:
        raise NeedsAnswer(label=question.label)
    if len(text) > question.max_length:
        raise AnswerTooLong(label=question.label, most=question.max_length)
    if question.kind == "gift_email" and not _is_email(text):
        raise _at(NotAnEmail(), question)
    if question.kind == "gift_day" and text and not _is_day(text):
        raise _at(NotADay(), question)


def _at(refusal: Refusal, question: Question) -> Refusal:
    refusal.field = f"answer-{question.id}"  # type: ignore[misc]  # this one concerns one of several questions
    return refusal


def _is_email(text: str) -> bool:
    try:
        customers.clean_email(text)
    except customers.BadEmail:
        return False
    return True


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
