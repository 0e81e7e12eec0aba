"""A door of the shop: a blueprint whose name is the channel its orders carry."""
from typing import Any

from flask import Blueprint, Flask
from werkzeug.routing import IntegerConverter, Map


class Channel(Blueprint):
    def __init__(self, name: str, import_name: str, prefix: str = "") -> None:
        super().__init__(name, import_name, url_prefix=prefix or None)


class Id(IntegerConverter):
    """A number that a column can hold: a larger one in an address leads nowhere (404)."""

    def __init__(self, map: Map, **options: Any) -> None:  # werkzeug's own name
        super().__init__(map, **{"max": 2**31 - 1} | options)


def bound_numbers(app: Flask) -> None:
    """Let `<int:...>` in every address mean such a number; before any address is added."""
    app.url_map.converters["int"] = Id
