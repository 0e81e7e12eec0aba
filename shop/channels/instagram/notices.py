"""Decides which notices are believed: those signed over their very bytes with the app's secret; a forged one learns nothing."""
import hashlib
import hmac
import json

from flask import Response, request

from shop.channels.instagram import hearing
from shop.domain import posts

MOST_BYTES = 512_000


def _answer(status: int, words: str = "") -> Response:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(words, status, headers, content_type="text/plain; charset=utf-8")


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """`sha256=` and the HMAC of the body under the secret; without a secret nothing is."""
    wanted = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace"))


def verify() -> Response:
    """The service asks once whether this address is ours: who knows the word gets the challenge back."""
    asked, word = request.args, posts.connection().verify_token
    known = bool(word) and hmac.compare_digest(word.encode(), asked.get("hub.verify_token", "").encode("utf-8", "replace"))
    if asked.get("hub.mode") != "subscribe" or not known:
        return _answer(403)
    return _answer(200, asked.get("hub.challenge", "")[:200])


def hear() -> Response:
    if (request.content_length or 0) > MOST_BYTES:
        return _answer(413)
    body = request.get_data(cache=False)
    if not is_signed(body, request.headers.get("X-Hub-Signature-256", ""), posts.connection().app_secret):
        return _answer(403)
    try:
        notice = json.loads(body)
    except (ValueError, RecursionError):
        return _answer(400)
    hearing.hear(notice)
    return _answer(200)


hear.from_outside = True  # type: ignore[attr-defined]  # the signature says who speaks, not the page (see web/csrf)
