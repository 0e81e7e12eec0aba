"""What the readers of feeds demand, written down from their published specifications; each check lists what it would refuse."""
import csv
import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from io import StringIO
from urllib.parse import urlsplit
from xml.etree import ElementTree

G = "{http://base.google.com/ns/1.0}"
Row = dict[str, str]
Check = Callable[[str], bool]


def price(text: str) -> bool:
    return re.fullmatch(r"\d+\.\d{2} EUR", text) is not None and not text.startswith("0.00")


def address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and text.isascii() and " " not in text and len(text) <= 2_000


def text(most: int) -> Check:
    return lambda words: 0 < len(words) <= most and words == words.strip() and "<" not in words and "\n" not in words


def one_of(*values: str) -> Check:
    return lambda value: value in values


def moment(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?[+-]\d\d:?\d\d", text) is not None and bool(datetime.fromisoformat(text))


def identifier(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_-]{1,50}", text) is not None


def measured(text: str) -> bool:
    return re.fullmatch(r"[1-9]\d*(\.\d+)?(g|kg|ml|l|cl)", text) is not None


def base(text: str) -> bool:
    return re.fullmatch(r"(1|10|100|2|4|8)(g|kg|ml|l|cl)|75cl|750ml|50kg|1000kg", text) is not None


# https://support.google.com/merchants/answer/7052112
GOOGLE: Mapping[str, Check] = {
    "id": identifier, "title": text(150), "description": text(5_000), "link": address, "image_link": address,
    "availability": one_of("in_stock", "out_of_stock", "preorder", "backorder"), "price": price, "brand": text(70),
    "identifier_exists": one_of("no"), "condition": one_of("new"), "google_product_category": str.isdigit, "product_type": text(750),
    "sale_price": price, "availability_date": moment, "unit_pricing_measure": measured, "unit_pricing_base_measure": base,
    "additional_image_link": address,
    "included_destination": one_of("Local_inventory_ads", "Free_local_listings", "Shopping_ads", "Free_listings")}
GOOGLE_NEEDS = ("id", "title", "description", "link", "image_link", "availability", "price", "brand", "identifier_exists", "condition")
# https://support.google.com/merchants/answer/14819809
LOCAL: Mapping[str, Check] = {
    "store_code": text(64), "id": identifier, "quantity": lambda value: value == "" or value.isdigit(), "price": price,
    "sale_price": lambda value: value == "" or price(value),
    "availability": one_of("in_stock", "limited_availability", "on_display_to_order", "out_of_stock"),
    "pickup_method": one_of("", "buy", "reserve", "ship to store", "not supported"),
    "pickup_sla": one_of("", "same day", "next day", "2-day", "3-day", "4-day", "5-day", "6-day", "multi-week")}
# https://www.facebook.com/business/help/120325381656392
META: Mapping[str, Check] = {
    "id": identifier, "title": text(200), "description": text(9_999),
    "availability": one_of("in stock", "out of stock", "available for order"),
    "condition": one_of("new"), "price": price, "sale_price": lambda value: value == "" or price(value), "link": address,
    "image_link": address, "additional_image_link": lambda value: all(address(one) for one in value.split(",") if one), "brand": text(100),
    "google_product_category": str.isdigit, "product_type": text(750)}
# https://developers.openai.com/commerce/specs/file-upload/products
OPENAI_NEEDS = ("item_id", "title", "description", "url", "brand", "image_url", "price", "availability", "is_eligible_search",
                "is_eligible_checkout", "group_id", "listing_has_variations", "seller_name", "seller_url", "return_policy",
                "target_countries", "store_country")
OPENAI: Mapping[str, Check] = {
    "item_id": identifier, "title": text(150), "description": text(5_000), "url": address, "brand": text(70), "image_url": address,
    "price": price, "sale_price": price, "availability": one_of("in_stock", "out_of_stock", "pre_order", "backorder", "unknown"),
    "availability_date": lambda value: bool(date.fromisoformat(value)), "seller_name": text(70), "seller_url": address,
    "seller_privacy_policy": address, "seller_tos": address, "return_policy": address, "condition": one_of("new"),
    "store_country": lambda value: re.fullmatch(r"[A-Z]{2}", value) is not None, "group_id": identifier, "product_category": text(750),
    "unit_pricing_measure": measured, "unit_pricing_base_measure": base}


def _wrong(rules: Mapping[str, Check], row: Mapping[str, str]) -> list[str]:
    """Fields nobody knows, and values that do not fit."""
    return [f"{name}={value!r}" for name, value in row.items() if name not in rules or not rules[name](value)]


def _measures(row: Mapping[str, str]) -> list[str]:
    """Both or none, and of one unit."""
    pair = [re.sub(r"[\d.]", "", row.get(f"unit_pricing_{name}", "")) for name in ("measure", "base_measure")]
    return [] if pair[0] == pair[1] else [f"measures {pair}"]


def _reduced(row: Mapping[str, str]) -> list[str]:
    lower = not row.get("sale_price") or float(row["sale_price"].split()[0]) < float(row["price"].split()[0])
    return [] if lower else ["the sale price is not lower"]


def _accept(mistakes: list[str]) -> None:
    if mistakes:
        raise AssertionError("; ".join(mistakes))


def read_google(body: bytes) -> list[Row]:
    """The items, the first of a repeated attribute. Fails for anything Merchant Center would refuse."""
    root = ElementTree.fromstring(body)  # noqa: S314  # our own feed
    assert root.tag == "rss" and root.get("version") == "2.0"
    channel = root.find("channel")
    assert channel is not None and all(channel.findtext(tag) for tag in ("title", "link", "description"))
    rows, mistakes = [], []
    for item in channel.findall("item"):
        assert all(element.tag.startswith(G) for element in item)
        pairs = [(element.tag.removeprefix(G), element.text or "") for element in item]
        row = dict(reversed(pairs))
        mistakes += [wrong for pair in pairs for wrong in _wrong(GOOGLE, dict([pair]))] + _measures(row) + _reduced(row)
        mistakes += [f"{name} is missing" for name in GOOGLE_NEEDS if name not in row]
        mistakes += ["no date"] if (row["availability"] == "preorder") != ("availability_date" in row) else []
        mistakes += ["too many pictures"] if [name for name, _ in pairs].count("additional_image_link") > 10 else []
        rows.append(row)
    _accept(mistakes)
    assert len({row["id"] for row in rows}) == len(rows), "two of one id"
    return rows


def read_local(body: bytes) -> list[Row]:
    rows = list(csv.DictReader(StringIO(body.decode("utf-8")), delimiter="\t"))
    _accept([wrong for row in rows for wrong in _wrong(LOCAL, row) + _reduced(row)])
    assert all(bool(row["pickup_method"]) == bool(row["pickup_sla"]) for row in rows)
    return rows


def read_meta(body: bytes) -> list[Row]:
    rows = list(csv.DictReader(StringIO(body.decode("utf-8"))))
    _accept([wrong for row in rows for wrong in _wrong(META, row) + _reduced(row)])
    return rows


def read_openai(body: bytes) -> list[Row]:
    """The lines with their plain values; booleans and lists are looked at here."""
    told = [json.loads(line) for line in body.decode("utf-8").splitlines()]
    for line in told:
        _accept([f"{name} is missing" for name in OPENAI_NEEDS if name not in line])
        flags = ("is_eligible_search", "is_eligible_checkout", "listing_has_variations", "is_digital", "accepts_returns")
        assert all(isinstance(line[flag], bool) for flag in flags) and (line["is_eligible_search"] or not line["is_eligible_checkout"])
        assert all(re.fullmatch("[A-Z]{2}", country) for country in line["target_countries"])
        assert all(address(one) for one in line.get("additional_image_urls", []))
        assert (line["availability"] == "pre_order") == ("availability_date" in line)
        plain = {name: value for name, value in line.items() if isinstance(value, str)}
        _accept(_wrong(OPENAI, plain) + _measures(plain) + _reduced(plain))
    return told
