"""Decides what a form of staff says of a product: its kind, how much, what was picked and written."""
from collections.abc import Mapping

from shop.domain.baskets import Choice
from shop.domain.catalogue import Product


def first_choice(product: Product) -> Choice:
    """What the empty form stands for."""
    return Choice(product.id, product.first_quantity, product.variants[0].id if product.variants else None)


def read_choice(product: Product, typed: Mapping[str, str], prefix: str = "") -> Choice:
    """Only what belongs to the product is read; whether it is enough is the domain's to say."""
    picks = {option.id: _number(typed.get(f"{prefix}times-{option.id}", "")) for group in product.groups for option in group.options}
    answers = {question.id: typed.get(f"{prefix}answer-{question.id}", "")[:1000] for question in product.questions}
    variant = _number(typed.get(f"{prefix}variant", ""))
    return Choice(product.id, _number(typed.get(f"{prefix}quantity", "")), variant or None,
                  {option: times for option, times in picks.items() if times},
                  {asked: text for asked, text in answers.items() if text.strip()})


def _number(typed: str) -> int:
    """Nothing understandable is nothing."""
    typed = typed.strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 0
