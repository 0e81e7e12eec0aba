"""A door of the shop: a blueprint whose name is the channel its orders carry."""
from flask import Blueprint


class Channel(Blueprint):
    def __init__(self, name: str, import_name: str, prefix: str = "") -> None:
        super().__init__(name, import_name, url_prefix=prefix or None)
