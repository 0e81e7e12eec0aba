"""Decides how revisions are applied: on the shop's own connection, as one write, with foreign keys off while SQLite tables are rebuilt."""
from alembic import context
from sqlalchemy import Connection, text

from shop.kernel.clock import Moment
from shop.kernel.database import Base, db, is_postgresql


def _ours(_thing: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    """The full-text index and its shadow tables belong to the search, not to the models."""
    return not (kind in ("table", "index") and name is not None and name.startswith(("product_fts", "ix_product_search_words")))


def _render(kind: str, thing: object, _autogen: object) -> str | bool:
    """Revisions are history: they name plain types, not those of today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Moment) else False


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True, include_object=_ours,
                      render_item=_render)
    with connection.begin():
        if is_postgresql():
            connection.execute(text("SELECT pg_advisory_xact_lock(8004)"))  # two machines starting at once
        with context.begin_transaction():
            context.run_migrations()


def main() -> None:
    with db.engine.connect().execution_options(migrating=True) as connection:
        _migrate(connection)


main()
