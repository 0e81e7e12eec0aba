"""The floors the shop is measured against: bare Flask over the same server, the same SQLite and the same pragmas."""
import os
from datetime import UTC, datetime
from typing import Any

import pysqlite3
from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, event, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

CARD = """<!doctype html><title>Menu</title><ul>{% for product in products %}
<li><a href="/p/{{ product.id }}"><img src="/pictures/{{ product.id }}/480.webp" alt="{{ product.name }}" width="480" height="360">
<h2>{{ product.name }}</h2><p>{{ product.story }}</p><p>{{ "%.2f"|format(product.cents / 100) }}</p></a></li>{% endfor %}</ul>"""


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class Product(Base):
    __tablename__ = "product"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    story: Mapped[str]
    cents: Mapped[int]
    left: Mapped[int]


class Order(Base):
    __tablename__ = "bare_order"
    id: Mapped[int] = mapped_column(primary_key=True)
    placed_at: Mapped[datetime]
    cents: Mapped[int]


class Line(Base):
    __tablename__ = "bare_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("bare_order.id"))
    product_id: Mapped[int]
    cents: Mapped[int]


def _connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute("PRAGMA " + pragma)


def _list() -> str:
    return render_template_string(CARD, products=db.session.query(Product).order_by(Product.id).limit(24).all())


def _place() -> str:
    db.session.connection().exec_driver_sql("BEGIN IMMEDIATE")
    order = Order(placed_at=datetime.now(UTC), cents=900)
    db.session.add(order)
    db.session.flush()
    for product_id in (1, 2, 3):
        taken = db.session.execute(update(Product).where(Product.id == product_id, Product.left >= 1).values(left=Product.left - 1))
        assert taken.rowcount == 1  # type: ignore[attr-defined]
        db.session.add(Line(order_id=order.id, product_id=product_id, cents=300))
    db.session.commit()
    return str(order.id)


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///" + os.environ["FLOOR_DATABASE"]
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"module": pysqlite3}
    db.init_app(app)
    app.add_url_rule("/hello", "hello", lambda: "hello")
    app.add_url_rule("/list", "list", _list)
    app.add_url_rule("/place", "place", _place, methods=["POST"])
    with app.app_context():
        event.listen(db.engine, "connect", _connect)
        db.create_all()
        if not db.session.query(Product).count():
            db.session.add_all(Product(name=f"Cornetto {n}", story="Impasto al burro, lievitato tutta la notte.", cents=130, left=10**9)
                               for n in range(100))
            db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return app

