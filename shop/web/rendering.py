"""Decides what every template knows: the reader's words, the shop's name, addresses and the ways to write money and time."""
from types import SimpleNamespace
from typing import Any

from flask import Flask, g
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from shop.domain import business
from shop.kernel import clock, wording
from shop.web import addresses, asking, lines


def reader() -> str:
    """The language of this answer; also where no request is (letters set g.language)."""
    if "language" not in g:
        g.language = asking.language()
    language: str = g.language
    return language


def set_up_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        _=lambda key, **params: wording.say(key, reader(), **params), has_words=lambda key: wording.has(key, reader()),
        address=SimpleNamespace(**addresses.named()), languages=wording.LANGUAGES)
    app.jinja_env.filters.update(
        money=lambda cents: wording.money(cents, reader()), own=lambda words: wording.pick(words, reader()),
        day=lambda on: wording.day(on, reader()), short_day=lambda on: wording.short_day(on, reader()),
        moment=lambda at: wording.moment(at, reader()), clock_time=lambda at: wording.clock_time(at, reader()),
        weight=lambda grams: wording.weight(grams, reader()), quantity=quantity, emphasised=emphasised,
        amount=lambda line: lines.amount(line.quantity, line.unit, reader()), line_name=lambda line: lines.name(line, reader()),
        details=lambda line: lines.details(line, reader()), written=lines.written, answered=lines.answered)
    app.context_processor(lambda: {"language": reader(), "shop": shop_words(reader()), "member": asking.staff_member(), "now": clock.now()})


def shop_words(language: str) -> dict[str, Any]:
    """The seller in the reader's language."""
    identity, face = business.identity(), business.face()
    return {**vars(identity), **vars(face), "name": identity.name or "Bottega",
            "motto": wording.pick(face.motto, language), "story": wording.pick(face.story, language),
            "home_alt": wording.pick(face.home_alt, language)}


def quantity(amount: int, unit: str) -> str:
    """`3` pieces, or `1,2 kg` of goods by weight."""
    return wording.weight(amount, reader()) if unit == "kg" else str(amount)


def emphasised(text: str) -> Markup:
    """The owner's text with its *starred* words in bold: allergens in the list of ingredients (Reg. EU 1169/2011 art. 21)."""
    parts = str(escape(text)).split("*")
    if len(parts) % 2 == 0:  # an odd star is just a star
        return Markup("*").join(Markup(part) for part in parts)  # noqa: S704  # escaped above
    return Markup("").join(Markup(f"<b>{part}</b>" if i % 2 else part) for i, part in enumerate(parts))  # noqa: S704
