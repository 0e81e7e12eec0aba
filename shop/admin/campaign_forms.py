"""Decides how the form of an emailed offer is read, and what may be chosen in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shop.domain import campaigns, catalogue, promotions
from shop.domain.campaigns import Audience, Campaign, Draft
from shop.kernel import clock
from shop.kernel.wording import LANGUAGES, pick, say
from shop.web.forms import READ, YEARS
from shop.web.rendering import reader

WORDS = ("subject", "heading", "text", "button")
PLACES = ("menu", "today", "home")


class LocalMoment(datetime):
    """`2026-11-28T09:30`, typed on the shop's clock."""


def _local_moment(typed: str) -> datetime:
    wall = datetime.fromisoformat(typed)
    if wall.tzinfo is not None or wall.year not in YEARS:
        raise ValueError(typed)
    moment = clock.at(wall.date(), wall.time())
    if moment is None:
        raise ValueError(typed)
    return moment


READ[LocalMoment] = _local_moment


@dataclass(frozen=True)
class SendForm:
    """`send_at` empty: at once."""

    send_at: LocalMoment | None = None


@dataclass(frozen=True)
class CampaignForm:
    subject_it: str
    text_it: str
    subject_en: str = ""
    heading_it: str = ""
    heading_en: str = ""
    text_en: str = ""
    button_it: str = ""
    button_en: str = ""
    product_ids: tuple[int, ...] = ()
    target: str = "menu"
    offer_id: int | None = None
    audience_kind: str = "all"
    audience_products: tuple[int, ...] = ()
    audience_days: int | None = None
    per_minute: int | None = None
    version: int = 0

    def as_draft(self, picture: str) -> Draft:
        kind, _, number = self.target.partition(":")
        words: dict[str, Any] = {
            name: {of: said for of in LANGUAGES if (said := getattr(self, f"{name}_{of}").strip())} for name in WORDS}
        return Draft(
            **words, picture=picture, product_ids=tuple(dict.fromkeys(self.product_ids)), target=kind,
            target_id=int(number) if number.isdecimal() and len(number) < 10 else None, offer_id=self.offer_id, per_minute=self.per_minute,
            audience=Audience(self.audience_kind if self.audience_kind in campaigns.KINDS else "all", self.audience_products,
                              self.audience_days or 0))


def kept_fields(campaign: Campaign | None) -> dict[str, Any]:
    """What stands in the form before anything is typed."""
    if campaign is None:
        return {"target": "menu", "audience_kind": "all", "product_ids": [], "audience_products": [], "picture": "", "version": 0}
    said = {f"{name}_{of}": getattr(campaign, name).get(of, "") for name in WORDS for of in LANGUAGES}
    audience = campaign.audience
    return said | {
        "target": campaign.target if campaign.target_id is None else f"{campaign.target}:{campaign.target_id}",
        "product_ids": campaign.product_ids, "picture": campaign.picture, "offer_id": campaign.offer_id or "",
        "per_minute": campaign.per_minute or "", "audience_kind": audience["kind"], "audience_products": audience.get("product_ids", []),
        "audience_days": audience.get("days") or "", "version": campaign.version}


def choices(offer_id: int | None = None) -> dict[str, Any]:
    """What may be picked: goods, where the button leads, and the offers that run."""
    language = reader()
    products = [(one.id, pick(one.name, language)) for one in catalogue.browse(per_page=500).products]
    categories = [(f"category:{one.id}", pick(one.name, language)) for one in catalogue.list_categories()]
    running = {offer.id: pick(offer.name, language) for offer in promotions.running(clock.now())}
    kept = campaigns.find_offer(offer_id)
    if kept is not None:
        running[kept.id] = pick(kept.name, language)
    return {
        "products": products, "offers": list(running.items()), "kinds": campaigns.KINDS,
        "targets": [("", [(name, say(f"links.target.{name}", language)) for name in PLACES]),
                    (say("links.desk.categories", language), categories),
                    (say("links.desk.products", language), [(f"product:{number}", name) for number, name in products])]}
