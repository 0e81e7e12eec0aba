"""Where an emailed offer is tried, sent or scheduled, paused, resumed and stopped."""

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from shop.admin.campaign_forms import SendForm
from shop.admin.campaigns import draw_campaign, said, to
from shop.domain import campaigns
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.web.asking import by, needs, staff_member
from shop.web.forms import attempt, read
from shop.web.rendering import reader

VERBS: dict[str, Callable[..., None]] = {
    "unschedule": campaigns.unschedule, "pause": campaigns.pause, "resume": campaigns.resume, "stop": campaigns.stop}


@needs(Permission.SEND_CAMPAIGNS)
def send_campaign(campaign_id: int) -> ResponseReturnValue:
    form = read(SendForm, request.form, reader())
    attempt(form, lambda asked: campaigns.schedule(campaign_id, send_at=asked.send_at, by=by(), now=clock.now()))
    if form.errors:
        return draw_campaign(campaign_id, form)
    said("begun")
    return to(campaign_id)


def _steer(verb: Callable[..., None]) -> Callable[[int], ResponseReturnValue]:
    @needs(Permission.SEND_CAMPAIGNS)
    def steer(campaign_id: int) -> ResponseReturnValue:
        verb(campaign_id, by=by(), now=clock.now())
        return to(campaign_id)

    return steer


STEERS = {name: _steer(verb) for name, verb in VERBS.items()}


@needs(Permission.SEND_CAMPAIGNS)
def test_campaign(campaign_id: int) -> ResponseReturnValue:
    """One letter in each language, to whoever asks."""
    member = staff_member()
    assert member is not None
    form = read(SendForm, request.form, reader())
    attempt(form, lambda _asked: campaigns.send_test(campaign_id, to=member.email, name=member.name))
    if form.errors:
        return draw_campaign(campaign_id, form)
    said("tested", email=member.email)
    return to(campaign_id)


@needs(Permission.SEND_CAMPAIGNS)
def copy_campaign(campaign_id: int) -> ResponseReturnValue:
    return redirect(url_for("admin.edit_campaign", campaign_id=campaigns.copy(campaign_id, by=by(), now=clock.now())), 303)


@needs(Permission.SEND_CAMPAIGNS)
def remove_campaign(campaign_id: int) -> ResponseReturnValue:
    campaigns.remove(campaign_id)
    said("removed")
    return redirect(url_for("admin.campaigns"), 303)
