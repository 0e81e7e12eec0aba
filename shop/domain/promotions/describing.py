"""Decides how an offer is said in one sentence: `10% su Panettone classico, sabato 8:00-12:00, codice NATALE10`."""

from collections.abc import Iterator

from babel.numbers import format_decimal

from shop.domain import catalogue
from shop.domain.promotions.benefits import Amount, Percent
from shop.domain.promotions.conditions import Channels, Dates, Minimum, Weekly
from shop.domain.promotions.facts import Condition, Offer
from shop.kernel.wording import pick, say


def describe(offer: Offer, language: str) -> str:
    """What it takes off, when, where, for whom and how often."""
    return ", ".join(_parts(offer, language))


def _parts(offer: Offer, language: str) -> Iterator[str]:
    yield _say_benefit(offer.benefit, language)
    for rule in offer.conditions:
        yield from _say_condition(rule, language)
    if offer.trigger == "code":
        yield say("offers.say.code", language, code=offer.code or "?")
    elif offer.trigger == "link":
        yield say("offers.say.link", language)
    if offer.most_uses is not None:
        yield say("offers.say.most_uses", language, n=offer.most_uses)
    if offer.most_per_customer is not None:
        yield say("offers.say.most_per_customer", language, n=offer.most_per_customer)
    if offer.is_exclusive:
        yield say("offers.say.exclusive", language)


def say_percent(basis_points: int, language: str) -> str:
    """`10`, `12,5`"""
    return format_decimal(basis_points / 100, format="0.##", locale=language)


def _say_benefit(benefit: object, language: str) -> str:
    assert isinstance(benefit, Percent | Amount)
    what = _say_scope(benefit, language)
    if isinstance(benefit, Percent):
        return say("offers.say.percent", language, percent=say_percent(benefit.basis_points, language), what=what)
    return say("offers.say.amount_each" if benefit.off_each else "offers.say.amount", language, off_cents=benefit.cents, what=what)


def _say_scope(benefit: Percent | Amount, language: str) -> str:
    if benefit.scope == "order":
        return say("offers.say.order", language)
    if benefit.scope == "products":
        found = catalogue.get_many(benefit.products)
        names = [pick(found[product_id].name, language) for product_id in benefit.products if product_id in found]
    else:
        named = {category.id: category.name for category in catalogue.list_categories(all=True)}
        names = [pick(named[category_id], language) for category_id in benefit.categories if category_id in named]
    return ", ".join(names) or "?"


def _say_condition(rule: Condition, language: str) -> Iterator[str]:
    if isinstance(rule, Dates):
        if rule.from_at:
            yield say("offers.say.from", language, from_at=rule.from_at)
        if rule.until_at:
            yield say("offers.say.until", language, until_at=rule.until_at)
    elif isinstance(rule, Weekly):
        yield ", ".join(say(key, language) for key in rule.day_keys) + _say_hours(rule, language)
    elif isinstance(rule, Minimum):
        yield say("offers.say.minimum", language, from_cents=rule.cents)
    elif isinstance(rule, Channels):
        yield say("offers.say.channels", language, channel_keys=[f"offers.at.{one}" for one in rule.channels])


def _say_hours(rule: Weekly, language: str) -> str:
    if rule.from_time is None and rule.until_time is None:
        return ""
    return " " + say("offers.say.hours", language, from_time=rule.first_time, until_time=rule.last_time)
