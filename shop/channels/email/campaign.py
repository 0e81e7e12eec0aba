"""Decides what an emailed offer says: the owner's words in the shop's own face, goods at today's price, the way out in every letter."""

from typing import Any

from shop.channels.email.dressing import dress
from shop.domain import baskets, campaigns, catalogue, links
from shop.domain.campaigns import Campaign
from shop.domain.catalogue import Product
from shop.kernel import clock
from shop.kernel.ports import BLANKS, Composed
from shop.kernel.wording import pick
from shop.web import addresses


def compose_campaign(campaign_id: int, language: str) -> Composed:
    """With blanks where each reader's own goes. The links are those minted for it; a draft's lead to the same pages, uncounted."""
    campaign = campaigns.get(campaign_id)
    followed = {(link.target, link.target_id): link.code for link in links.list_links(campaign_id=campaign_id) if link.is_active}
    subject = pick(campaign.subject, language)
    ways_out = {"one_click": addresses.whole(addresses.unsubscribe(BLANKS["token"])),
                "preferences": addresses.whole(addresses.preferences(language, BLANKS["token"]))}
    facts = {
        "subject": subject, "heading": pick(campaign.heading, language) or subject,
        "paragraphs": _paragraphs(pick(campaign.text, language)),
        "button": pick(campaign.button, language), "page": _page(campaign, campaign.target, campaign.target_id, followed, language),
        "picture": _picture(campaign.picture), "products": _products(campaign, followed, language),
        "offer": campaigns.find_offer(campaign.offer_id), "greeting": BLANKS["greeting"], **ways_out}
    return dress("campaign", facts, headers={
        "List-Unsubscribe": f"<{ways_out['one_click']}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"})


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _picture(key: str) -> str:
    return addresses.whole(addresses.picture(key, "1200.jpg")) if key else ""


def _page(campaign: Campaign, target: str, target_id: int | None, followed: dict[tuple[str, int | None], str], language: str) -> str:
    code = followed.get((target, target_id))
    if code:
        return addresses.whole(addresses.link(code))
    draft = links.Link(target=target, target_id=target_id, is_active=True, expires_on=None)
    return addresses.whole(addresses.link_target(language, links.where_to(draft, clock.now())))


def _products(campaign: Campaign, followed: dict[tuple[str, int | None], str], language: str) -> list[dict[str, Any]]:
    """Those that are sold, with today's price: the same that every channel shows."""
    sold = [product for product in catalogue.get_many(campaign.product_ids).values() if product.is_published]
    prices = baskets.price_each(sold, now=clock.now())
    return [{"product": product, "price": prices[product.id], "picture": _card(product),
             "page": _page(campaign, "product", product.id, followed, language)} for product in sold]


def _card(product: Product) -> str:
    return addresses.whole(addresses.picture(product.pictures[0].key, "320.jpg")) if product.pictures else ""
