"""Stands where a gateway would be in a shop without one: nothing is open, and every call is refused for good."""

from datetime import datetime
from typing import NoReturn

from shop.kernel.gateway import BadNotice, BankTransfer, GatewayRefused, GivenBack, Intent, OpenPage, PayNotice, PayPage


class NoGateway:
    """The shop works without one: people pay when they come for their goods."""

    kind = "none"

    def is_open(self) -> bool:
        return False

    def has_reader(self) -> bool:
        return False

    def open_page(self, asked: PayPage) -> OpenPage:
        _refuse()

    def look_at_page(self, page_id: str) -> OpenPage:
        _refuse()

    def close_page(self, page_id: str) -> OpenPage:
        _refuse()

    def look_at_intent(self, intent_id: str) -> Intent:
        _refuse()

    def give_back(self, intent_id: str, *, cents: int, reference: str) -> GivenBack:
        _refuse()

    def start_reader(self, *, cents: int, reference: str, order_code: str) -> Intent:
        _refuse()

    def stop_reader(self, intent_id: str) -> Intent:
        _refuse()

    def read_notice(self, body: bytes, signature: str) -> PayNotice:
        raise BadNotice

    def list_notices(self, since: datetime) -> list[PayNotice]:
        return []

    def list_transfers(self, since: datetime) -> list[BankTransfer]:
        return []


def _refuse() -> NoReturn:
    raise GatewayRefused("no_gateway")
