"""Declares the sockets to the world outside and holds what assembly plugged in."""
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from shop.kernel.database import is_writing


@dataclass(frozen=True)
class Attachment:
    filename: str
    content_type: str
    body: str


@dataclass(frozen=True)
class Composed:
    """A letter ready to be kept and sent."""

    subject: str
    text: str
    html: str
    attachments: list[Attachment] = field(default_factory=list)


class PostOfficeClosed(Exception):
    """No SMTP server is set: letters are kept, nothing is being sent."""


class PostRefused(Exception):
    """The server refused this letter for good (5xx): trying again will not help."""


class PostOffice(Protocol):
    def is_open(self) -> bool:
        """Whether an SMTP server is set at all."""

    def send(self, *, to: str, composed: Composed, message_id: str) -> None:
        """Hand one letter to one recipient over. Raises PostOfficeClosed, PostRefused (permanent) or OSError (try again)."""


class Composer(Protocol):
    def compose(self, kind: str, about: int, language: str) -> Composed:
        """Write a letter of this kind about an id from what is true now."""


@dataclass(frozen=True)
class StoredPicture:
    """`key` names the original's content; sizes in pixels after turning it upright."""

    key: str
    width: int
    height: int


@dataclass(frozen=True)
class FoundPicture:
    """A file to serve; `is_final` false while a size is still to be made and the original stands in."""

    path: Path
    is_final: bool


class PictureStore(Protocol):
    def keep(self, body: bytes) -> StoredPicture:
        """Decode, turn upright, strip and re-encode an upload. Raises a Refusal for what is no picture or too large."""

    def make_sizes(self, key: str) -> None:
        """Write the AVIF and WebP sizes of a kept picture; the same again changes nothing."""

    def find(self, key: str, name: str) -> FoundPicture | None:
        """The file `<size>.<ending>`, `original.<ending>` or `share.jpg` of a picture; None when there is no such picture."""


class OutsideRefused(Exception):
    """A service outside said no for good. `code` names the sentence `outside.<code>`, in words the owner understands."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Publisher(Protocol):
    """A picture becomes a post in three calls, since the last must never happen twice: prepare, ask, publish.

    All raise OutsideRefused (for good) or OSError (nobody knows: ask again).
    """

    def is_connected(self) -> bool:
        """Whether there is an account to publish on."""

    def posts_left(self) -> int:
        """How many posts may still be published today."""

    def prepare(self, *, picture: str, caption: str, alt: str) -> str:
        """Let the picture with this key be fetched; the id of its container. Nothing can be seen yet."""

    def stand_of(self, container: str) -> str:
        """`in_progress`, `finished` (may be published), `published`, `expired`; what was refused raises OutsideRefused."""

    def publish(self, container: str) -> str:
        """Show it to the world; the id of the post."""


class Messenger(Protocol):
    """Answers people where they wrote: `thread` is `dm:<person>` or `comment:<comment>`, as `conversations.hear` was given it."""

    def is_connected(self) -> bool:
        """Whether answers can be sent at all; else they are said by hand."""

    def send(self, *, thread: str, text: str) -> str:
        """Send one answer; its id there. To a comment one private answer within seven days, to a message within a day.

        Raises OutsideRefused (for good) or OSError (nobody knows whether it went out).
        """


@dataclass
class Plugged:
    post_office: PostOffice
    composer: Composer
    picture_store: PictureStore
    publisher: Publisher | None = None
    messenger: Messenger | None = None


_plugged: Plugged | None = None


def plug(plugged: Plugged) -> None:
    global _plugged
    _plugged = plugged


def _held() -> Any:
    assert _plugged is not None, "assembly plugs the ports"
    return _plugged


def post_office() -> PostOffice:
    assert not is_writing(), "no call outside within a write"
    office: PostOffice = _held().post_office
    return office


def composer() -> Composer:
    composer: Composer = _held().composer
    return composer


def picture_store() -> PictureStore:
    assert not is_writing(), "no slow work within a write"
    store: PictureStore = _held().picture_store
    return store


def publisher() -> Publisher:
    assert not is_writing(), "no call outside within a write"
    publisher: Publisher = _held().publisher
    return publisher


def messenger() -> Messenger:
    assert not is_writing(), "no call outside within a write"
    messenger: Messenger = _held().messenger
    return messenger
