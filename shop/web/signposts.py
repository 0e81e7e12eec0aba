"""Decides in which words a tracked link is told: where it leads, and what its poster says."""
from shop.domain import catalogue
from shop.domain.links import Link
from shop.kernel.wording import LANGUAGES, pick, say


def leads_to(link: Link, language: str) -> str:
    """The page in words; of a product or category its name."""
    if link.target == "product" and link.target_id:
        product = catalogue.find_product(link.target_id, any_state=True)
        return pick(product.name, language) if product else say("links.target.gone", language)
    if link.target == "category" and link.target_id:
        named = {category.id: pick(category.name, language) for category in catalogue.list_categories(all=True)}
        return named.get(link.target_id, say("links.target.gone", language))
    return say(f"links.target.{link.target}", language)


def headlines(link: Link) -> dict[str, str]:
    """What a poster says in each language unless the owner says it better."""
    if link.target in ("product", "category"):
        return {language: leads_to(link, language) for language in LANGUAGES}
    kind = link.target if link.target in ("today", "menu") else "other"
    return {language: say(f"links.headline.{kind}", language) for language in LANGUAGES}


def picture_of(link: Link) -> catalogue.Picture | None:
    """The picture of what it leads to, if it leads to goods that have one."""
    product = catalogue.find_product(link.target_id) if link.target == "product" and link.target_id else None
    return product.pictures[0] if product and product.pictures else None
