"""Decides what a member of staff is to the rest of the house, and which role may do what."""
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Permission(StrEnum):
    """What may be asked of a member; views name these, never a role."""

    SEE_ORDERS = "see_orders"  # today, orders, bench
    CHANGE_ORDERS = "change_orders"  # move, edit, reschedule, cancel; phone orders
    HAND_OVER = "hand_over"  # at the counter, taking the balance
    SEE_TAKINGS = "see_takings"
    KEEP_SHELF = "keep_shelf"  # pools, sold out, waste, pause, close early
    SEE_PRODUCTS = "see_products"
    EDIT_PRODUCTS = "edit_products"  # with prices, import and export
    EDIT_HOURS = "edit_hours"
    EDIT_DELIVERY = "edit_delivery"
    SEE_LETTERS = "see_letters"
    EDIT_SETTINGS = "edit_settings"
    MANAGE_STAFF = "manage_staff"
    SEE_AUDIT = "see_audit"
    SELL = "sell"  # at the till, and baskets for customers
    TAKE_BACK = "take_back"  # goods brought back, money returned
    SEE_CUSTOMERS = "see_customers"
    EDIT_CUSTOMERS = "edit_customers"  # notes, verifying a phone, merging two people
    ANSWER = "answer"  # the inbox
    EDIT_OFFERS = "edit_offers"
    EDIT_LINKS = "edit_links"  # links, posters, what is posted
    SEND_CAMPAIGNS = "send_campaigns"  # with contacts read in
    SEE_REPORTS = "see_reports"
    SEE_MONEY = "see_money"  # the money desk: due, parked, fees, payouts, papers, takings by rate
    GIVE_BACK = "give_back"  # any refund beyond a return at the counter; decisions about parked money
    EDIT_PAYMENTS = "edit_payments"  # how the shop is paid: deposits, fees kept, gift cards, the drawer's rules
    KEEP_DRAWER = "keep_drawer"  # open, count and close the cash drawer
    WRITE_INVOICES = "write_invoices"
    KEEP_CARDS = "keep_cards"  # gift cards and store credit: find, give, stop
    OFFER_CAKES = "offer_cakes"  # answer wishes for something made to measure with a price
    OWN_ACCOUNT = "own_account"  # one's name, language, password, open sessions


ROLES: dict[str, frozenset[Permission]] = {
    "owner": frozenset(Permission),
    "staff": frozenset({
        Permission.SEE_ORDERS, Permission.CHANGE_ORDERS, Permission.HAND_OVER, Permission.KEEP_SHELF, Permission.SEE_PRODUCTS,
        Permission.OWN_ACCOUNT, Permission.SELL, Permission.TAKE_BACK, Permission.SEE_CUSTOMERS, Permission.ANSWER,
        Permission.KEEP_DRAWER, Permission.OFFER_CAKES,
    }),
}
DEFAULT_ROLE = "staff"
# four digits are no password
NOT_BY_PIN = frozenset({Permission.OWN_ACCOUNT, Permission.MANAGE_STAFF, Permission.EDIT_SETTINGS, Permission.EDIT_PAYMENTS})


@dataclass(frozen=True)
class Member:
    """One person of the shop, as everyone else sees them."""

    id: int
    name: str
    email: str
    role: str
    language: str
    is_active: bool
    has_password: bool
    has_totp: bool
    created_at: datetime
    has_pin: bool = False
    by_pin: bool = False  # proved by no more than a PIN, in a browser that somebody else signed in

    @property
    def by(self) -> str:
        """How this person is named in events and in the audit log."""
        return f"staff:{self.id}"


@dataclass(frozen=True)
class OpenSession:
    """One browser a member is signed in on; `id` names it without opening it."""

    id: str
    device: str
    created_at: datetime
    seen_at: datetime


def may(member: Member | None, permission: Permission) -> bool:
    """Whether this person may do it; nobody may do nothing."""
    if member is None or not member.is_active or (member.by_pin and permission in NOT_BY_PIN):
        return False
    return permission in ROLES.get(member.role, frozenset())
