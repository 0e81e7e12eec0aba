"""Fills a shop with as many products and orders as a measurement needs, faster than the verbs would."""
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert

from shop.assembly import create_app
from shop.commands.migrating import migrate_now
from shop.domain import business, staff
from shop.domain.business import Identity, LegalTexts
from shop.domain.catalogue.models import CategoryRow, ProductRow, SearchRow
from shop.domain.catalogue.searching import spell
from shop.domain.fulfilment.models import Window
from shop.domain.orders.models import Line, Order
from shop.kernel import clock
from shop.kernel.database import db, writing

SELLER = Identity(name="Pasticceria", legal_name="Pasticceria s.r.l.", street="Via Po 1", postal_code="10100", town="Torino", province="TO",
                  vat_number="01234567897", phone="+39011555010", email="ciao@shop.example")
NAMES = ("Cornetto", "Bignè", "Cannolo", "Sfogliatella", "Babà", "Crostata", "Amaretto", "Torrone", "Panettone", "Frollino")
LIKE = ("alla crema", "al pistacchio", "al cioccolato", "alle mandorle", "al limone", "della nonna", "di Natale", "con le fragole")


def build(data: Path) -> Flask:
    data.mkdir(parents=True, exist_ok=True)
    return create_app({"SHOP_DATA": str(data), "DATABASE_URL": f"sqlite:///{data}/shop.db", "PUBLIC_URL": "http://localhost"})


def stock_shop(data: Path, *, products: int, orders: int = 0) -> None:
    """A shop open day and night, with an owner, and so many products and orders."""
    app = build(data)
    with app.app_context():
        migrate_now()
        now = clock.now()
        business.save(SELLER, by="shop", now=now)
        business.save(LegalTexts(terms={"it": "Condizioni"}, privacy={"it": "Privacy"}), by="shop", now=now)
        staff.create_owner(name="Anna", email="anna@shop.example", now=now)
        with writing():
            _add_hours()
            _add_products(products, now)
            _add_orders(orders, now)
        db.session.remove()
        db.engine.dispose()


def _add_hours() -> None:
    for weekday in range(7):
        db.session.add(Window(weekday=weekday, opens=time(0), closes=time(23, 45), slot_minutes=15, places=1000))
    db.session.flush()


def _product(number: int, now: datetime) -> dict[str, Any]:
    name = f"{NAMES[number % 10]} {LIKE[number // 10 % 8]} {number}"
    return {
        "id": number, "slug": f"prodotto-{number}", "category_id": 1 + number % 8, "state": "published", "position": number,
        "name": {"it": name, "en": name}, "story": {"it": "Impasto al burro, lievitato tutta la notte.", "en": "Butter dough."},
        "ingredients": {"it": "*farina di frumento*, *burro*, *uova*, zucchero", "en": "*wheat flour*, *butter*, *eggs*, sugar"},
        "unit": "piece", "price_cents": 130 + number % 400, "net_g": 60, "vat": "reduced", "allergens": ["gluten", "eggs", "milk"],
        "traces": ["nuts"], "pool_size": 1_000_000, "created_at": now, "changed_at": now}


def _add_products(many: int, now: datetime) -> None:
    for number in range(1, 9):
        db.session.add(CategoryRow(id=number, slug=f"categoria-{number}", name={"it": f"Categoria {number}"}, position=number))
    db.session.flush()
    rows = [_product(number, now) for number in range(1, many + 1)]
    db.session.execute(insert(ProductRow), rows)
    db.session.execute(insert(SearchRow), [{"product_id": row["id"], "words": spell(row["name"].values())} for row in rows])


def _days(many: int) -> Iterator[tuple[int, date, bool]]:
    """Forty orders for today, the rest on the days before."""
    today = clock.today()
    for number in range(1, many + 1):
        yield number, today - timedelta(days=max(0, number - 1) // 40), number <= 40


def _add_orders(many: int, now: datetime) -> None:
    orders, lines = [], []
    for number, on, is_today in _days(many):
        starts = clock.start_of(on) + timedelta(hours=8, minutes=15 * (number % 40))
        orders.append({
            "id": number, "checkout": f"c{number}", "token": f"t{number}", "code": f"X{number:06d}", "channel": "website", "origin": {},
            "language": "it", "state": "accepted" if is_today else "collected", "moved_at": starts, "name": f"Ada {number}",
            "email": "ada@example.org", "kind": "pickup", "on": on, "starts_at": starts, "ends_at": starts + timedelta(minutes=15),
            "goods_cents": 300, "total_cents": 300, "paid_cents": 0 if is_today else 300, "vat": {"1000": 300}, "allergens": ["gluten"],
            "terms_version": 1, "placed_at": starts - timedelta(days=1)})
        lines.append({
            "order_id": number, "product_id": 1 + number % 90, "category": "categoria-1", "name": {"it": "Cornetto"}, "unit": "piece",
            "quantity": 2, "cents": 300, "vat": {"1000": 300}, "draws": [[1 + number % 90, 2]]})
    for start in range(0, many, 5_000):
        db.session.execute(insert(Order), orders[start:start + 5_000])
        db.session.execute(insert(Line), lines[start:start + 5_000])
