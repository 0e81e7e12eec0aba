"""Decides how the demo's menu is entered: categories, products with all they have, their parts and pictures; then published."""
from datetime import datetime
from pathlib import Path
from typing import Any

from shop.domain import catalogue
from shop.domain.catalogue import GroupSheet, OptionSheet, PartSheet, ProductSheet, QuestionSheet, VariantSheet
from shop.kernel import ports
from shop.kernel.database import db, writing

PLAIN = ("name", "story", "ingredients", "unit", "price_cents", "step_g", "min_g", "net_g", "net_ml", "vat", "alcohol", "perishable",
         "keep_cold", "shelf_life_hours", "lead_minutes", "pool_size", "season_from", "season_to", "counter_only", "delivers", "region")


def enter_menu(menu: dict[str, Any], pictures: Path, *, by: str, now: datetime) -> None:
    """Every product of the menu, as the owner would enter it."""
    stored = _keep_pictures(menu["products"], pictures)
    with writing():
        categories = {c["slug"]: catalogue.create_category(c["name"], slug=c["slug"], by=by, now=now) for c in menu["categories"]}
        ids: dict[str, int] = {}
        for position, product in enumerate(sorted(menu["products"], key=lambda p: bool(p["parts"]))):
            sheet = _sheet(product, categories, ids, position)
            ids[product["slug"]] = catalogue.create_product(sheet, slug=product["slug"], by=by, now=now)
    for product in menu["products"]:
        if product["picture"] in stored:
            catalogue.add_picture(ids[product["slug"]], stored[product["picture"]], alt=product["alt"], by=by, now=now)
        catalogue.publish(ids[product["slug"]], by=by, now=now)


def _keep_pictures(products: list[dict[str, Any]], folder: Path) -> dict[str, ports.StoredPicture]:
    """Each picture once, by the name of its file; a product without one gets a drawn placeholder from the page."""
    db.session.rollback()
    files = {name: folder / f"{name}.jpg" for name in {product["picture"] for product in products} if name}
    return {name: ports.picture_store().keep(file.read_bytes()) for name, file in sorted(files.items()) if file.exists()}


def _sheet(product: dict[str, Any], categories: dict[str, int], ids: dict[str, int], position: int) -> ProductSheet:
    return ProductSheet(
        **{name: product[name] for name in PLAIN}, category_id=categories[product["category"]], position=position,
        allergens=frozenset(product["allergens"]), traces=frozenset(product["traces"]), goes_with=tuple(product["goes_with"]),
        variants=tuple(VariantSheet(**variant) for variant in product["variants"]),
        groups=tuple(_group(group) for group in product["groups"]),
        questions=tuple(_question(question) for question in product["questions"]),
        parts=tuple(PartSheet(product_id=ids[part["slug"]], quantity=part["quantity"]) for part in product["parts"]))


def _group(group: dict[str, Any]) -> GroupSheet:
    options = tuple(
        OptionSheet(name=option["name"], price_cents=option["price_cents"], allergens=frozenset(option["allergens"]),
                    traces=frozenset(option["traces"])) for option in group["options"])
    return GroupSheet(name=group["name"], min_picks=group["min_picks"], max_picks=group["max_picks"], repeats=group["repeats"],
                      options=options)


def _question(question: dict[str, Any]) -> QuestionSheet:
    return QuestionSheet(kind=question["kind"], label=question["label"], max_length=question["max_length"],
                         price_cents=question["price_cents"], is_required=question["required"])
