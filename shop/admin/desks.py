"""Decides which desks a member sees in the navigation: those that exist and that the member's permissions open."""
from dataclasses import dataclass
from itertools import groupby

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import business, commissions, conversations, letters, posts, staff
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web.asking import needs, staff_member
from shop.web.rendering import reader


@dataclass(frozen=True)
class Desk:
    """`near` desks stay in the bar at the bottom of a phone; the others are on the page of all desks."""

    endpoint: str
    icon: str
    permission: Permission
    group: str
    near: bool = False

    @property
    def name(self) -> str:
        return self.endpoint.rpartition(".")[2]

    @property
    def href(self) -> str:
        return url_for(self.endpoint)

    @property
    def is_here(self) -> bool:
        here = request.path
        return here == self.href or here.startswith(self.href + "/")


DESKS = (
    Desk("admin.today", "board", Permission.SEE_ORDERS, "day", near=True),
    Desk("admin.orders", "list", Permission.SEE_ORDERS, "day", near=True),
    Desk("admin.shelf", "shelf", Permission.KEEP_SHELF, "day", near=True),
    Desk("counter.till", "till", Permission.SELL, "day", near=True),
    Desk("admin.bench", "note", Permission.SEE_ORDERS, "day"),
    Desk("admin.products", "cake", Permission.SEE_PRODUCTS, "shop"),
    Desk("admin.hours", "clock", Permission.EDIT_HOURS, "shop"),
    Desk("admin.delivery", "truck", Permission.EDIT_DELIVERY, "shop"),
    Desk("admin.letters", "mail", Permission.SEE_LETTERS, "shop"),
    Desk("admin.customers", "user", Permission.SEE_CUSTOMERS, "people"),
    Desk("admin.inbox", "note", Permission.ANSWER, "people"),
    Desk("admin.cakes", "cake", Permission.OFFER_CAKES, "people"),
    Desk("admin.offers", "tag", Permission.EDIT_OFFERS, "people"),
    Desk("admin.campaigns", "gift", Permission.SEND_CAMPAIGNS, "people"),
    Desk("admin.instagram", "heart", Permission.EDIT_LINKS, "people"),
    Desk("admin.links", "qr", Permission.EDIT_LINKS, "people"),
    Desk("admin.feeds", "globe", Permission.EDIT_LINKS, "people"),
    Desk("admin.report", "chart", Permission.SEE_REPORTS, "people"),
    Desk("admin.money", "cash", Permission.SEE_MONEY, "money"),
    Desk("admin.gift_cards", "gift", Permission.KEEP_CARDS, "money"),
    Desk("admin.papers", "note", Permission.SEE_MONEY, "money"),
    Desk("admin.takings", "chart", Permission.SEE_MONEY, "money"),
    Desk("admin.first_steps", "star", Permission.EDIT_SETTINGS, "house"),
    Desk("admin.settings", "settings", Permission.EDIT_SETTINGS, "house"),
    Desk("admin.staff", "users", Permission.MANAGE_STAFF, "house"),
    Desk("admin.audit", "lock", Permission.SEE_AUDIT, "house"),
    Desk("admin.account", "user", Permission.OWN_ACCOUNT, "house"),
)


def list_desks(member: staff.Member | None) -> list[Desk]:
    """The desks open to this member, in the order of the navigation."""
    return [desk for desk in DESKS if staff.may(member, desk.permission) and desk.endpoint in current_app.view_functions]


def _places(desks: list[Desk]) -> list[tuple[object, ...]]:
    """What the navigation draws: (words, href, symbol, here, near, count), with a heading before each group."""
    drawn: list[tuple[object, ...]] = []
    for group, of_group in groupby(desks, key=lambda desk: desk.group):
        drawn.append((say(f"admin.groups.{group}", reader()), "", "", False, False, 0))
        drawn += [(say(f"admin.desks.{desk.name}", reader()), desk.href, desk.icon, desk.is_here, desk.near, _waiting(desk))
                  for desk in of_group]
    return drawn


def _waiting(desk: Desk) -> int:
    """How much waits there, to be seen from every desk."""
    counts = {"admin.inbox": conversations.count_open, "admin.cakes": commissions.count_asked}
    return counts[desk.endpoint]() if desk.endpoint in counts else 0


def _instagram_ends() -> str:
    """That the token ends, from a week before, to whoever can do something about it."""
    day = posts.ends_soon(clock.now()) if staff.may(staff_member(), Permission.EDIT_SETTINGS) else None
    return say(f"instagram.admin.{'ended' if day < clock.today() else 'ends'}", reader(), day_on=day) if day else ""


def office_words() -> dict[str, object]:
    """What every page of the office knows."""
    desks = list_desks(staff_member())
    return {"places": _places(desks), "more_href": url_for("admin.more") if desks else "", "sends_letters": letters.is_sending(),
            "instagram_ends": _instagram_ends(),
            "more_here": any(desk.is_here and not desk.near for desk in desks) or request.endpoint == "admin.more"}


@needs(Permission.SEE_ORDERS)
def home() -> ResponseReturnValue:
    """The first page of the day: what is left before going live, while something is; then the first desk one may use."""
    member = staff_member()
    if staff.may(member, Permission.EDIT_SETTINGS) and business.list_missing_legal():
        return redirect(url_for("admin.first_steps"))
    return redirect(list_desks(member)[0].href)


@needs(Permission.SEE_ORDERS)
def more() -> ResponseReturnValue:
    """Every desk on one page, for a phone."""
    groups = [(name, list(of_group)) for name, of_group in groupby(list_desks(staff_member()), key=lambda desk: desk.group)]
    return render_template("admin/more.html", groups=groups, waiting=_waiting)
