"""Letters really leave over SMTP: encrypted where asked, one recipient each, no header but ours, and every kind of no is told apart."""
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from shop.domain import business
from shop.integrations import mail
from shop.integrations.mail import BadMailAddress, FlaskMailPostOffice, clean, read_settings
from shop.kernel import clock
from shop.kernel.ports import Attachment, Composed, PostOfficeClosed, PostRefused
from tests.fakes.smtp import SmtpServer
from tests.world import FIORDALISO

CERTIFICATE = Path(__file__).parents[1] / "fakes" / "localhost.pem"
LETTER = Composed("Il tuo ordine è pronto", "Ciao, perché no?\n", "<p>Ciao, perché no?</p>")


def _office(app: Flask, url: str) -> FlaskMailPostOffice:
    business.save(FIORDALISO, by="shop", now=clock.now())
    app.config["SMTP_URL"] = url
    return FlaskMailPostOffice(app)


def test_a_letter_arrives_whole_in_both_twins(app: Flask) -> None:
    with SmtpServer() as server:
        _office(app, server.url).send(to="ada@example.org", composed=LETTER, message_id="<a@fiordaliso.example>")
    [got] = server.post.letters
    assert (got["Subject"], got["To"], got["Message-ID"]) == (LETTER.subject, "ada@example.org", "<a@fiordaliso.example>")
    assert got["From"].addresses[0].addr_spec == got["Reply-To"].addresses[0].addr_spec == "ciao@fiordaliso.example"
    assert got["From"].addresses[0].display_name == "Pasticceria Fiordaliso" and got["Auto-Submitted"] == "auto-generated"
    text, html = got.get_body(("plain",)), got.get_body(("html",))
    assert text is not None and html is not None
    assert text.get_content().replace("\r\n", "\n") == LETTER.text and html.get_content().strip() == LETTER.html


def test_the_sender_named_in_the_settings_is_used_and_answers_go_to_the_shop(app: Flask) -> None:
    with SmtpServer() as server:
        office = _office(app, server.url)
        business.save(replace(business.order_rules(), letters_from="ordini@fiordaliso.example"), by="shop", now=clock.now())
        office.send(to="ada@example.org", composed=LETTER, message_id="<b@x>")
    assert "ordini@fiordaliso.example" in server.post.letters[0]["From"] and server.post.letters[0]["Reply-To"] == "ciao@fiordaliso.example"


def test_a_calendar_travels_with_its_accents(app: Flask) -> None:
    calendar = Attachment("K7M4Q.ics", "text/calendar; charset=utf-8; method=PUBLISH", "BEGIN:VCALENDAR\r\nX:perché €\r\nEND:VCALENDAR\r\n")
    with SmtpServer() as server:
        _office(app, server.url).send(to="ada@example.org", composed=replace(LETTER, attachments=[calendar]), message_id="<c@x>")
    [kept] = server.post.letters[0].iter_attachments()
    assert kept.get_content_type() == "text/calendar" and kept.get_filename() == "K7M4Q.ics" and kept.get_param("method") == "PUBLISH"
    assert kept.get_payload(decode=True).decode() == calendar.body  # type: ignore[union-attr]


def test_line_breaks_make_no_headers_of_their_own(app: Flask) -> None:
    evil = Composed("Ciao\r\nBcc: all@example.org\r\n\r\nSpam", "x", "<p>x</p>",
                    [Attachment("a.ics\r\nX-Evil: 1", "text/calendar\r\nX-Evil: 2", "x")])
    with SmtpServer() as server:
        office = _office(app, server.url)
        business.save(replace(FIORDALISO, name="Fiordaliso\r\nX-Evil: 3"), by="shop", now=clock.now())
        office.send(to="ada@example.org", composed=evil, message_id="<d@x>\r\nX-Evil: 5")
    [got] = server.post.letters
    assert "Bcc" not in got and "X-Evil" not in got and not any("X-Evil" in part for part in got.walk())
    assert got["Subject"] == "Ciao Bcc: all@example.org Spam" and server.post.recipients == [["ada@example.org"]]


@pytest.mark.parametrize("value", ["a\rb", "a\nb", "a\r\n b", "a\x00b", "a\u2028b", "a\x85b"])
def test_a_cleaned_value_is_one_line(value: str) -> None:
    assert clean(value) == "a b"


def test_without_a_server_or_a_sender_the_office_is_closed(app: Flask) -> None:
    closed = _office(app, "")
    assert not closed.is_open()
    with pytest.raises(PostOfficeClosed):
        closed.send(to="ada@example.org", composed=LETTER, message_id="<e@x>")
    nobody = _office(app, "smtp+plain://127.0.0.1:9")
    business.save(replace(FIORDALISO, email=""), by="shop", now=clock.now())
    assert not nobody.is_open()


@pytest.mark.parametrize("answer", ["550 no such person", "552 too large"])
def test_a_recipient_or_a_letter_refused_for_good_is_not_tried_again(app: Flask, answer: str) -> None:
    with SmtpServer() as server:
        office = _office(app, server.url)
        server.post.to_recipient = answer
        with pytest.raises(PostRefused, match=answer[:3]):
            office.send(to="ada@example.org", composed=LETTER, message_id="<f@x>")
        server.post.to_recipient, server.post.to_letter = "", answer
        with pytest.raises(PostRefused, match=answer[:3]):
            office.send(to="ada@example.org", composed=LETTER, message_id="<f@x>")


def test_a_full_mailbox_may_be_tried_again(app: Flask) -> None:
    with SmtpServer() as server:
        office = _office(app, server.url)
        server.post.to_recipient = "452 mailbox full"
        with pytest.raises(OSError, match="452"):
            office.send(to="ada@example.org", composed=LETTER, message_id="<g@x>")
        server.post.to_recipient, server.post.to_letter = "", "451 come back later"
        with pytest.raises(OSError, match="451"):
            office.send(to="ada@example.org", composed=LETTER, message_id="<g@x>")


def test_a_wrong_password_of_ours_is_not_the_letters_fault(app: Flask) -> None:
    with SmtpServer() as server:
        office = _office(app, server.url.replace("//", "//me:wrong@"))
        with pytest.raises(OSError):
            office.send(to="ada@example.org", composed=LETTER, message_id="<h@x>")


def test_a_server_that_is_down_slow_or_hangs_up_may_be_tried_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "PATIENCE_S", 0.3)
    with SmtpServer() as server:
        office, url = _office(app, server.url), server.url
        server.post.seconds = 1
        with pytest.raises(OSError):
            office.send(to="ada@example.org", composed=LETTER, message_id="<i@x>")
        server.post.seconds, server.post.hangs_up = 0, True
        with pytest.raises(OSError):
            office.send(to="ada@example.org", composed=LETTER, message_id="<i@x>")
    with pytest.raises(OSError):
        _office(app, url).send(to="ada@example.org", composed=LETTER, message_id="<i@x>")


def _tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def test_a_certificate_nobody_vouches_for_is_not_spoken_to(app: Flask) -> None:
    with SmtpServer(tls=_tls()) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            _office(app, server.url).send(to="ada@example.org", composed=LETTER, message_id="<j@x>")
    assert server.post.letters == []


def test_a_letter_leaves_encrypted_where_the_certificate_is_known(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with SmtpServer(tls=_tls()) as server:
        _office(app, server.url).send(to="ada@example.org", composed=LETTER, message_id="<k@x>")
    assert len(server.post.letters) == 1


def test_a_server_without_encryption_gets_no_letter_meant_to_be_encrypted(app: Flask) -> None:
    with SmtpServer() as server:
        with pytest.raises(ConnectionError):
            _office(app, server.url.replace("smtp+plain", "smtp")).send(to="ada@example.org", composed=LETTER, message_id="<l@x>")
    assert server.post.letters == []


@pytest.mark.parametrize("to", ["ada@\udcff.example", "ada@example.org\r\nRCPT TO:<b@x.it>", "a@x.it, b@x.it", "<a@x.it>", "nobody"])
def test_what_is_not_one_address_is_refused_for_good(app: Flask, to: str) -> None:
    with SmtpServer() as server:
        with pytest.raises(PostRefused):
            _office(app, server.url).send(to=to, composed=LETTER, message_id="<m@x>")
    assert server.post.letters == []


def test_the_address_of_the_server_says_all_there_is_to_say() -> None:
    assert read_settings("smtps://me%40shop:p%2Fw@mail.example.it") | {} == read_settings("") | {
        "MAIL_SERVER": "mail.example.it", "MAIL_PORT": 465, "MAIL_USERNAME": "me@shop", "MAIL_PASSWORD": "p/w", "MAIL_USE_SSL": True}
    assert read_settings("smtp://mail.example.it")["MAIL_USE_TLS"] is True


@pytest.mark.parametrize("url", ["mail.example.it:25", "http://mail.example.it", "smtp://", "smtp+plain://:25"])
def test_a_server_address_with_a_mistake_is_told_at_start(url: str) -> None:
    with pytest.raises(BadMailAddress):
        read_settings(url)
