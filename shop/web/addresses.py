"""The only place that names an endpoint of another room. In templates: `address.order(order)`."""
from collections.abc import Mapping
from typing import Any, Protocol

from flask import current_app, url_for


class HasOrderPage(Protocol):
    @property
    def language(self) -> str: ...
    @property
    def token(self) -> str: ...


def whole(path: str) -> str:
    """The address for letters, QR codes and feeds: on the shop's public URL."""
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}{path}"


def order(order: HasOrderPage) -> str:
    return url_for("website.order_page", language=order.language, token=order.token)


def home(language: str) -> str:
    return url_for("website.home", language=language)


def menu(language: str, **filters: Any) -> str:
    return url_for("website.menu", language=language, **filters)


def product(language: str, slug: str) -> str:
    return url_for("website.product", language=language, slug=slug)


def basket(language: str) -> str:
    return url_for("website.basket", language=language)


def checkout(language: str) -> str:
    return url_for("website.checkout", language=language)


def find_order(language: str) -> str:
    return url_for("website.find_order", language=language)


def legal(language: str, page: str) -> str:
    return url_for("website.legal", language=language, page=page)


def open_basket(language: str, token: str) -> str:
    return url_for("website.open_basket", language=language, token=token)


def sign_in(back_to: str | None = None) -> str:
    return url_for("admin.sign_in", next=back_to)


def sign_in_link(secret: str) -> str:
    return url_for("admin.link", secret=secret)


def today() -> str:
    return url_for("admin.today")


def admin_order(order_id: int) -> str:
    return url_for("admin.order", order_id=order_id)


def hand_over(code: str) -> str:
    return url_for("counter.hand_over", code=code)


def picture(key: str, name: str) -> str:
    return url_for("pictures.show", key=key, name=name)


def named() -> Mapping[str, Any]:
    """All of the above, for templates."""
    return {name: value for name, value in globals().items() if callable(value) and not name.startswith("_")}
