"""How many queries a page costs, counted within one process."""
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, event

from benchmarks.stocking import build
from shop.domain import baskets
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.origin import Origin


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def count_queries(data: Path, paths: list[str]) -> dict[str, int]:
    """Queries of each page's second drawing, for a visitor with a basket of three lines."""
    app, found = build(data), {}
    with app.app_context():
        token = baskets.open_basket(origin=Origin("website"), language="it", now=clock.now())
        for product_id in (1, 2, 3):
            baskets.add(token, baskets.Choice(product_id, 1), now=clock.now())
        engine = db.engine
    client = app.test_client()  # outside any context of ours, or the pages would share its session
    client.set_cookie("basket", token)
    for path in paths:
        client.get(path)
        with _counted(engine) as seen:
            assert client.get(path).status_code == 200
        found[path] = len(seen)
    engine.dispose()
    return found
