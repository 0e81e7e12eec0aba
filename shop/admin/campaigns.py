"""Where offers by email are written, looked at in both languages, and kept as drafts."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.admin.campaign_forms import CampaignForm, SendForm, choices, kept_fields
from shop.domain import business, campaigns
from shop.domain.campaigns import Campaign, Draft
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import NotFound, Refusal
from shop.kernel.wording import LANGUAGES, say
from shop.web import addresses
from shop.web.asking import by, needs, staff_member
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader

# a letter has styles of its own and no scripts; our page around it may frame it, and nobody else
LETTER_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


def said(key: str, **params: object) -> None:
    flash(say(f"campaigns.{key}", reader(), **params))


def to(campaign_id: int) -> Response:
    return redirect(url_for("admin.campaign", campaign_id=campaign_id), 303)


@needs(Permission.SEND_CAMPAIGNS)
def list_campaigns() -> ResponseReturnValue:
    found = campaigns.list_campaigns()
    return render_template("admin/campaigns.html", found=[(one, campaigns.progress(one)) for one in found])


def _draw(form: Form[CampaignForm], campaign: Campaign | None) -> ResponseReturnValue:
    more = choices(campaign.offer_id if campaign else None)
    return render_template("admin/campaign_form.html", form=form, campaign=campaign, kept=kept_fields(campaign), **more), (
        422 if form.errors else 200)


@needs(Permission.SEND_CAMPAIGNS)
def new_campaign() -> ResponseReturnValue:
    return _draw(Form(reader()), None)


@needs(Permission.SEND_CAMPAIGNS)
def edit_campaign(campaign_id: int) -> ResponseReturnValue:
    campaign = campaigns.get(campaign_id)
    return _draw(Form(reader()), campaign) if campaign.state == "draft" else to(campaign_id)


@needs(Permission.SEND_CAMPAIGNS)
def create_campaign() -> ResponseReturnValue:
    form = read(CampaignForm, request.form, reader())
    made = attempt(form, lambda asked: campaigns.create(_as_draft(form, asked, ""), by=by(), now=clock.now()))
    return _draw(form, None) if made is None else to(made)


@needs(Permission.SEND_CAMPAIGNS)
def save_campaign(campaign_id: int) -> ResponseReturnValue:
    campaign = campaigns.get(campaign_id)
    form = read(CampaignForm, request.form, reader())
    attempt(form, lambda asked: campaigns.save(
        campaign_id, _as_draft(form, asked, campaign.picture), version=asked.version, by=by(), now=clock.now()))
    return _draw(form, campaign) if form.errors else to(campaign_id)


def _as_draft(form: Form[CampaignForm], asked: CampaignForm, kept: str) -> Draft:
    """With the picture sent along kept before any write begins; a mistake in it is said at its field."""
    asked.as_draft(kept).check()
    file = request.files.get("picture")
    if not file or not file.filename:
        return asked.as_draft("" if request.form.get("picture_away") else kept)
    try:
        return asked.as_draft(business.keep_picture(file.read()))
    except Refusal as refusal:
        form.errors["picture"] = say(f"refusal.{refusal.code}", form.language, **refusal.params)
        raise


@needs(Permission.SEND_CAMPAIGNS)
def campaign(campaign_id: int) -> ResponseReturnValue:
    return draw_campaign(campaign_id, Form(reader()))


def draw_campaign(campaign_id: int, form: Form[SendForm]) -> ResponseReturnValue:
    found, member = campaigns.get(campaign_id), staff_member()
    facts: dict[str, Any] = {"campaign": found, "form": form, "offer": campaigns.find_offer(found.offer_id)}
    if found.state in ("draft", "scheduled"):
        facts |= {"size": campaigns.measure(campaigns.as_audience(found.audience), now=clock.now())}
    facts |= {"texts": [(of, campaigns.preview(campaign_id, of, name=member.name if member else "")) for of in LANGUAGES]}
    return render_template("admin/campaign.html", **facts, **_how_far(found)), 422 if form.errors else 200


def _how_far(found: Campaign) -> dict[str, Any]:
    if found.state in ("draft", "scheduled"):
        return {}
    return {"progress": campaigns.progress(found), "results": campaigns.results(found)}


@needs(Permission.SEND_CAMPAIGNS)
def campaign_progress(campaign_id: int) -> ResponseReturnValue:
    """The part that follows by itself while letters leave."""
    found = campaigns.get(campaign_id)
    if found.state == "scheduled" and "X-Fragment" in request.headers:
        return "", 304  # its page waits for the moment
    if found.state in ("draft", "scheduled"):
        return to(campaign_id)
    answer = make_response(render_template("admin/campaign_progress.html", campaign=found, **_how_far(found)))
    answer.add_etag()
    return answer.make_conditional(request)


@needs(Permission.SEND_CAMPAIGNS)
def campaign_letter(campaign_id: int, spoken: str) -> ResponseReturnValue:
    """The letter itself, for the frame on its page."""
    if spoken not in LANGUAGES:
        raise NotFound
    member = staff_member()
    composed = campaigns.preview(campaign_id, spoken, name=member.name if member else "")
    answer = make_response(composed.html.replace(addresses.whole("/pictures/"), "/pictures/"))
    answer.headers["Content-Security-Policy"] = LETTER_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer
