"""Decides how styles, scripts and drawings are named by their content, compressed once and served for ever."""

import gzip
import mimetypes
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import brotli  # type: ignore[import-untyped]
from flask import Flask, Response, abort, request
from werkzeug.datastructures import Accept

from shop.web.joining import join_script, join_style

STATIC = Path(__file__).parents[2] / "static"
STYLES = ("website.css", "office.css", "counter.css", "print.css", "poster.css", "gift.css")
SCRIPTS = ("website.js", "office.js", "counter.js")
TEXT = {"text/css", "text/javascript", "image/svg+xml"}
NOTHING: Mapping[str, Callable[[], str]] = {}
KEPT = 16
FOR_EVER = "public, max-age=31536000, immutable"


@lru_cache(maxsize=64)
def _compressed(raw: bytes) -> dict[str, bytes]:
    """The best compression is slow: once per content and process is enough, however many apps it makes."""
    return {"br": brotli.compress(raw, quality=11), "gzip": gzip.compress(raw, 9, mtime=0), "identity": raw}


@dataclass(frozen=True)
class Asset:
    """One file ready to leave: its hashed name, its type, and its bytes in every encoding we offer."""

    name: str
    kind: str
    encodings: dict[str, bytes]

    @classmethod
    def of(cls, name: str, raw: bytes) -> "Asset":
        stem, _, ending = name.rpartition(".")
        kind = "text/javascript" if ending == "js" else mimetypes.guess_type(name)[0] or "application/octet-stream"
        encodings = {"identity": raw}
        if kind in TEXT:
            encodings = _compressed(raw)
        return cls(f"{stem}.{sha256(raw).hexdigest()[:12]}.{ending}", kind, encodings)


class Assets:
    """All the assets of the house, read at start; while developing, read again when a file changes."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self.folder, self.prefix = folder, prefix
        self.written: dict[str, Callable[[], str]] = {}
        self.kept: dict[tuple[str, str], Asset] = {}
        self.seen = self._newest()
        self._load()

    def _load(self) -> None:
        self.by_name = {name: Asset.of(name, raw) for name, raw in _read(self.folder)}
        self.by_address = {asset.name: asset for asset in self.by_name.values()}
        self.addresses = {name: self.prefix + asset.name for name, asset in self.by_name.items()}

    def _newest(self) -> float:
        return max((path.stat().st_mtime for path in self.folder.rglob("*") if path.is_file()), default=0.0)

    def address(self, name: str) -> str:
        return self.prefix + self._write(name).name if name in self.written else self.addresses[name]

    def find(self, hashed: str) -> Asset | None:
        """By hashed name; what is written while running may have been named by another process, so it is written again."""
        found = self.by_address.get(hashed)
        for name in self.written:
            found = found or {asset.name: asset for asset in (self._write(name), *self.kept.values())}.get(hashed)
        return found

    def _write(self, name: str) -> Asset:
        text = self.written[name]()
        if (asset := self.kept.get((name, text))) is None:
            if len(self.kept) >= KEPT:
                self.kept.pop(next(iter(self.kept)))
            file = self.by_name[name].encodings["identity"] if name in self.by_name else b""
            asset = self.kept.setdefault((name, text), Asset.of(name, file + text.encode()))
        return asset

    def look_again(self) -> None:
        if (newest := self._newest()) != self.seen:
            self.seen = newest
            self.kept.clear()
            self._load()


def _read(folder: Path) -> Iterator[tuple[str, bytes]]:
    for name in STYLES:
        if (face := folder / "styles" / name).exists():
            yield name, join_style(face).encode()
    for name in SCRIPTS:
        if (entry := folder / "scripts" / name).exists():
            yield name, join_script(entry).encode()
    for drawing in sorted((folder / "images").glob("*.*")):
        yield drawing.name, drawing.read_bytes()


def answer(asset: Asset, accepted: Accept) -> Response:
    """The asset in the smallest encoding the reader takes, never to be asked for again."""
    taken = {name for name, quality in accepted if quality > 0}
    encoding = next((name for name in asset.encodings if name in taken), "identity")
    response = Response(asset.encodings[encoding], content_type=asset.kind + ("; charset=utf-8" if asset.kind in TEXT else ""))
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    if len(asset.encodings) > 1:
        response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def open_assets(app: Flask, folder: Path = STATIC, *, prefix: str = "/assets/", written: Mapping[str, Callable[[], str]] = NOTHING) -> None:
    """Serves every asset under its hashed address and gives templates `asset(name)`.

    `written` is text made while running, such as the owner's colours: name -> what writes it now. It follows the file of that name, if any.
    """
    assets = Assets(folder, prefix)
    assets.written.update(written)

    def serve(hashed: str) -> Response:
        if (asset := assets.find(hashed)) is None:
            abort(404)
        return answer(asset, request.accept_encodings)

    def address(name: str) -> str:
        if app.debug:
            assets.look_again()
        return assets.address(name)

    app.add_url_rule(prefix + "<hashed>", endpoint="asset", view_func=serve)
    app.jinja_env.globals["asset"] = address
