"""Decides how one agreed line is told in words, the same in letters, at the counter and on the bench."""
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from shop.domain.orders import Line
from shop.kernel.wording import day, pick, say, weight


def amount(quantity: int, unit: str, language: str) -> str:
    """`3 ×`, or `1,2 kg`."""
    return weight(quantity, language) if unit == "kg" else f"{quantity}\u00a0×"


def name(line: Line, language: str) -> str:
    """The product, with its variant where it has one."""
    variant = pick(line.variant_name, language)
    return f"{pick(line.name, language)}, {variant}" if variant else pick(line.name, language)


def details(line: Line, language: str) -> list[str]:
    """What was picked, what a bundle holds, what was written; one sentence each."""
    said = [", ".join(picked(line, language))] if line.picks else []
    if line.parts:
        parts = (f"{amount(part['quantity'], part['unit'], language)} {pick(part['name'], language)}" for part in line.parts)
        said.append(say("letters.line.parts", language, parts=", ".join(parts)))
    return said + [answered(pick(answer["label"], language), worded(answer["kind"], answer["text"], language)) for answer in line.answers]


def worded(kind: str, text: str, language: str) -> str:
    """What was written, as people read it: a day is no row of digits."""
    return day(date.fromisoformat(text), language) if kind == "gift_day" else text


def answered(label: str, text: str) -> str:
    """`Scritta: «Auguri»`; a label that asks needs no colon: `Per quante persone? «Otto»`."""
    return f"{label}{'' if label.endswith(('?', ':', '!')) else ':'} «{text}»"


def goods(named: Iterable[Line], quantities: Mapping[int, int], language: str) -> str:
    """`2 × Cornetto, 300 g Frollini`: so much of these lines."""
    wanted = [line for line in named if quantities.get(line.id)]
    return ", ".join(f"{amount(quantities[line.id], line.unit, language)} {name(line, language)}" for line in wanted)


def picked(line: Line, language: str) -> list[str]:
    """The options, each with how often it was taken."""
    return [_picked(one, language) for one in line.picks]


def _picked(one: dict[str, Any], language: str) -> str:
    words = pick(one["name"], language)
    return f"{one['times']}\u00a0× {words}" if one["times"] > 1 else words


def written(line: Line, kind: str) -> list[str]:
    """The customer's own words of one kind: `inscription`, `allergy_note` or `text`."""
    return [answer["text"] for answer in line.answers if answer["kind"] == kind]
