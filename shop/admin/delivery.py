"""Where the owner says where the shop delivers: zones in order of priority, each with its places, money and windows."""
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.admin.typed import typed_euro
from shop.admin.week_form import WeekForm, days_of, read_week, start_week
from shop.admin.week_saving import save_week
from shop.domain import fulfilment
from shop.domain.fulfilment import ZoneDraft
from shop.domain.orders import Order
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web.asking import by, needs
from shop.web.forms import Cents, Form, attempt, read
from shop.web.rendering import reader


@dataclass(frozen=True)
class ZoneForm:
    name: str
    places: str
    fee_cents: Cents = Cents(0)
    minimum_cents: Cents = Cents(0)
    free_above_cents: Cents | None = None
    is_active: bool = False

    def draft(self) -> ZoneDraft:
        return ZoneDraft(self.name, fulfilment.read_places(self.places), self.fee_cents, self.minimum_cents, self.free_above_cents,
                         self.is_active)


def _kept(zone_id: int | None) -> dict[str, Any]:
    """What the form of a zone starts from."""
    if zone_id is None:
        return {"is_active": "1"}
    zone = fulfilment.get_zone(zone_id, also_closed=True)
    return {"name": zone.name, "places": fulfilment.write_places(zone.places), "fee_cents": typed_euro(zone.fee_cents),
            "minimum_cents": typed_euro(zone.minimum_cents), "is_active": "1" if zone.is_active else "",
            "free_above_cents": "" if zone.free_above_cents is None else typed_euro(zone.free_above_cents)}


def _done(key: str, zone_id: int | None = None) -> ResponseReturnValue:
    flash(say(f"places.delivery.{key}", reader()))
    return redirect(url_for("admin.zone", zone_id=zone_id) if zone_id else url_for("admin.delivery"))


def _draw(zone_id: int | None, status: int = 200, form: Form[Any] | None = None, week: WeekForm | None = None,
          in_the_way: list[Order] | None = None) -> ResponseReturnValue:
    week = week or start_week(zone_id, reader()) if zone_id else None
    return render_template("admin/zone.html", zone_id=zone_id, form=form or Form(reader(), _kept(zone_id)), week=week,
                           days=days_of(week) if week else [], in_the_way=in_the_way or []), status


@needs(Permission.EDIT_DELIVERY)
def delivery() -> ResponseReturnValue:
    zones = fulfilment.list_zones(also_closed=True)
    return render_template("admin/delivery.html", zones=zones, windows={zone.id: fulfilment.list_drafts(zone.id) for zone in zones})


@needs(Permission.EDIT_DELIVERY)
def new_zone() -> ResponseReturnValue:
    return _draw(None)


@needs(Permission.EDIT_DELIVERY)
def zone(zone_id: int) -> ResponseReturnValue:
    return _draw(zone_id)


@needs(Permission.EDIT_DELIVERY)
def save_zone(zone_id: int | None = None) -> ResponseReturnValue:
    form = read(ZoneForm, request.form, reader())
    saved = attempt(form, lambda asked: fulfilment.save_zone(asked.draft(), zone_id=zone_id, by=by(), now=clock.now()))
    return _draw(zone_id, 422, form) if form.errors else _done("saved" if zone_id else "made", saved)


@needs(Permission.EDIT_DELIVERY)
def save_zone_hours(zone_id: int) -> ResponseReturnValue:
    fulfilment.get_zone(zone_id, also_closed=True)
    form = read_week(request.form, reader())
    in_the_way = save_week(form, zone_id=zone_id, anyway="anyway" in request.form)
    return _draw(zone_id, 422, week=form, in_the_way=in_the_way) if form.errors else _done("hours_saved", zone_id)


@needs(Permission.EDIT_DELIVERY)
def move_zone(zone_id: int) -> ResponseReturnValue:
    fulfilment.move_zone(zone_id, earlier=request.form.get("way") == "up", by=by(), now=clock.now())
    return _done("moved")


@needs(Permission.EDIT_DELIVERY)
def remove_zone(zone_id: int) -> ResponseReturnValue:
    form = Form(reader(), _kept(zone_id), asked=zone_id)
    attempt(form, lambda asked: fulfilment.remove_zone(asked, by=by(), now=clock.now()))
    return _draw(zone_id, 409, form) if form.errors else _done("removed")
