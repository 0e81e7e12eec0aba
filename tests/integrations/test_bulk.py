"""One frame for many readers: what each gets is whole, clean and one's own; a kept line survives its server."""

from email.parser import BytesParser
from email.policy import default

import pytest
from flask import Flask

from shop.domain import business
from shop.integrations.bulk import BulkFrame, KeptWire
from shop.integrations.mail import FlaskMailPostOffice
from shop.kernel import clock
from shop.kernel.ports import BLANKS, Composed, PostDelayed, PostRefused
from tests.fakes.smtp import SmtpServer
from tests.world import FIORDALISO

LETTER = Composed(
    "Perché no? È arrivato il panettone, soffice e profumato come una volta", f"{BLANKS['greeting']}\n.\nperché no? " + "soffice " * 40,
    f"<p>{BLANKS['greeting']} <a href=\"https://x.example/u/{BLANKS['token']}\">via</a></p>", [],
    {"List-Unsubscribe": f"<https://x.example/u/{BLANKS['token']}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"})
OWN = {"greeting": "Ciao <Zoë> & co,", "token": "7-abc_DEF"}


def _office(app: Flask, url: str) -> FlaskMailPostOffice:
    business.save(FIORDALISO, by="shop", now=clock.now())
    app.config["SMTP_URL"] = url
    return FlaskMailPostOffice(app)


def _fill(composed: Composed = LETTER, **changes: str) -> bytes:
    frame = BulkFrame(composed, sender=("Fiordaliso", "ciao@fiordaliso.example"), reply_to="ciao@fiordaliso.example")
    return frame.fill(**{"to": "zoe@example.org", "message_id": "<a@x>", "blanks": OWN} | changes)  # type: ignore[arg-type]


def test_each_reader_gets_a_whole_letter_with_their_own_words_laid_in() -> None:
    got = BytesParser(policy=default).parsebytes(_fill())
    text, html = got.get_body(("plain",)), got.get_body(("html",))  # type: ignore[attr-defined]
    assert text.get_content().replace("\r\n", "\n").strip() == LETTER.text.replace(BLANKS["greeting"], OWN["greeting"]).strip()
    assert html.get_content().strip() == '<p>Ciao &lt;Zoë&gt; &amp; co, <a href="https://x.example/u/7-abc_DEF">via</a></p>'
    assert (got["Subject"], got["To"], got["Message-ID"]) == (LETTER.subject, "zoe@example.org", "<a@x>") and got["Date"]
    assert got["List-Unsubscribe"] == "<https://x.example/u/7-abc_DEF>" and got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_every_line_is_fit_for_the_wire() -> None:
    lines = _fill().split(b"\r\n")
    assert all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in lines) and _fill().isascii()
    assert not [line for line in lines if line.startswith(b".")]


@pytest.mark.parametrize("where", ["to", "message_id"])
def test_line_breaks_make_no_headers_of_their_own(where: str) -> None:
    got = BytesParser(policy=default).parsebytes(_fill(**{where: "zoe@example.org\r\nBcc: all@example.org"}))
    assert "Bcc" not in got
    evil = Composed("Ciao\r\nBcc: a@b.it", "x", "x", [], {"List-Unsubscribe": f"<{BLANKS['token']}>\r\nX-Evil: 1"})
    frame = BulkFrame(evil, sender=("A\r\nX-Evil: 2", "a@b.it\r\nX-Evil: 3"), reply_to="a@b.it\r\nX-Evil: 4")
    filled = frame.fill(to="z@e.org", message_id="<a@x>", blanks={"greeting": "", "token": "1\r\nX-Evil: 5"})
    got = BytesParser(policy=default).parsebytes(filled)
    assert "Bcc" not in got and "X-Evil" not in got and got.get_body(("plain",)).get_content().strip() == "x"  # type: ignore[attr-defined]


def test_one_line_carries_many_letters_and_is_opened_again_when_it_broke(app: Flask) -> None:
    with SmtpServer() as server:
        office = _office(app, server.url)
        wire = office.connect()
        for _ in range(3):
            wire.send(to="zoe@example.org", message=_fill())
        assert isinstance(wire, KeptWire) and wire._host is not None and wire._host.sock is not None
        wire._host.sock.close()  # the server went away between two letters
        wire.send(to="zoe@example.org", message=_fill())
        assert len(server.post.letters) == 4
        server.stop()
        wire.close()
        with pytest.raises(PostDelayed) as delay:
            wire.send(to="zoe@example.org", message=_fill())
        assert delay.value.is_down


@pytest.mark.parametrize(("answer", "is_hard"), [("550 5.1.1 no such person", True), ("554 5.7.1 we do not like you", False)])
def test_a_dead_address_is_told_from_a_letter_that_is_not_wanted(app: Flask, answer: str, is_hard: bool) -> None:
    with SmtpServer() as server:
        wire = _office(app, server.url).connect()
        server.post.to_recipient = answer
        with pytest.raises(PostRefused) as refusal:
            wire.send(to="zoe@example.org", message=_fill())
        assert refusal.value.is_hard is is_hard
        server.post.to_recipient = ""
        wire.send(to="zoe@example.org", message=_fill())
        assert len(server.post.letters) == 1


def test_what_is_not_one_address_never_reaches_the_server(app: Flask) -> None:
    with SmtpServer() as server:
        wire = _office(app, server.url).connect()
        for to in ("a@x.it>\r\nRCPT TO:<b@x.it", "a@x.it, b@x.it", "nobody", "à@x.it"):
            with pytest.raises(PostRefused):
                wire.send(to=to, message=b"")
    assert server.post.letters == []
