"""A strict Instagram over real HTTP: unknown paths and parameters refused, tokens checked, pictures fetched as the real one fetches them.

`with GraphServer() as graph:` then `graph.url`, `graph.account` and what it saw: `containers`, `media`, `messages`.
"""
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from PIL import Image

VERSION = "/v26.0"
MOST_BYTES = 8 * 1024 * 1024
WORDS, TAGS = 2_200, 30


@dataclass
class Container:
    """A picture on its way. `status` as the real one says it; `looks` how often it is still being prepared when asked."""

    id: str
    caption: str
    picture: bytes
    status: str = "IN_PROGRESS"
    trouble: str = ""
    looks: int = 1


class No(Exception):
    """An error body as the real one sends it."""

    def __init__(self, code: int, words: str, *, subcode: int | None = None, status: int = 400, transient: bool = False) -> None:
        super().__init__(words)
        self.status = status
        self.body = {"message": words, "type": "OAuthException", "code": code, "is_transient": transient, "fbtrace_id": "A6LJylpZRKw2xKLF"}
        if subcode is not None:
            self.body["error_subcode"] = subcode


@dataclass
class Account:
    """What the fake knows and how it behaves."""

    user_id: str = "17841400000000000"
    token: str = "IGAA-the-true-token"
    is_expired: bool = False
    quota_total: int = 50
    quota_used: int = 0
    containers: dict[str, Container] = field(default_factory=dict)
    media: list[str] = field(default_factory=list)  # containers shown to the world, in order
    messages: list[dict[str, Any]] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    closed_threads: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    looks: int = 1  # how often a new container is still in progress
    slow_s: float = 0
    breaks: int = 0  # the next so many calls answer 500
    drops_after: str = ""  # does what this path asks, then hangs up
    drops_before: str = ""  # hangs up having done nothing
    on_publish: Callable[[], None] = lambda: None


class GraphServer:
    def __init__(self) -> None:
        self.account = Account()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.account))
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{VERSION}"

    def __enter__(self) -> "GraphServer":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(account: Account) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            self._answer("GET", asked.path, {name: values[0] for name, values in parse_qs(asked.query, keep_blank_values=True).items()})

        def do_POST(self) -> None:
            asked, body = urlsplit(self.path), self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fields: dict[str, Any]
            if self.headers.get("Content-Type", "").startswith("application/json"):
                fields = json.loads(body)
            else:
                fields = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
            self._answer("POST", asked.path, fields | {name: values[0] for name, values in parse_qs(asked.query).items()})

        def _answer(self, method: str, path: str, fields: dict[str, Any]) -> None:
            sleep(account.slow_s)
            if account.drops_before and path.endswith(account.drops_before):
                account.drops_before = ""
                return self._hang_up()
            try:
                with lock:
                    account.asked.append((method, path))
                    status, told = 200, _do(account, method, path, fields, self.headers.get("Authorization", ""))
            except No as no:
                status, told = no.status, {"error": no.body}
            if account.drops_after and path.endswith(account.drops_after) and status == 200:
                account.drops_after = ""
                return self._hang_up()
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _hang_up(self) -> None:
            self.close_connection = True
            self.connection.close()

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):  # hung up on purpose
                pass

        def log_message(self, *_words: object) -> None:
            """Quiet."""

    return Handler


def _do(account: Account, method: str, path: str, fields: dict[str, Any], authorization: str) -> dict[str, Any]:
    if account.breaks:
        account.breaks -= 1
        raise No(2, "An unexpected error has occurred. Please retry your request later.", status=500, transient=True)
    if "access_token" in fields:
        raise No(1, "this shop keeps its token out of addresses")
    if authorization != f"Bearer {account.token}":
        raise No(190, "Invalid OAuth access token - Cannot parse access token", status=400)
    if account.is_expired:
        raise No(190, "Error validating access token: Session has expired on Sunday, 22-Nov-26 00:00:00 PST.", subcode=463)
    known = {("POST", "media"): _create, ("POST", "media_publish"): _publish, ("GET", "content_publishing_limit"): _limit,
             ("POST", "messages"): _message}
    if (act := known.get((method, path.removeprefix(f"{VERSION}/{account.user_id}/")))) is not None:
        return act(account, fields)
    if method == "GET" and path.removeprefix(VERSION + "/") in account.containers:
        return _stand(account, account.containers[path.removeprefix(VERSION + "/")], fields)
    raise No(100, f"Unsupported {method.lower()} request. Object with ID '{path.rpartition('/')[2]}' does not exist", subcode=33)


def _only(fields: dict[str, Any], needed: set[str], allowed: set[str]) -> None:
    if needed - set(fields):
        raise No(100, f"(#100) The parameter {sorted(needed - set(fields))[0]} is required")
    if set(fields) - needed - allowed:
        raise No(100, f"(#100) Unknown parameter {sorted(set(fields) - needed - allowed)[0]}")


def _limit(account: Account, fields: dict[str, Any]) -> dict[str, Any]:
    _only(fields, {"fields"}, set())
    if set(fields["fields"].split(",")) - {"config", "quota_usage"}:
        raise No(100, "(#100) Tried accessing nonexisting field")
    return {"data": [{"config": {"quota_total": account.quota_total, "quota_duration": 86400}, "quota_usage": account.quota_used}]}


def _create(account: Account, fields: dict[str, Any]) -> dict[str, Any]:
    _only(fields, {"image_url"}, {"caption", "alt_text"})
    if len(fields.get("caption", "")) > WORDS or fields.get("caption", "").count("#") > TAGS:
        raise No(36004, "The caption was too long", subcode=2207010)
    picture = _fetch(fields["image_url"])
    number = str(17889455560051440 + len(account.containers))
    container = account.containers[number] = Container(number, fields.get("caption", ""), picture, looks=account.looks)
    container.trouble = _trouble(picture)
    return {"id": number}


def _fetch(address: str) -> bytes:
    """The picture is asked for over HTTP, by somebody without a cookie."""
    try:
        answer = requests.get(address, timeout=10, headers={"User-Agent": "facebookexternalhit/1.1"}, allow_redirects=True)
    except requests.RequestException as failure:
        raise No(9004, "The media could not be fetched from this uri.", subcode=2207052) from failure
    if answer.status_code != 200:
        raise No(9004, "The media could not be fetched from this uri.", subcode=2207052)
    if len(answer.content) > MOST_BYTES:
        raise No(36000, "The image is too large to download. It should be less than 8 MiB.", subcode=2207004)
    return answer.content


def _trouble(picture: bytes) -> str:
    """Found while it is prepared, told when one asks how it stands."""
    try:
        with Image.open(BytesIO(picture)) as opened:
            kind, (width, height) = opened.format, opened.size
    except OSError:
        return "Error: Media upload has failed with error code 2207005"
    if kind != "JPEG":
        return "Error: Media upload has failed with error code 2207005"
    if not 0.8 <= width / height <= 1.91 or width < 320:
        return "Error: Media upload has failed with error code 2207009"
    return ""


def _stand(account: Account, container: Container, fields: dict[str, Any]) -> dict[str, Any]:
    _only(fields, {"fields"}, set())
    if set(fields["fields"].split(",")) - {"id", "status", "status_code"}:
        raise No(100, "(#100) Tried accessing nonexisting field")
    if container.status == "IN_PROGRESS":
        container.looks -= 1
        if container.looks < 0:
            container.status = "ERROR" if container.trouble else "FINISHED"
    return {"status_code": container.status, "status": container.trouble or container.status.title(), "id": container.id}


def _publish(account: Account, fields: dict[str, Any]) -> dict[str, Any]:
    _only(fields, {"creation_id"}, set())
    container = account.containers.get(fields["creation_id"])
    if container is None:
        raise No(24, "The requested resource does not exist", subcode=2207006)
    if account.quota_used >= account.quota_total:
        raise No(9, "Application request limit reached", subcode=2207042)
    if container.status == "EXPIRED":
        raise No(-2, "The media you are trying to access has expired. Please try to upload again.", subcode=2207020)
    if container.status != "FINISHED":
        words = "Media ID is not available" if container.status == "IN_PROGRESS" else "The container was already published"
        raise No(9007, words, subcode=2207027 if container.status == "IN_PROGRESS" else None)
    container.status = "PUBLISHED"
    account.quota_used += 1
    account.media.append(container.id)
    account.on_publish()
    return {"id": str(int(container.id) + 1_000_000)}


def _message(account: Account, fields: dict[str, Any]) -> dict[str, Any]:
    _only(fields, {"recipient", "message"}, set())
    recipient, message = fields["recipient"], fields["message"]
    if not isinstance(message, dict) or set(message) != {"text"} or not 0 < len(str(message["text"]).encode()) <= 1000:
        raise No(100, "(#100) Length of param message[text] must be less than or equal to 1000", subcode=2018320)
    if set(recipient) == {"comment_id"}:
        if recipient["comment_id"] in account.answered:
            raise No(10900, "(#10900) Activity already replied to", subcode=2534014)
        account.answered.add(recipient["comment_id"])
    elif set(recipient) != {"id"}:
        raise No(100, "(#100) Param recipient must be an id or a comment_id")
    elif recipient["id"] in account.closed_threads:
        raise No(10, "(#10) This message is sent outside of allowed window.", subcode=2534022)
    account.messages.append({"recipient": recipient, "text": message["text"]})
    return {"recipient_id": "900", "message_id": f"mid.{len(account.messages)}.{int(monotonic() * 1000)}"}
