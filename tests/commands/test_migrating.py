"""Migrations and models tell the same story on both databases."""
from pathlib import Path

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect

from shop.commands.migrating import migrate_now, settings
from shop.domain import catalogue
from shop.domain.catalogue import ProductSheet
from shop.kernel import clock
from shop.kernel.database import Base, db
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


def test_there_is_one_newest_revision_and_the_shop_is_at_it(app: Flask, tmp_path: Path) -> None:
    heads = ScriptDirectory.from_config(settings()).get_heads()
    assert len(heads) == 1
    with _build(f"sqlite:///{tmp_path}/new.db", tmp_path).app_context():
        migrate_now()
        with db.engine.connect() as connection:
            assert MigrationContext.configure(connection).get_current_heads() == tuple(heads)
        db.engine.dispose()
