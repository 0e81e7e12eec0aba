"""Declares the sockets to the world outside and holds what assembly plugged in."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any, Protocol

from shop.kernel.database import is_writing
from shop.kernel.gateway import Gateway


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
    headers: Mapping[str, str] = field(default_factory=dict)


class PostOfficeClosed(Exception):
    """No SMTP server is set: letters are kept, nothing is being sent."""


class PostRefused(Exception):
    """The server refused this letter for good (5xx): trying again will not help. `is_hard`: there is no such mailbox."""

    is_hard = False


class PostDelayed(Exception):
    """Not now: nothing was taken. `blames_mailbox`: the answer was about this recipient; `is_down`: there was no server to ask."""

    def __init__(self, said: str, *, blames_mailbox: bool = False, is_down: bool = False) -> None:
        super().__init__(said)
        self.blames_mailbox, self.is_down = blames_mailbox, is_down


class PostUncertain(Exception):
    """The line broke after the letter was handed over: it may have arrived."""


BLANKS = {name: f"{name}zq{token_hex(6)}" for name in ("greeting", "token")}  # what stands in a frame where each reader's own goes


class Frame(Protocol):
    """A letter written once for many: only what is each reader's own is filled in."""

    def fill(self, *, to: str, message_id: str, blanks: Mapping[str, str]) -> bytes:
        """The whole message for one reader, ready for the wire."""


class Wire(Protocol):
    """One connection to the server that is kept from letter to letter, and opened again when it broke."""

    def send(self, *, to: str, message: bytes) -> None:
        """Hand over one message. Raises PostRefused (`is_hard` for a dead address), PostDelayed, PostUncertain."""

    def close(self) -> None:
        """Say goodbye; the next letter opens it again."""


class PostOffice(Protocol):
    def is_open(self) -> bool:
        """Whether an SMTP server is set at all."""

    def send(self, *, to: str, composed: Composed, message_id: str) -> None:
        """Hand one letter to one recipient over. Raises PostOfficeClosed, PostRefused (permanent) or OSError (try again)."""

    def frame(self, composed: Composed) -> Frame:
        """A letter with blanks (see BLANKS) in its texts and headers, made ready once for all its readers."""

    def connect(self) -> Wire:
        """A kept connection of one's own, opened with the first letter."""


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

    def list_keys(self, before: datetime) -> list[str]:
        """The pictures kept before a moment."""

    def drop(self, key: str) -> None:
        """Throw a picture away, with all its sizes; one that is not there is no mistake."""


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
    """`gateway` for somebody who waits, `patient_gateway` for the worker; `private_pictures` are seen by one customer and by staff."""
    post_office: PostOffice
    composer: Composer
    picture_store: PictureStore
    publisher: Publisher | None = None
    messenger: Messenger | None = None
    gateway: Gateway | None = None
    patient_gateway: Gateway | None = None
    private_pictures: PictureStore | None = None


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


def picture_store(*, private: bool = False) -> PictureStore:
    """`private`: what customers show to the shop alone. No address of the public store leads there."""
    assert not is_writing(), "no slow work within a write"
    store: PictureStore = _held().private_pictures if private else _held().picture_store
    return store


def publisher() -> Publisher:
    assert not is_writing(), "no call outside within a write"
    publisher: Publisher = _held().publisher
    return publisher


def messenger() -> Messenger:
    assert not is_writing(), "no call outside within a write"
    messenger: Messenger = _held().messenger
    return messenger


def gateway(*, patient: bool = False) -> Gateway:
    """`patient`: nobody waits for the answer, so the call may take longer and be tried more often."""
    assert not is_writing(), "no call outside within a write"
    gateway: Gateway = _held().patient_gateway if patient else _held().gateway
    return gateway


def ways_to_pay() -> str:
    """The kind of gateway plugged in, asked also within a write: nothing is called."""
    gateway: Gateway = _held().gateway
    return gateway.kind
