"""Puts the house together: settings, database, integrations plugged into the ports, channels opened, listeners installed."""
import sqlite3
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from shop.admin import admin
from shop.channels.counter import counter
from shop.channels.email import (
    LetterComposer,
    send_answer_letter,
    send_change_letter,
    send_code_letter,
    send_confirmation_letter,
    send_failed_letter,
    send_gift_cards_letter,
    send_late_letter,
    send_move_letter,
    send_offer_letter,
    send_order_letter,
    send_owner_letter,
    send_paid_letter,
    send_question_letter,
    send_return_letter,
    send_wish_letters,
    send_withdrawal_letter,
)
from shop.channels.feeds import feeds
from shop.channels.instagram import instagram
from shop.channels.website import website
from shop.channels.window import window
from shop.commands import shop as shop_commands
from shop.domain import (  # noqa: F401  # a room nobody else opens still has its tables
    baskets,
    business,
    campaigns,
    commissions,
    conversations,
    documents,
    giftcards,
    letters,
    links,
    orders,
    payments,
    posts,
    promotions,
    shifts,
)
from shop.domain.commissions import WishHeard, WishOffered
from shop.domain.conversations import AnswerGiven, MessageHeard
from shop.domain.customers import CodeAsked, ConsentNoted, CustomerErased, OffersAsked
from shop.domain.giftcards import GiftCardsIssued
from shop.domain.orders import GoodsGiven, OrderChanged, OrderMoved, OrderPlaced, WithdrawalStated
from shop.domain.payments import (
    LatePayment,
    MoneyRefunded,
    NoticeHeard,
    PaymentFailed,
    PaymentTaken,
    PaymentVoided,
    RefundAsked,
    RefundPlanned,
    UnbookedRefundAsked,
)
from shop.integrations.instagram import GraphApi
from shop.integrations.mail import FlaskMailPostOffice
from shop.integrations.patience import NOBODY_WAITS, SOMEBODY_WAITS
from shop.integrations.pictures import PillowPictureStore
from shop.integrations.play import PlayGateway
from shop.integrations.stripe import StripeGateway
from shop.integrations.unpaid import NoGateway
from shop.kernel import clock, database, events, ports, wording
from shop.kernel.gateway import Gateway
from shop.kernel.snapshots import RevisionReader
from shop.web import papers
from shop.web.asking import may_now
from shop.web.assets import STYLES, open_assets
from shop.web.caching import PageCache, compress_answers
from shop.web.channel import bound_numbers
from shop.web.colours import write_brand_style
from shop.web.configuring import StripeKeys, read_environment
from shop.web.csrf import refuse_foreign_forms
from shop.web.errors import catch_refusals
from shop.web.headers import guard_answers
from shop.web.pictures import pictures
from shop.web.remembering import remembered
from shop.web.rendering import set_up_templates
from shop.web.showing import takes_wishes
from shop.web.talking import whatsapp

ROOT = Path(__file__).parents[1]
CHANNELS = (website, instagram, counter, window, feeds)
AT_ONCE: events.Table = {
    OrderMoved: [commissions.refuse_second, orders.free_places, orders.return_offers, orders.follow_goods, documents.number_hand_over,
                 payments.return_money, payments.stop_cards, payments.issue_revived, payments.collect_digital, payments.note_fiscal,
                 payments.invoice_paid],
    PaymentTaken: [payments.note_rates, payments.issue_cards, payments.collect_paid_digital, payments.note_fiscal, payments.invoice_paid],
    PaymentVoided: [payments.refill_cards, payments.stop_unpaid, payments.credit_voided],
    GoodsGiven: [payments.void_undone],
    ConsentNoted: [links.forget_observed],
    CustomerErased: [orders.forget_orders, baskets.forget_baskets, conversations.forget_conversations, campaigns.forget_recipients,
                     links.forget_arrivals, letters.forget_letters, giftcards.forget_cards, commissions.forget_commissions],
}
AFTERWARDS: events.Table = {
    OrderPlaced: [send_order_letter, send_owner_letter],
    OrderMoved: [send_move_letter],
    OrderChanged: [send_change_letter],
    PaymentTaken: [send_paid_letter],
    PaymentFailed: [send_failed_letter],
    LatePayment: [send_late_letter],
    MoneyRefunded: [send_return_letter],
    WithdrawalStated: [send_withdrawal_letter],
    RefundAsked: [payments.send_refund],
    RefundPlanned: [payments.send_refund],
    NoticeHeard: [payments.settle_noticed],
    UnbookedRefundAsked: [payments.send_unbooked],
    GiftCardsIssued: [send_gift_cards_letter],
    MessageHeard: [send_question_letter],
    AnswerGiven: [send_answer_letter, conversations.send_message],
    CodeAsked: [send_code_letter],
    OffersAsked: [send_confirmation_letter],
    WishHeard: [send_wish_letters],
    WishOffered: [send_offer_letter],
}
SAFE_SQLITE = (3, 51, 3)  # older ones can lose committed rows when the WAL is reset


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The whole shop. `settings` win over the environment (see web.configuring)."""
    app = Flask("shop", root_path=str(ROOT / "shop"), template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.from_mapping(read_environment(settings))
    clock.use_zone(app.config["TIMEZONE"])
    wording.load(ROOT / "translations")
    _open_database(app)
    hurried, patient = _open_gateways(app)
    store, graph = PillowPictureStore(Path(app.config["SHOP_DATA"]) / "pictures"), GraphApi(app)
    private = PillowPictureStore(Path(app.config["SHOP_DATA"]) / "pictures" / "private")
    ports.plug(ports.Plugged(FlaskMailPostOffice(app), LetterComposer(), store, graph, graph, hurried, patient, private))
    events.install(AT_ONCE, AFTERWARDS)
    _open_web(app)
    app.cli.add_command(shop_commands)
    return app


def _open_gateways(app: Flask) -> tuple[Gateway, Gateway]:
    """For somebody who waits, and for the worker."""
    keys: StripeKeys = app.config["STRIPE"]
    if keys.secret:
        return StripeGateway(keys, SOMEBODY_WAITS), StripeGateway(keys, NOBODY_WAITS)
    one: Gateway = PlayGateway(app.config["SECRET_KEY"]) if app.config["PLAY_MONEY"] else NoGateway()
    return one, one


def _open_database(app: Flask) -> None:
    options: dict[str, Any] = {"pool_size": 10, "max_overflow": 20, "hide_parameters": True}  # no name or secret in a log
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        options["module"] = sqlite3 if sqlite3.sqlite_version_info >= SAFE_SQLITE else import_module("pysqlite3.dbapi2")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    database.db.init_app(app)
    with app.app_context():
        database.prepare(database.db.engine)


def _open_web(app: Flask) -> None:
    bound_numbers(app)
    set_up_templates(app)
    app.jinja_env.globals.update(cards_of=giftcards.list_of_order, may_now=may_now)
    app.jinja_env.globals.update(vat_rates=papers.rates, invoices_of=documents.list_invoices_of,
                                 receipt_of=documents.find_sale_receipt)
    app.jinja_env.globals.update(remembered=remembered, takes_wishes=takes_wishes, whatsapp=whatsapp, plays_money=app.config["PLAY_MONEY"])
    open_assets(app, written=dict.fromkeys(STYLES, _brand_style))
    for door in (*CHANNELS, admin, pictures):
        app.register_blueprint(door)
    refuse_foreign_forms(app)
    catch_refusals(app)
    compress_answers(app)  # after_request runs in reverse: headers are set first
    guard_answers(app)
    with app.app_context():
        app.wsgi_app = PageCache(app.wsgi_app, RevisionReader(database.db.engine))  # type: ignore[method-assign,assignment]
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _brand_style() -> str:
    face = business.face()
    return write_brand_style(brand=face.brand_colour, accent=face.accent_colour, paper=face.paper_colour)
