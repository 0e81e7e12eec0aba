"""Decides how a line of a basket is told: its name with the variant, what was picked, what was written."""
from dataclasses import dataclass

from shop.domain.baskets import Quote, QuotedLine
from shop.domain.catalogue import Picture
from shop.kernel.wording import pick
from shop.web import lines


@dataclass(frozen=True)
class Told:
    """A quoted line in the reader's words."""

    quoted: QuotedLine
    name: str
    amount: str
    details: list[str]

    @property
    def picture(self) -> Picture | None:
        return self.quoted.product.pictures[0] if self.quoted.product.pictures else None


def tell(quote: Quote, language: str) -> list[Told]:
    """The lines of a basket in words, in their order."""
    return [_tell(line, language) for line in quote.lines]


def _tell(line: QuotedLine, language: str) -> Told:
    return Told(line, _name(line, language), lines.amount(line.quantity, line.product.unit, language), _details(line, language))


def _name(line: QuotedLine, language: str) -> str:
    name = pick(line.product.name, language)
    return f"{name}, {pick(line.variant.name, language)}" if line.variant else name


def _details(line: QuotedLine, language: str) -> list[str]:
    picked = [f"{times}\u00a0× {pick(option.name, language)}" if times > 1 else pick(option.name, language) for option, times in line.picks]
    said = [f"{pick(asked.label, language)}: «{lines.worded(asked.kind, text, language)}»" for asked, text in line.answers]
    return ([", ".join(picked)] if picked else []) + said
