"""Decides what stands on the page that play money is paid on, in place of the gateway's own: a button for every way it may end."""

from typing import cast
from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import payments
from shop.kernel import clock, ports
from shop.kernel.gateway import GatewayRefused, PlayPages
from shop.kernel.refusal import NotFound

ASIDE = {"authenticate": "bank", "decline": "declined"}
DEEDS = ("pay", "later")


def _pages() -> PlayPages:
    """Only where the shop takes play money at all."""
    if ports.ways_to_pay() != "play":
        raise NotFound
    return cast(PlayPages, ports.gateway())


def play_page(language: str, page_id: str) -> str:
    try:
        page, asked = _pages().look_at_page(page_id), _pages().show(page_id)
    except GatewayRefused:
        raise NotFound from None
    step = request.args.get("step", "") if page.state == "open" else page.state
    return render_template("website/play.html", page=page, asked=asked, step=step, cancel_url=_path(asked.cancel_url))


def press(language: str, page_id: str) -> ResponseReturnValue:
    deed = request.form.get("deed", "")
    try:
        asked = _pages().show(page_id)
        notice = _pages().press(page_id, deed) if deed in DEEDS else None
    except GatewayRefused:
        raise NotFound from None
    if notice is None:
        return _stay(language, page_id, ASIDE.get(deed, ""))
    payments.hear(notice, now=clock.now())
    return redirect(_path(asked.success_url), 303)


def _stay(language: str, page_id: str, step: str) -> Response:
    return redirect(url_for("website.play_page", language=language, page_id=page_id, step=step or None), 303)


def _path(url: str) -> str:
    """Within this shop, by whatever name it was opened."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
