"""Uploaded pictures: what is refused, what is stripped, what is made, and how it is served."""
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from shop.integrations.pictures import (
    MOST_BYTES,
    SIZES,
    NotAPicture,
    PictureTooHeavy,
    PictureTooLarge,
    PictureTooSmall,
    PillowPictureStore,
)
from shop.kernel import ports


def written(picture: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    body = BytesIO()
    picture.save(body, kind, **how)
    return body.getvalue()


def photo(width: int = 900, height: int = 600) -> Image.Image:
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (0, 0, width // 2, height))
    return picture


@pytest.fixture
def store(tmp_path: Path) -> PillowPictureStore:
    return PillowPictureStore(tmp_path / "pictures")


def original(store: PillowPictureStore, key: str) -> Image.Image:
    found = store.find(key, "original.jpg")
    assert found is not None
    return Image.open(found.path)


def test_a_picture_lying_on_its_side_is_turned_upright_and_carries_nothing_along(store: PillowPictureStore) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A telephone"
    exif.get_ifd(0x8825)[1] = "N"
    kept = store.keep(written(photo(), exif=exif))
    assert (kept.width, kept.height) == (600, 900)
    upright = original(store, kept.key)
    assert upright.size == (600, 900)
    assert not upright.getexif() and "icc_profile" not in upright.info
    assert b"A telephone" not in Path(upright.filename).read_bytes()  # type: ignore[attr-defined]


def test_the_same_picture_again_has_the_same_name(store: PillowPictureStore) -> None:
    assert store.keep(written(photo())) == store.keep(written(photo()))


def test_a_transparent_picture_keeps_its_transparency_without_loss(store: PillowPictureStore) -> None:
    clear = Image.new("RGBA", (200, 200), (10, 200, 30, 0))
    clear.paste((250, 0, 0, 255), (50, 50, 150, 150))
    kept = original(store, store.keep(written(clear, "PNG")).key)
    assert (kept.format, kept.mode) == ("WEBP", "RGBA")
    assert kept.getpixel((100, 100)) == (250, 0, 0, 255)


def test_an_opaque_png_becomes_a_jpeg(store: PillowPictureStore) -> None:
    assert original(store, store.keep(written(photo().convert("RGBA"), "PNG")).key).format == "JPEG"


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "I;16", "1", "LA"])
def test_every_kind_of_colours_is_read(store: PillowPictureStore, mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = Image.new(mode, (100, 100)) if mode == "I;16" else photo(100, 100).convert("L").convert(mode)
    assert store.keep(written(picture, kind)).width == 100


def test_a_huge_picture_is_kept_smaller(store: PillowPictureStore) -> None:
    assert (store.keep(written(photo(6000, 4000))).width, store.keep(written(photo(3000, 4800), "PNG")).height) == (2400, 2400)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it has this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [7_000, 12_000, 60_000])
def test_a_bomb_is_refused_before_it_is_unpacked(store: PillowPictureStore, side: int) -> None:
    with pytest.raises(PictureTooLarge):
        store.keep(bomb(side, side))


@pytest.mark.parametrize("body", [
    b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"GIF89a" + bytes(20), bomb(300, 300),
    written(photo())[:2_000], written(photo(), "BMP"), written(photo(), "TIFF")])
def test_what_is_no_picture_is_refused(store: PillowPictureStore, body: bytes) -> None:
    with pytest.raises(NotAPicture):
        store.keep(body)


def test_too_heavy_and_too_small_are_refused(store: PillowPictureStore) -> None:
    with pytest.raises(PictureTooHeavy):
        store.keep(bytes(MOST_BYTES + 1))
    with pytest.raises(PictureTooSmall):
        store.keep(written(photo(20, 20)))


def test_sizes_are_made_never_larger_than_the_original_and_only_once(store: PillowPictureStore) -> None:
    key = store.keep(written(photo())).key
    before = store.find(key, "320.avif")
    assert before is not None and not before.is_final and before.path.name == "original.jpg"
    store.make_sizes(key)
    stamps = {}
    for width in SIZES:
        for ending in ("avif", "webp", "jpg"):
            found = store.find(key, f"{width}.{ending}")
            assert found is not None and found.is_final
            stamps[found.path] = found.path.stat().st_mtime_ns
            with Image.open(found.path) as sized:
                assert sized.width == min(width, 900)
    store.make_sizes(key)
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps


def test_the_picture_for_sharing_has_the_size_that_networks_ask_for(store: PillowPictureStore) -> None:
    key = store.keep(written(photo())).key
    store.make_sizes(key)
    found = store.find(key, "share.jpg")
    assert found is not None and Image.open(found.path).size == (1200, 630)


def test_a_lost_original_stops_nothing(store: PillowPictureStore) -> None:
    store.make_sizes("0" * 32)
    assert store.find("0" * 32, "320.webp") is None


def test_pictures_are_served_for_ever_once_made_and_shortly_before(app: Flask, visitor: FlaskClient) -> None:
    key = ports.picture_store().keep(written(photo())).key
    waiting = visitor.get(f"/pictures/{key}/640.avif")
    assert (waiting.status_code, waiting.mimetype) == (200, "image/jpeg")
    assert waiting.cache_control.max_age == 60 and not waiting.cache_control.immutable
    ports.picture_store().make_sizes(key)
    made = visitor.get(f"/pictures/{key}/640.avif")
    assert made.mimetype == "image/avif" and made.cache_control.immutable and made.cache_control.max_age == 31_536_000
    assert "Set-Cookie" not in made.headers
    again = visitor.get(f"/pictures/{key}/640.avif", headers={"If-None-Match": made.headers["ETag"]})
    assert again.status_code == 304
    assert Image.open(BytesIO(made.data)).width == 640


@pytest.mark.parametrize("path", ["..%2F..%2Fshop.db", "640.gif", "641.webp", "original.db", "%2e%2e/secret", "original.jpg%00"])
def test_nothing_but_pictures_is_served(app: Flask, visitor: FlaskClient, path: str) -> None:
    key = ports.picture_store().keep(written(photo())).key
    assert visitor.get(f"/pictures/{key}/{path}").status_code == 404
    assert visitor.get(f"/pictures/..%2Fpictures%2F{key}/original.jpg").status_code == 404
    assert visitor.get(f"/pictures/{'0' * 32}/original.jpg").status_code == 404
