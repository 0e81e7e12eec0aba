"""Decides what stands in a shop that opens for the first time: an owner, and unless it is to be empty, all of Pasticceria Fiordaliso."""
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import click
from flask import current_app
from flask.cli import with_appcontext

from shop.commands.demo_channels import open_doors, tell_the_rest
from shop.commands.demo_money import ask_deposits, sell_gift_cards, wish_for_cakes
from shop.commands.entering_menu import enter_menu
from shop.commands.setting_up import set_up_shop
from shop.commands.two_weeks import PAST_DAYS, live_two_weeks
from shop.domain import staff
from shop.kernel import clock, settings
from shop.kernel.relaxing import relaxed
from shop.web.configuring import OWN_SHOP

DEMO = Path(__file__).parent / "demo"
OWNER = ("Elena Marchisio", "elena@fiordaliso.example")
COLLEAGUES = (("Anna Ferrero", "anna@fiordaliso.example"), ("Paolo Gallo", "paolo@fiordaliso.example"))


def read_demo(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((DEMO / f"{name}.json").read_text("utf-8"))
    return content


@dataclass(frozen=True)
class DemoNote:
    """Whether a demo that was begun came to its end."""

    group: ClassVar[str] = "demo"
    begun: bool = False
    done: bool = False


def is_half_filled() -> bool:
    note = settings.read(DemoNote)
    return note.begun and not note.done


def fill_demo(now: datetime) -> None:
    """The whole demo, from the seller's data to the orders of tomorrow."""
    settings.store(DemoNote(begun=True))
    with relaxed():
        _fill(now)
    settings.store(DemoNote(begun=True, done=True))


def _fill(now: datetime) -> None:
    elena = staff.create_owner(name=OWNER[0], email=OWNER[1], now=now)
    for name, email in COLLEAGUES:
        staff.invite(name=name, email=email, role="staff", by=elena.by, now=now)
    set_up_shop(read_demo("shop"), DEMO / "pictures", by=elena.by, now=now)
    menu = read_demo("menu")
    enter_menu(menu | {"products": [*menu["products"], read_demo("gift_card")]}, DEMO / "pictures", by=elena.by, now=now)
    channels, before = read_demo("channels"), now.replace(second=0, microsecond=0) - timedelta(days=PAST_DAYS)
    money = read_demo("money")
    doors = open_doors(channels, by=elena.by, now=before)
    ask_deposits(by=elena.by, now=before)
    live_two_weeks(now, doors)
    tell_the_rest(channels, by=elena.by, now=now)
    sell_gift_cards(money["gift_cards"], by=elena.by, now=now)
    wish_for_cakes(money["wishes"], by=elena.by, now=now)


def fill_empty(now: datetime, *, name: str = "", email: str = "") -> None:
    """Nothing but the owner, who finds First steps."""
    staff.create_owner(name=name or "Owner", email=email or "owner@shop.example", now=now)


@click.command()
@click.option("--empty", is_flag=True, help="Only make the owner; the shop's own data are entered under First steps.")
@click.option("--name", default="", help="The owner's name, with --empty.")
@click.option("--email", default="", help="The owner's address, with --empty.")
@with_appcontext
def demo(empty: bool, name: str, email: str) -> None:
    """Fill a shop that has nothing yet: with Pasticceria Fiordaliso, or only its owner."""
    if staff.list_members():
        raise click.ClickException("This shop has people of its own already: the demo only fills an empty one.")
    if empty:
        (Path(current_app.config["SHOP_DATA"]) / OWN_SHOP).touch()  # no play money here, whatever `make run` says
        fill_empty(clock.now(), name=name, email=email)
    else:
        fill_demo(clock.now())
    click.echo("The owner may come in with: flask --app app shop sign-in-link")
