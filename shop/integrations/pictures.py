"""Decides what becomes of an uploaded picture: decoded within limits, upright, stripped of all but what one sees, written anew."""
import logging
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from PIL import Image, ImageCms, ImageOps

from shop.integrations.cutting import CUTS
from shop.kernel import clock
from shop.kernel.ports import FoundPicture, StoredPicture
from shop.kernel.refusal import Refusal

log = logging.getLogger(__name__)
MOST_BYTES = 15_000_000
MOST_PIXELS = 40_000_000
MOST_PIXELS_OF_JPEG = 110_000_000  # decoded at a fraction of its size, as cameras make them
LEAST_SIDE = 64
LONGEST_SIDE = 2_400  # of the original that is kept
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
SIZES = (160, 320, 640, 960, 1200, 1600)
SHARED = (1200, 630)  # Open Graph
Image.MAX_IMAGE_PIXELS = MOST_PIXELS_OF_JPEG  # Pillow's own alarm; ours is below
_KEY = re.compile(r"[0-9a-f]{32}")
_WIDTHS = "|".join(map(str, SIZES))
_NAME = re.compile(rf"original\.(?:jpg|webp|png)|(?:share|post|story|glance)\.jpg|(?:{_WIDTHS})\.(?:avif|webp|jpg)")


class NotAPicture(Refusal):
    code = "not_a_picture"
    field = "pictures"


class PictureTooHeavy(Refusal):
    code = "picture_too_heavy"
    field = "pictures"


class PictureTooLarge(Refusal):
    code = "picture_too_large"
    field = "pictures"


class PictureTooSmall(Refusal):
    code = "picture_too_small"
    field = "pictures"


class PillowPictureStore:
    """One folder per picture, named after its content: the original, and its sizes when the worker has made them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, body: bytes) -> StoredPicture:
        """Raises a Refusal for what is no picture, or too heavy, large or small."""
        picture = _decode(body)
        ending, written = _write_original(picture)
        key = sha256(written).hexdigest()[:32]
        _put(self._folder / key / f"original.{ending}", written)
        os.utime(self._folder / key, (clock.now().timestamp(),) * 2)  # kept now, also when it was known
        return StoredPicture(key, *picture.size)

    def make_sizes(self, key: str) -> None:
        """Write every size of a kept picture that is not there yet; one whose original is lost is left alone."""
        original = self._original(key)
        if original is None:
            log.warning("the original of picture %s is lost", key)
            return
        with Image.open(original) as opened:
            picture = opened.convert("RGBA" if opened.mode == "RGBA" else "RGB")
        for name, write in _sizes_of(picture):
            if not (original.parent / name).exists():
                _put(original.parent / name, write())

    def find(self, key: str, name: str) -> FoundPicture | None:
        """The file of that name, or the original while the size is not made; None when there is no such picture."""
        if not _KEY.fullmatch(key) or not _NAME.fullmatch(name):
            return None
        wanted = self._folder / key / name
        if name in CUTS:
            self._cut(key, name)
        if wanted.is_file():
            return FoundPicture(wanted, is_final=True)
        original = self._original(key)
        return FoundPicture(original, is_final=name.startswith("original.")) if original else None

    def list_keys(self, before: datetime) -> list[str]:
        """Oldest or not, in no order that means anything."""
        kept = (path for path in self._folder.glob("*") if _KEY.fullmatch(path.name))
        return [path.name for path in kept if path.stat().st_mtime < before.timestamp()]

    def drop(self, key: str) -> None:
        if _KEY.fullmatch(key):
            shutil.rmtree(self._folder / key, ignore_errors=True)

    def _cut(self, key: str, name: str) -> None:
        """Few pictures are ever posted: each is cut when it is first asked for, and kept."""
        original = self._original(key)
        if original is None or (original.parent / name).exists():
            return
        with Image.open(original) as opened:
            cut = CUTS[name](_on_white(opened.convert("RGBA" if opened.mode == "RGBA" else "RGB")))
        _put(original.parent / name, _write(cut, "JPEG", quality=88, optimize=True))

    def _original(self, key: str) -> Path | None:
        return next((path for path in (self._folder / key / "original.jpg", self._folder / key / "original.webp") if path.is_file()), None)


@contextmanager
def _trusting_nothing() -> Iterator[None]:
    """Whatever a decoder trips over is a file that is no picture; a bomb is a picture that is too large."""
    try:
        yield
    except Refusal:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as bomb:
        raise PictureTooLarge(most=MOST_PIXELS // 1_000_000) from bomb
    except Exception as broken:  # decoders fail in more ways than they name
        raise NotAPicture from broken


def _decode(body: bytes) -> Image.Image:
    if len(body) > MOST_BYTES:
        raise PictureTooHeavy(most=MOST_BYTES // 1_000_000)
    with _trusting_nothing(), Image.open(BytesIO(body), formats=FORMATS) as opened:
        is_jpeg = opened.format in ("JPEG", "MPO")
        width, height = opened.size
        if width * height > (MOST_PIXELS_OF_JPEG if is_jpeg else MOST_PIXELS):
            raise PictureTooLarge(most=MOST_PIXELS // 1_000_000)
        if min(width, height) < LEAST_SIDE:
            raise PictureTooSmall(least=LEAST_SIDE)
        if is_jpeg:
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        return _see(opened)


def _see(opened: Image.Image) -> Image.Image:
    """Upright, in the colours of the web, small enough, and a bare picture: nothing it carried comes along."""
    upright = ImageOps.exif_transpose(opened)
    clear = upright.has_transparency_data
    picture = _in_web_colours(upright).convert("RGBA" if clear else "RGB")
    if clear and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _in_web_colours(picture: Image.Image) -> Image.Image:
    """Phones photograph in wider colours: without its profile such a picture would look pale."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK", "L"):
        return picture
    try:
        converted = ImageCms.profileToProfile(picture, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"),
                                              outputMode="RGB")
        return converted or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def _write_original(picture: Image.Image) -> tuple[str, bytes]:
    if picture.mode == "RGBA":
        return "webp", _write(picture, "WEBP", lossless=True, method=4)
    return "jpg", _write(picture, "JPEG", quality=90, optimize=True, progressive=True)


def _write(picture: Image.Image, kind: str, **how: object) -> bytes:
    written = BytesIO()
    picture.save(written, kind, **how)
    return written.getvalue()


def _sizes_of(picture: Image.Image) -> Iterator[tuple[str, "_Written"]]:
    for width in SIZES:
        sized = picture.copy()
        sized.thumbnail((width, 4 * width), Image.Resampling.LANCZOS)
        yield f"{width}.webp", _Written(sized, "WEBP", {"quality": 80, "method": 4})
        yield f"{width}.avif", _Written(sized, "AVIF", {"quality": 60, "speed": 8, "max_threads": 1})
        yield f"{width}.jpg", _Written(_on_white(sized), "JPEG", {"quality": 82, "progressive": True})
    yield "share.jpg", _Written(ImageOps.fit(_on_white(picture), SHARED, Image.Resampling.LANCZOS), "JPEG", {"quality": 82})


class _Written:
    """A size still to be encoded: only those that are missing are."""

    def __init__(self, picture: Image.Image, kind: str, how: dict[str, object]) -> None:
        self._picture, self._kind, self._how = picture, kind, how

    def __call__(self) -> bytes:
        return _write(self._picture, self._kind, **self._how)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _put(path: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk before anyone speaks of it."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)
