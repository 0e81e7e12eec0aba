"""Decides how a picture is cut for a post, for a story and for a glance: around what one looks at, and never blown up until it blurs."""

from collections.abc import Callable

from PIL import Image, ImageFilter, ImageOps, ImageStat

POST, STORY, GLANCE = (1080, 1350), (1080, 1920), (960, 960)
LOOKED_AT = 64  # pixels: enough to see where the subject is
MOST_LOST = 0.35  # of one side; where more would be cut away, the whole picture stands on its own blurred likeness


def for_post(picture: Image.Image) -> Image.Image:
    """4:5, the tallest that fills a phone's feed."""
    return _cut(picture, POST)


def for_story(picture: Image.Image) -> Image.Image:
    """9:16, the whole screen; free above and below for the name and the sticker with the link."""
    return _cut(picture, STORY)


def for_a_glance(picture: Image.Image) -> Image.Image:
    """The whole of it, as large as a page shows it."""
    return ImageOps.contain(picture, GLANCE) if max(picture.size) > max(GLANCE) else picture


CUTS: dict[str, Callable[[Image.Image], Image.Image]] = {"post.jpg": for_post, "story.jpg": for_story, "glance.jpg": for_a_glance}


def _cut(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    lost = 1 - min(picture.width * size[1] / (picture.height * size[0]), picture.height * size[0] / (picture.width * size[1]))
    if lost > MOST_LOST:
        return _on_itself(picture, size)
    return ImageOps.fit(picture, size, Image.Resampling.LANCZOS, centering=subject(picture))


def subject(picture: Image.Image) -> tuple[float, float]:
    """Where one looks first, as parts of width and height: at what is sharp and colourful, a little towards the middle."""
    small = picture.convert("RGB").resize((LOOKED_AT, LOOKED_AT), Image.Resampling.BOX)
    edges = small.convert("L").filter(ImageFilter.FIND_EDGES).crop((2, 2, LOOKED_AT - 2, LOOKED_AT - 2))
    colour = small.convert("HSV").getchannel("S").crop((2, 2, LOOKED_AT - 2, LOOKED_AT - 2))
    across, down = _middle(edges), _middle(colour)
    return tuple(min(1.0, max(0.0, 0.5 + (a + b - 1) * 0.6)) for a, b in zip(across, down, strict=True))  # type: ignore[return-value]


def _middle(seen: Image.Image) -> tuple[float, float]:
    """The centre of what stands out from the average."""
    floor = ImageStat.Stat(seen).mean[0]
    heavy = seen.point(lambda value: max(0, value - floor))
    across = list(heavy.resize((heavy.width, 1), Image.Resampling.BOX).tobytes())
    down = list(heavy.resize((1, heavy.height), Image.Resampling.BOX).tobytes())
    return _balance(across), _balance(down)


def _balance(weights: list[int]) -> float:
    total = sum(weights)
    return sum((place + 0.5) * weight for place, weight in enumerate(weights)) / total / len(weights) if total else 0.5


def _on_itself(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    tiny = ImageOps.fit(picture, (size[0] // 8, size[1] // 8), Image.Resampling.BOX)
    ground = tiny.filter(ImageFilter.GaussianBlur(9)).resize(size, Image.Resampling.BICUBIC)
    ground = Image.blend(ground, Image.new("RGB", size, (43, 29, 20)), 0.22)
    whole = ImageOps.contain(picture, size, Image.Resampling.LANCZOS)
    ground.paste(whole, ((size[0] - whole.width) // 2, (size[1] - whole.height) // 2))
    return ground
