"""Comments and messages told to us by Instagram: believed when signed, heard once, answered where they were said."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import conversations
from shop.kernel import clock, events, ports
from shop.kernel.database import db
from shop.kernel.ports import OutsideRefused
from tests.fakes.graph import GraphServer
from tests.graphs import SECRET, WORD, connected
from tests.world import open_world

ADDRESS = "/instagram/notices"


@pytest.fixture
def graph(app: Flask) -> Iterator[GraphServer]:
    open_world()
    with connected(app) as server:
        yield server


def tell(visitor: FlaskClient, body: bytes | dict[str, Any], *, secret: str = SECRET, signature: str | None = None) -> int:
    """As the service does: no cookie, no origin, the signature over the very bytes."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signed = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": signed if signature is None else signature, "Origin": ""}
    answer = visitor.post(ADDRESS, data=raw, content_type="application/json", headers=headers)
    assert answer.get_data() == b"", "nothing is told to whoever tells"
    return answer.status_code


def comment(number: str = "17865", text: str = "Avete torte senza glutine?", who: str = "42") -> dict[str, Any]:
    value = {"id": number, "text": text, "from": {"id": who, "username": "Ada.Rossi"}, "media": {"id": "179", "media_product_type": "FEED"}}
    return {"object": "instagram", "entry": [{"id": "17841400000000000", "time": int(clock.now().timestamp()),
                                              "changes": [{"field": "comments", "value": value}]}]}


def message(mid: str = "m_1", text: str | None = "Buongiorno, per sabato?", **more: Any) -> dict[str, Any]:
    said = {"mid": mid} | ({"text": text} if text is not None else {}) | more
    told = {"sender": {"id": "900"}, "recipient": {"id": "17841400000000000"}, "message": said,
            "timestamp": int(clock.now().timestamp() * 1000)}
    return {"object": "instagram", "entry": [{"id": "17841400000000000", "time": int(clock.now().timestamp()), "messaging": [told]}]}


def heard() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.query(conversations.Conversation.channel, conversations.Message.text).join(
        conversations.Message, conversations.Message.conversation_id == conversations.Conversation.id)
    return [(channel, text) for channel, text in rows.order_by(conversations.Message.id)]


def test_the_address_is_proved_by_the_word_alone(graph: GraphServer, visitor: FlaskClient) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": WORD, "hub.challenge": "1158201444"}
    answer = visitor.get(ADDRESS, query_string=asked)
    assert (answer.status_code, answer.get_data(as_text=True), answer.mimetype) == (200, "1158201444", "text/plain")
    for wrong in ({"hub.verify_token": "no"}, {"hub.verify_token": ""}, {"hub.mode": "unsubscribe"}, {"hub.verify_token": "è"}):
        refused = visitor.get(ADDRESS, query_string=asked | wrong)
        assert (refused.status_code, refused.get_data()) == (403, b"")


def test_without_a_connection_nobody_is_believed(app: Flask, visitor: FlaskClient) -> None:
    assert visitor.get(ADDRESS, query_string={"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"}).status_code == 403
    assert tell(visitor, comment(), secret="") == 403


def test_a_comment_becomes_a_conversation_with_the_handle(graph: GraphServer, visitor: FlaskClient) -> None:
    assert tell(visitor, comment()) == 200
    [kept] = db.session.query(conversations.Conversation).all()
    assert (kept.channel, kept.thread, kept.handle, kept.state) == ("comment", "comment:17865", "ada.rossi", "open")


def test_a_message_and_the_next_one_are_one_conversation(graph: GraphServer, visitor: FlaskClient) -> None:
    assert tell(visitor, message()) == tell(visitor, message("m_2", "Sei cannoli")) == 200
    assert heard() == [("instagram", "Buongiorno, per sabato?"), ("instagram", "Sei cannoli")]
    assert db.session.query(conversations.Conversation).count() == 1


def test_told_twice_is_heard_once(graph: GraphServer, visitor: FlaskClient) -> None:
    for _ in range(3):
        assert tell(visitor, comment()) == tell(visitor, message()) == 200
    assert len(heard()) == 2


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "sha256=è", "x" * 5000])
def test_a_forged_notice_is_refused_without_a_word_and_leaves_nothing(graph: GraphServer, visitor: FlaskClient, signature: str) -> None:
    assert tell(visitor, comment(), signature=signature) == 403
    assert heard() == []


def test_a_changed_byte_breaks_the_signature(graph: GraphServer, visitor: FlaskClient) -> None:
    raw = json.dumps(comment()).encode()
    signed = "sha256=" + hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
    assert tell(visitor, raw.replace(b"torte", b"torta"), signature=signed) == 403
    assert tell(visitor, raw + b" ", signature=signed) == 403
    assert tell(visitor, raw, signature=signed) == 200


def test_our_own_words_and_what_is_no_word_are_passed_over(graph: GraphServer, visitor: FlaskClient) -> None:
    for notice in (comment(who="17841400000000000"), message(is_echo=True), message("m_3", None), message("m_4", "  "), comment(text=" "),
                   {"object": "instagram", "entry": [{"id": "someone else", "changes": comment()["entry"][0]["changes"]}]}):
        assert tell(visitor, notice) == 200
    assert heard() == []


def test_an_attachment_is_said_in_words_and_a_novel_is_cut(graph: GraphServer, visitor: FlaskClient) -> None:
    assert tell(visitor, message("m_5", None, attachments=[{"type": "image", "payload": {"url": "https://x.example/1.jpg"}}])) == 200
    assert tell(visitor, message("m_6", "x" * 9000)) == 200
    assert [text[:12] for _, text in heard()] == ["(ha mandato ", "x" * 12]


@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b"null", b"12", b'{"entry": 3}', b"[" * 60_000, b'{"entry": [3, {"changes": "x", "messaging": [[], {}]}]}',
    b'{"entry": [{"changes": [{"field": "comments", "value": {"id": [], "text": {}}}]}]}',
    b'{"entry": [{"messaging": [{"sender": {"id": "9"}, "timestamp": 1e999, "message": {"mid": 1, "text": 5}}]}]}'])
def test_a_signed_notice_of_any_shape_breaks_nothing(graph: GraphServer, visitor: FlaskClient, body: bytes) -> None:
    assert tell(visitor, body) in (200, 400)


def test_a_huge_body_is_not_even_read(graph: GraphServer, visitor: FlaskClient) -> None:
    assert tell(visitor, b"x" * 600_000) == 413


def answer_to(conversation_id: int, text: str) -> tuple[str, str]:
    """What became of the shop's answer once the worker had passed."""
    message_id = conversations.answer(conversation_id, text, by="staff:1", now=clock.now())
    events.deliver_due(clock.now())
    db.session.rollback()
    kept = conversations.get_message(message_id)
    return kept.state, kept.error


def test_answers_go_to_the_person_and_to_the_comment_once(graph: GraphServer, visitor: FlaskClient) -> None:
    tell(visitor, message())
    tell(visitor, comment())
    dm, public = (row.id for row in db.session.query(conversations.Conversation).order_by(conversations.Conversation.id))
    assert answer_to(dm, "Certo, a sabato!") == ("sent", "")
    assert answer_to(public, "Sì, due.") == ("sent", "")
    assert graph.account.messages == [{"recipient": {"id": "900"}, "text": "Certo, a sabato!"},
                                      {"recipient": {"comment_id": "17865"}, "text": "Sì, due."}]
    assert answer_to(public, "Anche tre.") == ("failed", "answered_already")


def test_after_a_day_the_refusal_is_clear(graph: GraphServer, visitor: FlaskClient) -> None:
    tell(visitor, message())
    graph.account.closed_threads.add("900")
    [row] = db.session.query(conversations.Conversation).all()
    assert answer_to(row.id, "Eccoci") == ("failed", "window_closed")


def test_a_comment_older_than_a_week_is_not_answered_in_private(graph: GraphServer, visitor: FlaskClient) -> None:
    tell(visitor, comment())
    [row] = db.session.query(conversations.Conversation).all()
    conversation_id = row.id
    clock.travel(clock.now() + timedelta(days=8))
    assert answer_to(conversation_id, "Sì, due.") == ("failed", "comment_too_old") and graph.account.messages == []


def test_an_answer_whose_fate_is_unknown_is_not_said_twice(graph: GraphServer, visitor: FlaskClient) -> None:
    tell(visitor, message())
    graph.account.drops_after = "/messages"
    [row] = db.session.query(conversations.Conversation).all()
    assert answer_to(row.id, "Eccoci")[0] == "failed"
    events.deliver_due(clock.now())
    assert len(graph.account.messages) == 1


@pytest.mark.parametrize(("thread", "text", "code"), [("phone:3", "x", "no_such_thread"), ("dm:", "x", "no_such_thread"),
                                                      ("dm:900", "è" * 600, "message_too_long")])
def test_what_instagram_would_never_take_is_not_sent(graph: GraphServer, thread: str, text: str, code: str) -> None:
    with pytest.raises(OutsideRefused) as refused:
        ports.messenger().send(thread=thread, text=text)
    assert refused.value.code == code and graph.account.asked == []


def test_one_word_that_no_database_can_hold_does_not_silence_the_others(graph: GraphServer, visitor: FlaskClient) -> None:
    broken, strange = comment("1", text="Torta \ud800\x00 intera"), comment("2", text="Da un nome strano")
    strange["entry"][0]["changes"][0]["value"]["from"]["username"] = "nome con spazi <b>\udfff"
    for told in (broken, strange, comment("3", text="Io parlo bene")):
        assert tell(visitor, told) == 200
    assert [text for _, text in heard()] == ["Torta  intera", "Da un nome strano", "Io parlo bene"]
