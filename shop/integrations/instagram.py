"""Speaks to Instagram's Graph API: few calls, each with a time limit, the token in a header, every kind of no in a word of ours."""

from datetime import timedelta
from typing import Any

import requests
from flask import Flask

from shop.domain import conversations, posts
from shop.kernel import clock
from shop.kernel.ports import OutsideRefused

PATIENCE_S = (5, 20)
HOST = "https://graph.instagram.com/v26.0"
LONGEST_MESSAGE = 1_000  # bytes
PRIVATE_ANSWERS = timedelta(days=7)
STANDS = {"IN_PROGRESS": "in_progress", "FINISHED": "finished", "PUBLISHED": "published", "EXPIRED": "expired"}
# developers.facebook.com, Instagram Platform, Error Codes: (code, subcode) and code alone
BY_SUBCODE = {
    2207042: "limit_reached", 2207027: "not_ready", 2207020: "container_lost", 2207006: "container_lost", 2207008: "container_lost",
    2207032: "container_lost", 2207053: "container_lost", 2207003: "picture_unreachable", 2207052: "picture_unreachable",
    2207004: "picture_refused", 2207005: "picture_refused", 2207009: "picture_refused", 2207010: "words_refused",
    2207050: "account_restricted", 2207051: "spam", 2534022: "window_closed", 2534014: "answered_already",
}
BY_CODE = {190: "token_expired", 9: "limit_reached", 10: "not_permitted", 36000: "picture_refused", 36001: "picture_refused",
           36003: "picture_refused", 36004: "words_refused", 9004: "picture_unreachable", 24: "container_lost", 25: "account_restricted",
           9007: "not_ready", 10900: "answered_already", 551: "person_away", 368: "account_restricted"}
TRY_LATER = frozenset({-2, -1, 1, 2, 4, 17, 32, 341, 613})  # theirs, or too many calls: it passes


class GraphApi:
    """The publisher and the messenger that `kernel.ports` asks for, on the account in the settings."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._host = str(app.config.get("GRAPH_URL") or HOST).rstrip("/")

    def is_connected(self) -> bool:
        return posts.connection().can_publish

    def posts_left(self) -> int:
        told = self._ask("GET", f"{_account()}/content_publishing_limit", {"fields": "config,quota_usage"})
        [limit] = told.get("data") or [{}]
        return int(limit.get("config", {}).get("quota_total", 50)) - int(limit.get("quota_usage", 0))

    def prepare(self, *, picture: str, caption: str, alt: str) -> str:
        public = f"{str(self._app.config['PUBLIC_URL']).rstrip('/')}/pictures/{picture}/post.jpg"
        wanted = {"image_url": public, "caption": caption, "alt_text": alt}
        return str(self._ask("POST", f"{_account()}/media", {name: value for name, value in wanted.items() if value})["id"])

    def stand_of(self, container: str) -> str:
        told = self._ask("GET", container, {"fields": "status_code,status"})
        if told.get("status_code") == "ERROR":
            raise OutsideRefused(_told_subcode(str(told.get("status", ""))))
        return STANDS.get(str(told.get("status_code")), "in_progress")

    def publish(self, container: str) -> str:
        return str(self._ask("POST", f"{_account()}/media_publish", {"creation_id": container})["id"])

    def send(self, *, thread: str, text: str) -> str:
        kind, _, number = thread.partition(":")
        if kind not in ("dm", "comment") or not number:
            raise OutsideRefused("no_such_thread")
        if len(text.encode()) > LONGEST_MESSAGE:
            raise OutsideRefused("message_too_long")
        if kind == "comment" and _is_old(thread):
            raise OutsideRefused("comment_too_old")
        recipient = {"id": number} if kind == "dm" else {"comment_id": number}
        told = self._ask("POST", f"{_account()}/messages", {"recipient": recipient, "message": {"text": text}}, as_json=True)
        return str(told["message_id"])

    def _ask(self, method: str, path: str, fields: dict[str, Any], *, as_json: bool = False) -> dict[str, Any]:
        """One call. Raises OutsideRefused for a no, ConnectionError for whatever may pass or have happened all the same."""
        how: dict[str, Any] = {"json": fields} if as_json else {"data": fields} if method == "POST" else {"params": fields}
        try:
            answer = requests.request(method, f"{self._host}/{path}", timeout=PATIENCE_S, allow_redirects=False,
                                      headers={"Authorization": f"Bearer {posts.connection().token}"}, **how)
            told = answer.json()
        except (requests.RequestException, ValueError) as failure:
            raise ConnectionError(f"Instagram did not answer: {type(failure).__name__}") from None
        if answer.status_code == 200 and isinstance(told, dict) and "error" not in told:
            return told
        _judge(answer.status_code, told)
        raise ConnectionError(f"Instagram answered {answer.status_code}")


def _is_old(thread: str) -> bool:
    """A comment may be answered in private for a week; said here in clear words, there it is one no among many."""
    known = conversations.find_by_thread(thread)
    return known is not None and known.opened_at < clock.now() - PRIVATE_ANSWERS


def _account() -> str:
    known = posts.connection()
    if not known.can_publish:
        raise OutsideRefused("not_connected")
    return known.user_id


def _judge(status: int, told: Any) -> None:
    """A 5xx and what is called transient may pass; all else is for good."""
    error = told.get("error") if isinstance(told, dict) else None
    if not isinstance(error, dict) or status >= 500 or error.get("is_transient"):
        return
    code, subcode = error.get("code"), error.get("error_subcode")
    known = BY_SUBCODE.get(subcode) if isinstance(subcode, int) else None
    if known is None and code in TRY_LATER:
        return
    raise OutsideRefused(known or BY_CODE.get(code, "unknown_no") if isinstance(code, int) else "unknown_no")


def _told_subcode(status: str) -> str:
    """`Error: Media upload has failed with error code 2207052`: why a container can't be published."""
    number = "".join(c if c.isdigit() else " " for c in status).split()[-1:]
    return BY_SUBCODE.get(int(number[0]), "picture_refused") if number and len(number[0]) < 10 else "picture_refused"
