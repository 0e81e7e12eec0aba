"""Decides which pages are the same for everyone, and how long: until anything they read changes, or the minute does.

All that a page says of time (open now, ready when) changes only at whole minutes, and all else counts a revision up in the
transaction that changes it. So a page drawn in this minute under these revisions is the page that would be drawn now.
"""

import gzip
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from threading import Lock
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import brotli  # type: ignore[import-untyped]
from flask import Flask, Response, request

from shop.kernel import clock
from shop.kernel.snapshots import RevisionReader

MOST_PAGES, MOST_BYTES = 1_000, 24_000_000  # anyone may ask for a thousand queries: they must not fill the memory
LONGEST_QUERY = 300
NEVER = ("/admin", "/counter", "/assets/", "/pictures/")
TEXTUAL = ("text/html", "application/xml", "text/plain", "text/csv", "application/jsonl", "image/svg+xml")
SAYS_NOTHING = re.compile(r"(came=p\.[\w.-]*)?")  # who came by a link, without an offer, sees what everyone sees (see web/came)
UNWANTED = re.compile(r"q=0(\.0*)?")
OURS = ("content-length", "cache-control", "vary", "etag", "content-encoding")
ADDRESS = ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Kept:
    minute: int
    revisions: tuple[Any, ...]
    tag: str
    headers: Headers
    bodies: dict[str, bytes]

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values()))


@lru_cache(maxsize=256)
def pick_encoding(accepted: str) -> str:
    offered = (part.partition(";") for part in accepted.split(","))
    wanted = {name.strip() for name, _, weight in offered if not UNWANTED.fullmatch(weight.strip())}
    return "br" if "br" in wanted else "gzip" if "gzip" in wanted else "identity"


class PageCache:
    """Stands before the app; who carries a cookie that a page shows, asks for a part, or changes something goes straight through."""

    def __init__(self, app: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]], reader: RevisionReader) -> None:
        self._app, self._reader = app, reader
        self._pages: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._lock, self._bytes = Lock(), 0

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if not _is_for_everyone(environ):
            return self._app(environ, start)
        key = tuple(environ.get(name, "") for name in ADDRESS)
        minute, revisions = int(clock.now().timestamp()) // 60, self._reader.read()
        kept = self._pages.get(key)
        if kept is not None and kept.minute == minute and kept.revisions == revisions:
            return _answer(kept, environ, start)
        return self._draw(key, minute, revisions, environ, start)

    def _draw(
        self, key: tuple[str, ...], minute: int, revisions: tuple[Any, ...], environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        """Draw the page; what was read before the drawing began decides how long it holds."""
        said: list[Any] = []

        def hear(status: str, headers: Headers, error: object = None) -> Callable[[bytes], object]:
            said[:] = status, headers
            return lambda _data: None

        body = self._app(environ, hear)
        try:
            whole = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        status, headers = said[0], said[1]
        if not _may_keep(status, headers, environ):
            start(status, headers)
            return [whole]
        kept = self._keep(key, minute, revisions, headers, whole)
        return _answer(kept, environ, start)

    def _keep(self, key: tuple[str, ...], minute: int, revisions: tuple[Any, ...], headers: Headers, whole: bytes) -> Kept:
        tag = sha256(whole).hexdigest()[:20]
        was = self._pages.get(key)
        if was is not None and was.tag == tag:
            bodies = was.bodies  # drawn again and still the same: nothing to compress anew
        else:
            bodies = {"identity": whole, "gzip": gzip.compress(whole, 5, mtime=0), "br": brotli.compress(whole, quality=5)}
        own = [(name, value) for name, value in headers if name.lower() not in OURS]
        kept = Kept(minute, revisions, tag, [*own, ("Cache-Control", "no-cache"), ("Vary", "Cookie, Accept-Encoding, X-Fragment")], bodies)
        self._store(key, kept)
        return kept

    def _store(self, key: tuple[str, ...], kept: Kept) -> None:
        with self._lock:
            was = self._pages.pop(key, None)
            self._pages[key] = kept
            self._bytes += kept.size - (was.size if was else 0)
            while len(self._pages) > MOST_PAGES or (self._bytes > MOST_BYTES and len(self._pages) > 1):
                self._bytes -= self._pages.popitem(last=False)[1].size


def _is_for_everyone(environ: WSGIEnvironment) -> bool:
    path = environ["PATH_INFO"]
    return bool(
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and SAYS_NOTHING.fullmatch(environ.get("HTTP_COOKIE", ""))
        and "HTTP_X_FRAGMENT" not in environ
        and len(environ.get("QUERY_STRING", "")) <= LONGEST_QUERY
        and path != "/"
        and not path.startswith(NEVER)
    )


def _may_keep(status: str, headers: Headers, environ: WSGIEnvironment) -> bool:
    named = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200")
        and environ["REQUEST_METHOD"] == "GET"
        and "set-cookie" not in named
        and "no-store" not in named.get("cache-control", "")
        and named.get("content-type", "").startswith(TEXTUAL)
        and "content-encoding" not in named
    )


def _answer(kept: Kept, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    encoding = pick_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    tag = f'"{kept.tag}-{encoding}"'
    if tag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start("304 Not Modified", [("ETag", tag), *(header for header in kept.headers if header[0].lower() not in ("content-type",))])
        return []
    body = kept.bodies[encoding]
    own = [("ETag", tag), ("Content-Length", str(len(body)))]
    if encoding != "identity":
        own.append(("Content-Encoding", encoding))
    start("200 OK", kept.headers + own)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def compress_answers(app: Flask) -> None:
    """Compress the pages that are drawn for one visitor, but never one that may echo a secret (BREACH): those are `no-store`."""

    @app.after_request
    def compress(answer: Response) -> Response:
        encoding = pick_encoding(request.headers.get("Accept-Encoding", ""))
        if (
            encoding == "identity"
            or answer.status_code != 200
            or answer.direct_passthrough
            or "Content-Encoding" in answer.headers
            or "no-store" in answer.headers.get("Cache-Control", "")
            or not (answer.content_type or "").startswith(TEXTUAL)
            or _is_for_everyone(request.environ)
        ):
            return answer
        body = answer.get_data()
        if len(body) > 1_000:
            answer.set_data(brotli.compress(body, quality=3) if encoding == "br" else gzip.compress(body, 3, mtime=0))
            answer.headers["Content-Encoding"] = encoding
            answer.vary.add("Accept-Encoding")
        return answer
