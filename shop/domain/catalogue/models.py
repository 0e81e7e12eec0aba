"""Decides how a product is kept. Rows are for the rooms's own verbs; others read the frozen facts of facts.py."""
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.kernel.clock import Moment
from shop.kernel.database import Base

Words = dict[str, str]
TOPIC: dict[str, Any] = {"info": {"topic": "catalogue"}}


class CategoryRow(Base):
    __tablename__ = "category"
    __table_args__ = (TOPIC,)
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Words] = mapped_column(JSON)
    position: Mapped[int] = mapped_column(default=0)


class ProductRow(Base):
    """`allergens` None means nobody said yet: never shown as safe. Prices in cents per piece or per kg, VAT included."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("unit IN ('piece', 'kg', 'tray')", name="known_unit"),
        CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="known_state"),
        CheckConstraint("price_cents >= 0", name="price_not_negative"),
        CheckConstraint("pool_size IS NULL OR pool_size >= 0", name="pool_not_negative"),
        Index(None, "state", "position", "id"),
        Index(None, "category_id"),
        TOPIC,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    state: Mapped[str] = mapped_column(default="draft")
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[Words] = mapped_column(JSON)
    story: Mapped[Words] = mapped_column(JSON, default=dict)
    ingredients: Mapped[Words] = mapped_column(JSON, default=dict)  # *starred* words are emphasised
    unit: Mapped[str] = mapped_column(default="piece")
    price_cents: Mapped[int] = mapped_column(default=0)
    step_g: Mapped[int | None]
    min_g: Mapped[int | None]
    net_g: Mapped[int | None]
    net_ml: Mapped[int | None]
    vat: Mapped[str | None]
    allergens: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    traces: Mapped[list[str]] = mapped_column(JSON, default=list)
    alcohol: Mapped[bool] = mapped_column(default=False)
    perishable: Mapped[bool] = mapped_column(default=True)
    keep_cold: Mapped[bool] = mapped_column(default=False)
    shelf_life_hours: Mapped[int | None]
    lead_minutes: Mapped[int] = mapped_column(default=0)
    pool_size: Mapped[int | None]  # made per day: pieces, or grams for kg; None = unlimited
    season_from: Mapped[str | None]  # MM-DD, may wrap over New Year
    season_to: Mapped[str | None]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    sold_out_until: Mapped[datetime | None] = mapped_column(Moment)  # FOREVER = until further notice
    counter_only: Mapped[bool] = mapped_column(default=False)
    delivers: Mapped[bool] = mapped_column(default=True)
    region: Mapped[str | None]
    goes_with: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    variants: Mapped[list["VariantRow"]] = relationship(order_by="VariantRow.position, VariantRow.id", cascade="all, delete-orphan")
    groups: Mapped[list["GroupRow"]] = relationship(order_by="GroupRow.position, GroupRow.id", cascade="all, delete-orphan")
    questions: Mapped[list["QuestionRow"]] = relationship(order_by="QuestionRow.position, QuestionRow.id", cascade="all, delete-orphan")
    parts: Mapped[list["PartRow"]] = relationship(order_by="PartRow.id", cascade="all, delete-orphan", foreign_keys="PartRow.product_id")
    pictures: Mapped[list["PictureRow"]] = relationship(order_by="PictureRow.position, PictureRow.id", cascade="all, delete-orphan")
    __mapper_args__ = {"version_id_col": version}


class VariantRow(Base):
    """A size or kind with its own price; `is_active` false keeps what old orders name."""

    __tablename__ = "variant"
    __table_args__ = (CheckConstraint("price_cents >= 0", name="price_not_negative"), Index(None, "product_id"), TOPIC)
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    name: Mapped[Words] = mapped_column(JSON)
    price_cents: Mapped[int]
    net_g: Mapped[int | None]
    lead_minutes: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)


class GroupRow(Base):
    """Options of which the customer picks at least `min_picks` and at most `max_picks`; the same one more than once where max allows."""

    __tablename__ = "option_group"
    __table_args__ = (
        CheckConstraint("min_picks >= 0 AND max_picks >= 1 AND min_picks <= max_picks", name="picks_in_order"),
        Index(None, "product_id"), TOPIC)
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    name: Mapped[Words] = mapped_column(JSON)
    min_picks: Mapped[int] = mapped_column(default=0)
    max_picks: Mapped[int] = mapped_column(default=1)
    repeats: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    options: Mapped[list["OptionRow"]] = relationship(order_by="OptionRow.position, OptionRow.id", cascade="all, delete-orphan")


class OptionRow(Base):
    """`price_cents` is the effect per piece of the line (per cake for goods by weight), may be negative."""

    __tablename__ = "option"
    __table_args__ = (Index(None, "group_id"), TOPIC)
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("option_group.id"))
    name: Mapped[Words] = mapped_column(JSON)
    price_cents: Mapped[int] = mapped_column(default=0)
    allergens: Mapped[list[str]] = mapped_column(JSON, default=list)
    traces: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)


class QuestionRow(Base):
    """Something the customer may write: it reaches the bench sheet. `price_cents` is charged once per piece when answered."""

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('inscription', 'allergy_note', 'text', 'gift_from', 'gift_to', 'gift_message', 'gift_email', 'gift_day')",
            name="known_kind"
        ),
        CheckConstraint("max_length BETWEEN 1 AND 1000", name="sensible_length"),
        Index(None, "product_id"), TOPIC)
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    kind: Mapped[str]
    label: Mapped[Words] = mapped_column(JSON)
    max_length: Mapped[int] = mapped_column(default=60)
    price_cents: Mapped[int] = mapped_column(default=0)
    is_required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class PartRow(Base):
    """A bundle draws `quantity` pieces (grams for kg) of another product from the shelf for each one sold."""

    __tablename__ = "bundle_part"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="some"), CheckConstraint("product_id <> part_id", name="not_itself"),
        Index(None, "product_id"), TOPIC)
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    quantity: Mapped[int]


class PictureRow(Base):
    __tablename__ = "picture"
    __table_args__ = (Index(None, "product_id"), TOPIC)
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    key: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[Words] = mapped_column(JSON, default=dict)
    has_sizes: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class SearchRow(Base):
    """The folded words a product is found by; the full-text index over them is made by searching.py."""

    __tablename__ = "product_search"
    __table_args__ = (TOPIC,)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True, autoincrement=False)
    words: Mapped[str]


class ProductImport(Base):
    """A file of products: tried, then running until done or stopped; `done` counts the products dealt with, `mistakes` name their rows."""

    __tablename__ = "product_import"
    __table_args__ = (CheckConstraint("state IN ('tried', 'running', 'stopped', 'done')", name="known_state"), Index(None, "state"))
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    filename: Mapped[str]
    text: Mapped[str]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    new: Mapped[int]
    is_shopify: Mapped[bool] = mapped_column(default=False)
    mistakes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class PriceChange(Base):
    """Kept for ever: the lowest price of the last 30 days is read from here (Codice del Consumo art. 17-bis)."""

    __tablename__ = "price_change"
    __table_args__ = (Index(None, "product_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int]
    variant_id: Mapped[int | None]
    price_cents: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
