"""What the shop sells, entered once and read by every channel."""
from shop.domain.catalogue.browsing import Page, browse, list_categories, search_ids
from shop.domain.catalogue.facts import (
    ALLERGENS,
    FOREVER,
    Category,
    Option,
    OptionGroup,
    Part,
    Picture,
    Product,
    Question,
    Variant,
)
from shop.domain.catalogue.finding import find_product, get_many, get_product, list_by_slug, list_slugs

__all__ = [
    "ALLERGENS", "FOREVER", "Category", "Option", "OptionGroup", "Page", "Part", "Picture", "Product", "Question", "Variant",
    "browse", "find_product", "get_many", "get_product", "list_by_slug", "list_categories", "list_slugs", "search_ids",
]
