"""Decides how photos for the shop alone come in with a form and are looked at: kept at once, so that a form drawn again has them still."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import abort, current_app, request, send_file
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from shop.domain import commissions
from shop.kernel import clock, ports
from shop.kernel.limits import count_try
from shop.kernel.refusal import Refusal
from shop.kernel.wording import say
from shop.web.forms import Form

FIELD, KEPT = "photos", "kept"
MOST_BYTES_TOGETHER = 64_000_000
MOST_AT_ONCE = 12  # of what one form may bring, refused ones among them
MOST_AN_HOUR, HOUR = 40, timedelta(hours=1)
GOOD_FOR_S = 24 * 60 * 60
SMALL = "glance.jpg"


@dataclass(frozen=True)
class Photo:
    """A photo that waits in a form: `signed` is how the form names it."""

    key: str
    signed: str


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="photo of a wish")


def sign(key: str) -> str:
    """The name under which only this shop's own form brings it back."""
    return str(_signer().dumps(key))


def unsign(signed: str) -> str | None:
    """The key; None for what we did not sign, or too long ago."""
    try:
        return str(_signer().loads(signed[:300], max_age=GOOD_FOR_S))
    except BadData:
        return None


def expect_photos() -> None:
    """This form may be heavier than others: four photos as phones make them. To be called before the form is read."""
    request.max_content_length = MOST_BYTES_TOGETHER


def read_photos(form: Form[Any], *, most: int = commissions.MOST_PHOTOS) -> tuple[Photo, ...]:
    """Those the form had already, and those that come with it; what can't be used is said at the field."""
    had = (unsign(signed) for signed in request.form.getlist(KEPT)[:MOST_AT_ONCE])
    keys = list(dict.fromkeys(key for key in had if key))
    for file in [file for file in request.files.getlist(FIELD) if file.filename][:MOST_AT_ONCE]:
        _take_in(file, keys, most, form)
    if form.errors:
        form.asked = None
    return tuple(Photo(key, sign(key)) for key in keys[:most])


def _take_in(file: FileStorage, keys: list[str], most: int, form: Form[Any]) -> None:
    try:
        if len(keys) >= most:
            raise commissions.WishTooManyPhotos(most=most)
        count_try(f"photos:from:{request.remote_addr}", most=MOST_AN_HOUR, per=HOUR, now=clock.now())
        key = ports.picture_store(private=True).keep(file.read()).key
    except Refusal as refusal:
        sentence = say(f"refusal.{refusal.code}", form.language, **refusal.params)
        name = (file.filename or "")[:60]
        form.errors[FIELD] = sentence if refusal.code == "wish_too_many_photos" else f"{name}: {sentence}"
        return
    if key not in keys:
        keys.append(key)


def show(key: str, shown: Sequence[str]) -> Response:
    """The photo, to whoever may see those in `shown`; nobody else keeps a copy."""
    found = ports.picture_store(private=True).find(key, SMALL) if key in shown else None
    if found is None:
        abort(404)
    answer = send_file(found.path, max_age=0, etag=f"{key}-{found.path.name}", conditional=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def takes_wishes() -> bool:
    """Whether pages lead to the form for something made to measure."""
    return commissions.commission_rules().is_open
