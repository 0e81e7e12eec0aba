"""Migrations and models tell the same story on both databases."""
from datetime import date, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, MetaData, Table, func, insert, inspect, select, text

from shop.commands.migrating import migrate_now, settings
from shop.domain import baskets, catalogue, documents, orders, payments, reports
from shop.domain.catalogue import ProductSheet
from shop.kernel import clock
from shop.kernel.database import Base, db
from shop.kernel.origin import Origin
from tests import makers
from tests.conftest import _build
from tests.postgres import PostgreSQL
from tests.world import open_world


def _check(app: Flask) -> None:
    with app.app_context():
        migrate_now()
        migrate_now()  # nothing happens the second time
        command.check(settings())  # raises when a model says something else than the migrations
        made = set(inspect(db.engine).get_table_names())
        assert {table.name for table in Base.metadata.sorted_tables} <= made
        open_world()
        sheet = ProductSheet(category_id=makers.make_category("torte", "Torte"), name={"it": "Bignè"}, price_cents=120, net_g=40,
                             vat="reduced", ingredients={"it": "farina"}, allergens=frozenset({"gluten"}))
        product_id = catalogue.create_product(sheet, by="shop", now=clock.now())
        catalogue.publish(product_id, by="shop", now=clock.now())
        assert catalogue.search_ids("bigne") == [product_id]
        db.session.remove()
        db.engine.dispose()


def test_an_empty_file_becomes_the_shop_the_models_describe(tmp_path: Path) -> None:
    _check(_build(f"sqlite:///{tmp_path}/new.db", tmp_path))


def test_an_empty_postgresql_becomes_the_shop_the_models_describe(postgresql: PostgreSQL, tmp_path: Path) -> None:
    url = postgresql.fresh()
    _check(_build(url, tmp_path))
    postgresql.drop(url)


def test_constraints_have_the_names_the_models_give_them(tmp_path: Path) -> None:
    app = _build(f"sqlite:///{tmp_path}/new.db", tmp_path)
    with app.app_context():
        migrate_now()
        seen = inspect(db.engine)
        for table in Base.metadata.sorted_tables:
            named = {str(c.name) for c in table.constraints if type(c).__name__ == "CheckConstraint"}
            assert named == {str(check["name"]) for check in seen.get_check_constraints(table.name)}, table.name
        db.session.remove()
        db.engine.dispose()


def _enter(connection: Connection, table: str, **values: Any) -> int:
    """A row as the first release wrote it; what is not named gets a plain value of its type."""
    reflected = Table(table, MetaData(), autoload_with=connection)
    plain: dict[type, Any] = {int: 0, str: "", datetime: clock.now(), date: clock.today(), object: {}, bool: False}
    needed = {c.name: plain[c.type.python_type] for c in reflected.columns if not c.nullable and not c.primary_key}
    return int(connection.execute(insert(reflected).values(needed | values).returning(reflected.c.id)).scalar_one())


def _upgrade_what_was_written(url: str, tmp_path: Path) -> None:
    with _build(url, tmp_path).app_context():
        command.upgrade(settings(), "0001")
        with db.engine.connect().execution_options(migrating=True) as connection, connection.begin():
            told = {"channel": "phone", "staff_id": 3, "link": None}
            for token in ("one", "two"):
                _enter(connection, "basket", token=token, origin=told, language="it")
            order_id = _enter(connection, "shop_order", token="t", channel="phone", origin=told, state="collected", kind="pickup")
            _enter(connection, "order_line", order_id=order_id, quantity=4, cents=600)
        command.upgrade(settings(), "head")
        order, = db.session.scalars(select(orders.Order)).unique()
        assert order.origin == Origin("phone", staff_id=3)
        assert [(line.given, line.returned, line.discount_cents) for line in order.lines] == [(4, 0, 0)]
        kept = db.session.scalars(select(baskets.Basket)).unique().all()
        assert {basket.origin for basket in kept} == {Origin("phone", staff_id=3)} and len({basket.code for basket in kept}) == 2
        db.session.remove()
        db.engine.dispose()


def _write_what_the_second_release_wrote(connection: Connection) -> None:
    """An order of two rates, collected twice (the first paper void), a bottle brought back; and one brought back before collection."""
    vat = {"1000": 450, "2200": 1250}
    for token in ("a", "b"):
        order_id = _enter(connection, "shop_order", token=token, checkout=token, code=token, channel="website", state="collected",
                          kind="pickup", total_cents=1700, paid_cents=1700, vat=vat, returned_cents=1250, refunded_cents=1250)
        _enter(connection, "order_line", order_id=order_id, quantity=3, given=3, cents=450, vat={"1000": 450})
        wine = _enter(connection, "order_line", order_id=order_id, quantity=1, given=1, returned=1, cents=1250, vat={"2200": 1250})
        lines = [{"line_id": wine, "quantity": 1, "cents": 1250, "fate": "waste"}]
        _enter(connection, "payment", order_id=order_id, tender="cash", reference=token, cents=1700, given_cents=1700)
        refund_id = _enter(connection, "refund", order_id=order_id, tender="cash", reference=token, cents=1250, lines=lines)
        returned = ("return", f"return:{refund_id}", -1250, None)
        sold = [("sale", f"hand_over:{order_id}:1", 1700, clock.now()), ("sale", f"hand_over:{order_id}:2", 1700, None), returned]
        for kind, cause, cents, voided_at in sold if token == "a" else [returned, ("sale", f"hand_over:{order_id}:1", 450, None)]:
            number = int(connection.execute(select(func.count()).select_from(text("receipt"))).scalar_one()) + 1
            _enter(connection, "receipt", series="R2026", number=number, kind=kind, cause=cause, order_id=order_id, cents=cents,
                   voided_at=voided_at)


def _upgrade_the_second_release(url: str, tmp_path: Path) -> None:
    with _build(url, tmp_path).app_context():
        command.upgrade(settings(), "0002")
        with db.engine.connect().execution_options(migrating=True) as connection, connection.begin():
            _write_what_the_second_release_wrote(connection)
            connection.execute(text("INSERT INTO document_series (name, last) VALUES ('R2026', 5)"))
        command.upgrade(settings(), "head")
        whole, bottle = {"1000": 450, "2200": 1250}, {"2200": -1250}
        papers = db.session.scalars(select(documents.Receipt).order_by(documents.Receipt.id)).all()
        assert [paper.vat for paper in papers] == [whole, whole, bottle, {}, {"1000": 119, "2200": 331}]
        assert all(sum(paper.vat.values()) in (paper.cents, 0) and paper.fiscal_at is None for paper in papers)
        assert list(documents.list_faults()) == [] == list(payments.list_faults())
        order = db.session.scalars(select(orders.Order).where(orders.Order.token == "a")).unique().one()
        assert (order.due_cents, order.tip_cents, order.invoice_to, order.pay_by_at) == (0, 0, {}, None)
        today = clock.today()
        assert reports.sum_takings(reports.list_takings(today, today), "rate") == {("1000",): 569, ("2200",): 331}
        db.session.remove()
        db.engine.dispose()


def test_what_the_second_release_wrote_is_there_after_the_upgrade(tmp_path: Path) -> None:
    _upgrade_the_second_release(f"sqlite:///{tmp_path}/old.db", tmp_path)


def test_what_the_second_release_wrote_is_there_after_the_upgrade_of_postgresql(postgresql: PostgreSQL, tmp_path: Path) -> None:
    url = postgresql.fresh()
    _upgrade_the_second_release(url, tmp_path)
    postgresql.drop(url)


def test_what_the_first_release_wrote_is_there_after_the_upgrade(tmp_path: Path) -> None:
    _upgrade_what_was_written(f"sqlite:///{tmp_path}/old.db", tmp_path)


def test_what_the_first_release_wrote_is_there_after_the_upgrade_of_postgresql(postgresql: PostgreSQL, tmp_path: Path) -> None:
    url = postgresql.fresh()
    _upgrade_what_was_written(url, tmp_path)
    postgresql.drop(url)


def test_there_is_one_newest_revision_and_the_shop_is_at_it(app: Flask, tmp_path: Path) -> None:
    heads = ScriptDirectory.from_config(settings()).get_heads()
    assert len(heads) == 1
    with _build(f"sqlite:///{tmp_path}/new.db", tmp_path).app_context():
        migrate_now()
        with db.engine.connect() as connection:
            assert MigrationContext.configure(connection).get_current_heads() == tuple(heads)
        db.engine.dispose()
