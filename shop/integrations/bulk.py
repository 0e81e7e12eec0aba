"""Decides how one letter becomes many: its frame is encoded once, each reader's own is laid in, kept SMTP connections carry it."""

import re
import smtplib
from collections.abc import Callable, Mapping
from email.header import Header
from email.utils import formataddr, formatdate
from functools import lru_cache
from quopri import encodestring
from secrets import token_hex

from shop.kernel import clock
from shop.kernel.ports import BLANKS, Composed, PostDelayed, PostRefused, PostUncertain

_CONTROL = re.compile(r"\s*[\x00-\x1f\x7f\u0085\u2028\u2029]+\s*")
_BLANK = re.compile("(" + "|".join(map(re.escape, BLANKS.values())) + ")")
_NAMES = {mark: name for name, mark in BLANKS.items()}
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_SOFT_BREAK = b"=\r\n"
LINE_END = "\r\n"
PATIENCE_S = 30  # a letter whose answer does not come is parked for ever: longer than for those that are tried again


def clean(value: str) -> str:
    """A header's value on one line: line breaks and control characters would start headers of their own."""
    return _CONTROL.sub(" ", value).strip()


def is_one_address(to: str) -> bool:
    return to.isascii() and re.fullmatch(r"[^\s@,;<>\x00-\x20\x7f]+@[^\s@,;<>\x00-\x20\x7f]+", to) is not None


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)


@lru_cache(maxsize=256)
def _encoded(text: str) -> bytes:
    """Quoted-printable, no line starting with a dot (SMTP would double it)."""
    lines = encodestring(text.replace("\r\n", "\n").encode()).replace(b"\n", b"\r\n")
    return re.sub(rb"(?m)^\.", b"=2E", lines)


def _escape(value: str) -> str:
    return "".join(_ESCAPED.get(letter, letter) for letter in value)


class BulkFrame:
    """The message in pieces: bytes that are the same for all, and the names of what is each reader's own between them."""

    def __init__(self, composed: Composed, *, sender: tuple[str, str], reply_to: str) -> None:
        self._boundary = f"=_{token_hex(12)}"
        self._head = self._write_head(composed, sender, reply_to)
        self._headers = {name: clean(value) for name, value in composed.headers.items()}
        self._text, self._html = _pieces(composed.text), _pieces(composed.html)

    def _write_head(self, composed: Composed, sender: tuple[str, str], reply_to: str) -> bytes:
        name, address = clean(sender[0]).replace('"', "'"), clean(sender[1])
        lines = [f"From: {formataddr((name, address))}", f"Subject: {Header(clean(composed.subject), 'utf-8').encode(linesep=LINE_END)}"]
        lines += [f"Reply-To: {clean(reply_to)}"] if reply_to else []
        lines += ["MIME-Version: 1.0", f'Content-Type: multipart/alternative; boundary="{self._boundary}"', "Precedence: bulk",
                  "Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: OOF, AutoReply"]
        return "\r\n".join(lines).encode("ascii") + b"\r\n"

    def fill(self, *, to: str, message_id: str, blanks: Mapping[str, str]) -> bytes:
        own = [f"To: {clean(to)}", f"Message-ID: {clean(message_id)}", f"Date: {_date(int(clock.now().timestamp()))}"]
        own += [f"{name}: {_BLANK.sub(lambda found: clean(blanks[_NAMES[found[1]]]), value)}" for name, value in self._headers.items()]
        boundary = self._boundary.encode()
        return b"".join([
            self._head, "\r\n".join(own).encode("ascii", "replace"), b"\r\n\r\n",
            *self._part(b"text/plain", self._text, blanks, str, boundary), *self._part(b"text/html", self._html, blanks, _escape, boundary),
            b"--", boundary, b"--\r\n"])

    def _part(self, kind: bytes, pieces: list[bytes | str], blanks: Mapping[str, str], write: Callable[[str], str],
              boundary: bytes) -> list[bytes]:
        laid = [piece if isinstance(piece, bytes) else _encoded(write(blanks[piece])) for piece in pieces]
        return [b"--", boundary, b"\r\nContent-Type: ", kind, b"; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
                _SOFT_BREAK.join(laid), b"\r\n"]


def _pieces(text: str) -> list[bytes | str]:
    """Cut at the blanks: encoded bytes, and the names of the blanks. Soft line breaks join them without a trace."""
    return [_NAMES.get(piece) or _encoded(piece) for piece in _BLANK.split(text)]


class KeptWire:
    """One SMTP connection for many letters. What broke before a letter's data began was not taken, and is tried on a fresh line once."""

    def __init__(self, dial: Callable[[], smtplib.SMTP], sender: Callable[[], str]) -> None:
        self._dial, self._sender = dial, sender
        self._host: smtplib.SMTP | None = None

    def send(self, *, to: str, message: bytes) -> None:
        if not is_one_address(to):
            raise _refused("this is not one address", is_hard=True)
        is_kept = self._host is not None
        try:
            self._address(to)
        except (smtplib.SMTPServerDisconnected, OSError) as broken:
            self.close()
            if not is_kept:
                raise PostDelayed(repr(broken), is_down=True) from broken
            self._address_again(to)
        self._hand_over(message)

    def _address_again(self, to: str) -> None:
        try:
            self._address(to)
        except (smtplib.SMTPException, OSError) as broken:
            self.close()
            raise PostDelayed(repr(broken), is_down=True) from broken

    def _address(self, to: str) -> None:
        """Open where needed, and name sender and recipient. Nothing is taken yet."""
        if self._host is None:
            self._host = self._dial()
            assert self._host.sock is not None
            self._host.sock.settimeout(PATIENCE_S)
            self._host.ehlo_or_helo_if_needed()
        for command, blames in ((f"mail FROM:<{self._sender()}>", False), (f"rcpt TO:<{to}>", True), ("data", False)):
            code, said = self._host.docmd(command)
            if code == 421 or code == -1:
                raise smtplib.SMTPServerDisconnected("the server ends this line")
            if code >= 400:
                self._forget()
                _judge(code, said, blames)

    def _hand_over(self, message: bytes) -> None:
        """From here on the letter may have arrived, whatever breaks."""
        assert self._host is not None
        try:
            self._host.send(message + b".\r\n")
            code, said = self._host.getreply()
        except (smtplib.SMTPException, OSError) as broken:
            self.close()
            raise PostUncertain(repr(broken)) from broken
        if code == 421:
            self.close()
            raise PostDelayed(said.decode("utf-8", "replace"))
        if code >= 400:
            _judge(code, said, blames_mailbox=False)

    def _forget(self) -> None:
        """The server shall forget the letter that it refused to begin."""
        try:
            if self._host is not None:
                self._host.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def close(self) -> None:
        host, self._host = self._host, None
        if host is not None:
            try:
                host.quit()
            except (smtplib.SMTPException, OSError):
                host.close()


def _refused(said: str, *, is_hard: bool) -> PostRefused:
    refusal = PostRefused(said)
    refusal.is_hard = is_hard
    return refusal


def _judge(code: int, answer: bytes, blames_mailbox: bool) -> None:
    """5xx is for good, and about the mailbox where the server said it to the recipient's name (5.7: its rules, not the mailbox)."""
    said = f"{code} {answer.decode('utf-8', 'replace')}"[:300]
    if code >= 500:
        raise _refused(said, is_hard=(blames_mailbox and b"5.7." not in answer) or answer.startswith(b"5.1.1"))
    raise PostDelayed(said, blames_mailbox=blames_mailbox and code != 451)
