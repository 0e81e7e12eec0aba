"""A real SMTP server on a port of its own that can be kind, slow, or say no."""
import asyncio
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Post:
    """What the server received, and how it behaves: `answers` what it says to a recipient or a letter, "" = yes."""

    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    to_recipient: str = ""
    to_letter: str = ""
    seconds: float = 0
    hangs_up: bool = False

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:
        if self.to_recipient:
            return self.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.seconds)
        if self.hangs_up:
            transport: Any = server.transport
            transport.close()
        if self.to_letter:
            return self.to_letter
        message = BytesParser(policy=default).parsebytes(envelope.content or b"")
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 taken"


class SmtpServer:
    """`with SmtpServer() as server:` then `server.url` and `server.post`."""

    def __init__(self, port: int = 0, tls: SSLContext | None = None) -> None:
        self.post, self._tls = Post(), tls
        self._controller = _Anywhere(self.post, hostname="127.0.0.1", port=port, tls_context=tls, require_starttls=tls is not None)

    @property
    def url(self) -> str:
        assert self._controller.server is not None
        port = self._controller.server.sockets[0].getsockname()[1]
        return f"smtp://localhost:{port}" if self._tls else f"smtp+plain://127.0.0.1:{port}"

    def __enter__(self) -> "SmtpServer":
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Go down, if not down already."""
        if self._controller.server is not None:
            self._controller.stop()


class _Anywhere(Controller):
    """On whatever port is free: the stock one checks its start by calling port 0."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
