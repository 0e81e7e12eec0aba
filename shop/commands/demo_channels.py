"""Decides what the demo has on its other channels: links and posters handed out, offers, questions, people who agreed, a letter to come."""
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from shop.domain import baskets, campaigns, catalogue, conversations, customers, links, payments, promotions
from shop.domain.baskets import Choice
from shop.domain.customers import Customer
from shop.domain.promotions import Amount, Draft, Minimum, Percent
from shop.kernel.origin import Origin

AGREED = ("giulia.bertolino@example.org", "chiara.olivero@example.org", "emily.carter@example.org", "irene.bosio@example.org")
ALLERGIC = "giulia.bertolino@example.org"
BREAKFAST = ("cornetto-vuoto", "cornetto-crema", "saccottino", "bombolone-crema", "cannolo", "sfogliatella-riccia", "bigne-crema")
BY_LINK, CURIOUS = 0.45, 3


@dataclass(frozen=True)
class Doors:
    """The links people of the demo come by."""

    link_ids: tuple[int, ...]

    def origin(self, chance: Random, now: datetime) -> Origin:
        """How somebody reached the website: often by a link, sometimes by one after another."""
        origin = Origin("website")
        if chance.random() < BY_LINK:
            for link_id in chance.sample(self.link_ids, k=chance.choice((1, 1, 2))):
                for _ in range(chance.randrange(1, CURIOUS)):
                    links.arrive(link_id, customer_id=None, now=now)
                origin = origin.touched(link_id, now)
        return origin


def open_doors(content: dict[str, Any], *, by: str, now: datetime) -> Doors:
    """The offers that run, and the links and posters handed out, two weeks ago."""
    offers = _make_offers(by=by, now=now)
    made = [_mint(entry, offers, by=by, now=now) for entry in content["links"]]
    return Doors(tuple(made))


def _mint(entry: dict[str, Any], offers: dict[str, int], *, by: str, now: datetime) -> int:
    target_id = None
    if "product" in entry:
        target_id = catalogue.get_product(entry["product"]).id
    if "category" in entry:
        target_id = next(category.id for category in catalogue.list_categories() if category.slug == entry["category"])
    return links.mint(purpose=entry["purpose"], place=entry["place"], target=entry["target"], target_id=target_id,
                      offer_id=offers.get(entry.get("offer", "")), by=by, now=now).id


def _make_offers(*, by: str, now: datetime) -> dict[str, int]:
    """One that everybody has, one by code, one for those who scan the poster in the window."""
    biscuits = next(category.id for category in catalogue.list_categories() if category.slug == "biscotti")
    drafts = {
        "biscuits": Draft({"it": "Settimane dei biscotti", "en": "Biscuit weeks"}, "automatic", "",
                          Percent(basis_points=1000, scope="categories", categories=(biscuits,))),
        "welcome": Draft({"it": "Benvenuto", "en": "Welcome"}, "code", "BENVENUTO10", Percent(basis_points=1000),
                         (Minimum(cents=1500),), most_per_customer=1),
        "window": Draft({"it": "Visto in vetrina", "en": "Seen in the window"}, "link", "", Amount(cents=200), (Minimum(cents=1500),),
                        most_uses=200, most_per_customer=1),
    }
    made = {name: promotions.create(draft, by=by, now=now) for name, draft in drafts.items()}
    for offer_id in made.values():
        promotions.start(offer_id, by=by, now=now)
    return made


def sell_breakfast(chance: Random, by: str, now: datetime) -> None:
    """Somebody buys a few things at the counter and pays."""
    origin = Origin("counter", staff_id=int(by.partition(":")[2]))
    token = baskets.open_basket(origin=origin, language="it", now=now)
    for slug in chance.sample(BREAKFAST, k=chance.choice((1, 1, 2, 3))):
        baskets.add(token, Choice(catalogue.get_product(slug).id, chance.choice((1, 2, 2, 3, 6))), now=now)
    quote = baskets.quote(baskets.find_basket(token, now=now), now=now, kind="counter")
    way = chance.choice(("cash", "cash", "card"))
    given = -(-quote.total_cents // 500) * 500 if way == "cash" else None
    payments.sell(checkout=f"demo-{token}", basket_token=token, seen=quote.fingerprint, money=payments.Money(way, given), origin=origin,
                  language="it", by=by, now=now)


def tell_the_rest(content: dict[str, Any], *, by: str, now: datetime) -> None:
    """Who agreed to what, what people asked, what everybody may read, and the letter the owner is writing."""
    for address in AGREED:
        if person := customers.find_by_email(address):
            _agree(person, content["consent"], now)
    for saved in content["saved_answers"]:
        conversations.save_answer(title=saved["title"], text=saved["text"], by=by, now=now)
    for told in content["answers"]:
        conversations.publish_answer(question=told["question"], answer=told["answer"], product_id=_product_id(told), by=by, now=now)
    for heard in content["conversations"]:
        _converse(heard, by=by, now=now)
    written = content["campaign"]
    products = tuple(catalogue.get_product(slug).id for slug in written["products"])
    campaigns.create(campaigns.Draft(**{name: written[name] for name in ("subject", "heading", "text", "button")}, product_ids=products,
                                     target="product", target_id=products[0]), by=by, now=now)


def _agree(person: Customer, words: dict[str, dict[str, str]], now: datetime) -> None:
    customers.consent(person.id, "marketing", act="given", source="website", words=words["marketing"][person.language], now=now)
    if person.email == ALLERGIC:
        customers.consent(person.id, "allergies", act="given", source="website", words=words["allergies"][person.language],
                          allergies="frutta a guscio", now=now)


def _product_id(entry: dict[str, Any]) -> int | None:
    return catalogue.get_product(entry["product"]).id if "product" in entry else None


def _converse(heard: dict[str, Any], *, by: str, now: datetime) -> None:
    at = now - timedelta(hours=heard["hours_ago"])
    who = {name: heard[name] for name in ("handle", "email", "phone", "name") if name in heard}
    conversation_id = conversations.hear(channel=heard["channel"], text=heard["text"], product_id=_product_id(heard), now=at, at=at, **who)
    if "answer" in heard:
        conversations.answer(conversation_id, heard["answer"], by=by, now=at + timedelta(minutes=20), is_done=True)
