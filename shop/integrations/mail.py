"""Hands letters to an SMTP server through Flask-Mail: encrypted, with patience limits, one recipient a message, clean headers."""
import re
import smtplib
import ssl
from typing import cast
from urllib.parse import unquote, urlsplit

from flask import Flask
from flask_mail import Attachment as MailAttachment
from flask_mail import Connection, Mail, Message

from shop.domain import business
from shop.integrations.bulk import BulkFrame, KeptWire, clean
from shop.kernel.ports import Composed, PostOfficeClosed, PostRefused

PATIENCE_S = 10
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


class BadMailAddress(ValueError):
    """SMTP_URL can't be understood: a mistake of whoever set it, told at start."""


def read_settings(url: str) -> dict[str, object]:
    """Flask-Mail's settings from one address: `smtp://` means STARTTLS, `smtps://` TLS at once, `smtp+plain://` a relay without encryption.

    An empty address means that no server is set. Raises BadMailAddress.
    """
    parts = urlsplit(url)
    if url and (parts.scheme not in PORTS or not parts.hostname):
        raise BadMailAddress("SMTP_URL must look like smtp://user:password@mail.example.it:587, smtps://... or smtp+plain://127.0.0.1:25")
    return {
        "MAIL_SERVER": parts.hostname or "", "MAIL_PORT": parts.port or PORTS.get(parts.scheme, 25),
        "MAIL_USERNAME": unquote(parts.username or ""), "MAIL_PASSWORD": unquote(parts.password or ""),
        "MAIL_USE_TLS": parts.scheme == "smtp", "MAIL_USE_SSL": parts.scheme == "smtps",
        "MAIL_SUPPRESS_SEND": False, "MAIL_DEBUG": 0, "MAIL_MAX_EMAILS": None,
    }


class PatientConnection(Connection):
    """Flask-Mail's own waits for ever, trusts any certificate and lets a failing goodbye hide what happened."""

    def configure_host(self) -> smtplib.SMTP:
        trust = ssl.create_default_context()
        host: smtplib.SMTP
        if self.mail.use_ssl:
            host = smtplib.SMTP_SSL(self.mail.server, self.mail.port or 465, timeout=PATIENCE_S, context=trust)
        else:
            host = smtplib.SMTP(self.mail.server, self.mail.port or 25, timeout=PATIENCE_S)
        try:
            if self.mail.use_tls:
                host.starttls(context=trust)
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except smtplib.SMTPNotSupportedError as mistake:  # the server's, not the letter's
            host.close()
            raise ConnectionError(str(mistake)) from mistake
        except BaseException:
            host.close()
            raise
        return host

    def __exit__(self, *_error: object) -> None:
        if self.host is not None:
            try:
                self.host.quit()
            except OSError:  # the letter's fate is decided by then
                self.host.close()


class FlaskMailPostOffice:
    """The post office that `kernel.ports` asks for."""

    def __init__(self, app: Flask) -> None:
        app.config.update(read_settings(str(app.config.get("SMTP_URL") or "")))
        self._app, self._mail = app, Mail(app)

    def is_open(self) -> bool:
        return bool(self._app.config["MAIL_SERVER"] and _sender())

    def send(self, *, to: str, composed: Composed, message_id: str) -> None:
        if not self.is_open():
            raise PostOfficeClosed
        if not re.fullmatch(r"[^\s@,;<>]+@[^\s@,;<>]+", to):
            raise PostRefused("this is not one address")
        try:
            message = _write(to, composed, message_id)
            with self._app.app_context(), PatientConnection(cast(Mail, self._mail.state)) as connection:
                connection.send(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            _judge(*next(iter(refusal.recipients.values())))
        except smtplib.SMTPDataError as refusal:
            _judge(refusal.smtp_code, refusal.smtp_error)
        except (smtplib.SMTPNotSupportedError, UnicodeError) as refusal:
            raise PostRefused(f"this address can't be written to: {refusal}") from refusal

    def frame(self, composed: Composed) -> BulkFrame:
        identity = business.identity()
        return BulkFrame(composed, sender=(identity.name, _sender()), reply_to=identity.email)

    def connect(self) -> KeptWire:
        sender = _sender()
        return KeptWire(self._dial, lambda: sender)

    def _dial(self) -> smtplib.SMTP:
        with self._app.app_context():
            return PatientConnection(cast(Mail, self._mail.state)).configure_host()


def _judge(code: int, answer: bytes | str) -> None:
    """A 5xx about this letter is for good; all else (a full mailbox, a wrong password of ours) may pass."""
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    if code >= 500:
        raise PostRefused(f"{code} {said}")
    raise ConnectionError(f"{code} {said}")


def _sender() -> str:
    return clean(business.order_rules().letters_from or business.identity().email)


def _write(to: str, composed: Composed, message_id: str) -> Message:
    identity = business.identity()
    message = Message(
        clean(composed.subject), recipients=[to], body=composed.text, html=composed.html,
        sender=(clean(identity.name).replace('"', "'"), _sender()), reply_to=clean(identity.email) or None,
        attachments=[MailAttachment(clean(kept.filename), clean(kept.content_type), kept.body.encode()) for kept in composed.attachments],
        extra_headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"})
    message.msgId = clean(message_id)
    return message
