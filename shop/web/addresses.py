"""The only place that names an endpoint of another room. In templates: `address.order(order)`."""
from collections.abc import Mapping
from typing import Any, Protocol

from flask import current_app, url_for

from shop.domain.links import Target

NAMED_BY = {"category": "category", "product": "slug"}


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


def pay(order: HasOrderPage) -> str:
    """The page that asks for what is due: also the link that staff send."""
    return url_for("website.pay_order", language=order.language, token=order.token)


def pay_qr(order: HasOrderPage) -> str:
    return url_for("website.pay_qr", language=order.language, token=order.token)


def pay_link(code: str) -> str:
    """Where staff ask for what is due of an order."""
    return url_for("counter.pay_link", code=code)


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


def gift_cards(language: str) -> str:
    """Where a gift card's code tells its balance."""
    return url_for("website.gift_cards", language=language)


def gift_card(language: str, token: str) -> str:
    """The page of one card, by its secret: to be printed."""
    return url_for("website.gift_card", language=language, token=token)


def find_order(language: str) -> str:
    return url_for("website.find_order", language=language)


def questions(language: str) -> str:
    return url_for("website.faq", language=language)


def question(language: str, token: str) -> str:
    """The page of one conversation, by its secret."""
    return url_for("website.question", language=language, token=token)


def cakes(language: str) -> str:
    """Where something made to measure is asked for."""
    return url_for("website.cakes", language=language)


def cake(language: str, token: str) -> str:
    """The page of one wish, by its secret."""
    return url_for("website.cake", language=language, token=token)


def admin_cake(commission_id: int) -> str:
    return url_for("admin.cake", commission_id=commission_id)


def inbox() -> str:
    return url_for("admin.inbox")


def conversation(conversation_id: int) -> str:
    return url_for("admin.conversation", conversation_id=conversation_id)


def account(language: str) -> str:
    return url_for("website.account", language=language)


def offers_by_letter(language: str) -> str:
    return url_for("website.newsletter", language=language)


def confirm_offers(language: str, secret: str) -> str:
    return url_for("website.confirm_offers", language=language, secret=secret)


def preferences(language: str, token: str) -> str:
    """The page for letters, open without signing in; `token` from customers.unsubscribe_token."""
    return url_for("website.preferences", language=language, token=token)


def unsubscribe(token: str) -> str:
    """For the List-Unsubscribe header (RFC 8058): a POST there refuses at once, looking at it changes nothing."""
    return url_for("website.unsubscribe", token=token)


def customer(customer_id: int) -> str:
    return url_for("admin.customer", customer_id=customer_id)


def legal(language: str, page: str) -> str:
    return url_for("website.legal", language=language, page=page)


def open_basket(language: str, token: str) -> str:
    return url_for("website.open_basket", language=language, token=token)


def bio(language: str) -> str:
    """The page behind the link in a profile."""
    return url_for("instagram.bio", language=language)


def instagram_notices() -> str:
    return url_for("instagram.notices")


def link(code: str) -> str:
    """Of a tracked link, QR or poster; `whole` of it stands in the QR code."""
    return url_for("website.follow", code=code)


def today_on_show(language: str) -> str:
    return url_for("website.today", language=language)


def link_target(language: str, target: Target) -> str:
    """Where a tracked link leads, with the notice its page says; a door that is not open leads home."""
    said: dict[str, Any] = {"notice": target.notice or None}
    if target.kind in ("category", "product"):
        said[NAMED_BY[target.kind]] = target.slug
        return url_for(f"website.{target.kind}", language=language, **said)
    endpoint = "instagram.bio" if target.kind == "bio" else f"website.{target.kind}"
    return url_for(endpoint if endpoint in current_app.view_functions else "website.home", language=language, **said)


def sign_in(back_to: str | None = None) -> str:
    return url_for("admin.sign_in", next=back_to)


def own_account() -> str:
    return url_for("admin.account")


def who_sells(back_to: str | None = None) -> str:
    return url_for("counter.who", next=back_to)


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
