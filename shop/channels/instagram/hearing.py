"""Decides what of a notice is somebody speaking to us: comments under our posts and messages, never our own words coming back."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shop.domain import conversations, customers, posts
from shop.kernel import clock
from shop.kernel.wording import say

LONGEST_ID = 200
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Word:
    """One thing said there. `thread` is where an answer goes, `reference` its id: told twice, it is the same."""

    channel: str
    thread: str
    reference: str
    text: str
    handle: str
    at: datetime


def words_in(notice: Any, account: str, now: datetime) -> Iterator[Word]:
    """What people said, oldest first; what has another shape than the documented one is passed over."""
    for entry in _list(notice, "entry"):
        if account and _id(entry, "id") not in ("", account):
            continue
        for change in _list(entry, "changes"):
            if change.get("field") in ("comments", "live_comments"):
                yield from _comment(_part(change, "value"), account, _at(entry.get("time"), now))
        for message in _list(entry, "messaging"):
            yield from _message(message, account, now)


def _comment(value: Told, account: str, at: datetime) -> Iterator[Word]:
    who, number = _part(value, "from"), _id(value, "id")
    if number and _id(who, "id") != account and str(value.get("text", "")).strip():
        yield Word("comment", f"comment:{number}", f"comment:{number}", str(value["text"]), _id(who, "username"), at)


def _message(told: Told, account: str, now: datetime) -> Iterator[Word]:
    message, sender = _part(told, "message"), _id(_part(told, "sender"), "id")
    number = _id(message, "mid")
    if not number or not sender or sender == account or message.get("is_echo") or message.get("is_deleted"):
        return
    text = str(message.get("text") or "").strip() or (say("instagram.notice.attachment", "it") if message.get("attachments") else "")
    if text:
        yield Word("instagram", f"dm:{sender}", f"dm:{number}", text, "", _at(told.get("timestamp"), now))


def hear(notice: Any) -> int:
    """Every word into its conversation; returns how many there were. One that says nothing does not silence the next."""
    now, heard = clock.now(), 0
    for word in words_in(notice, posts.connection().user_id, now):
        try:
            conversations.hear(channel=word.channel, thread=word.thread, text=_whole(word.text)[:conversations.MOST_LETTERS],
                               reference=word.reference, handle=_handle(word.handle), name="", at=word.at, now=now)
            heard += 1
        except conversations.NothingSaid:
            continue
    return heard


def _whole(text: str) -> str:
    """Without halves of letters, which JSON can carry and no database keeps."""
    return text.encode("utf-8", "ignore").decode().replace("\x00", "")


def _handle(told: str) -> str | None:
    try:
        return customers.clean_handle(told)
    except customers.BadHandle:
        return None


def _list(told: Any, name: str) -> list[Told]:
    found = told.get(name) if isinstance(told, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _part(told: Told, name: str) -> Told:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _id(told: Told, name: str) -> str:
    found = told.get(name)
    return _whole(str(found)) if isinstance(found, str | int) and 0 < len(str(found)) <= LONGEST_ID else ""


def _at(told: Any, now: datetime) -> datetime:
    """Seconds or milliseconds since 1970; never later than now, and now where it can't be meant."""
    if not isinstance(told, int) or not 10**9 < told < 10**13 * 2:
        return now
    return min(now, datetime.fromtimestamp(told / 1000 if told > 10**11 else told, UTC))
