"""A picture cut for a post keeps its subject in the middle and is exactly as large as Instagram shows it."""

import pytest
from PIL import Image, ImageDraw

from shop.integrations.cutting import POST, STORY, for_post, for_story, subject


def scene(size: tuple[int, int], at: tuple[float, float]) -> Image.Image:
    """A red cake on a pale table."""
    picture = Image.new("RGB", size, "#F3EBDD")
    x, y, r = at[0] * size[0], at[1] * size[1], min(size) * 0.16
    draw = ImageDraw.Draw(picture)
    draw.ellipse((x - r, y - r, x + r, y + r), fill="#B3203A")
    draw.rectangle((x - r / 2, y - r / 4, x + r / 2, y + r / 4), fill="#F8E08A")
    return picture


def reds(picture: Image.Image) -> tuple[float, float]:
    """Where the cake ended up."""
    small = picture.resize((54, 54), Image.Resampling.BOX)
    found = [(n % 54, n // 54) for n, (r, g, b) in enumerate(small.get_flattened_data()) if r > 140 and g < 90 and b < 110]
    assert found, "the cake was cut away"
    return sum(x for x, _ in found) / len(found) / 54, sum(y for _, y in found) / len(found) / 54


@pytest.mark.parametrize("size", [(900, 900), (1600, 900), (900, 1600), (2400, 400), (64, 64), (400, 2400), (1080, 1350)])
def test_whatever_its_shape_it_becomes_the_two_sizes(size: tuple[int, int]) -> None:
    assert for_post(scene(size, (0.5, 0.5))).size == POST
    assert for_story(scene(size, (0.5, 0.5))).size == STORY


@pytest.mark.parametrize("at", [(0.2, 0.5), (0.8, 0.5), (0.5, 0.5)])
def test_the_crop_follows_the_subject(at: tuple[float, float]) -> None:
    square = scene((1000, 1000), at)
    assert abs(subject(square)[0] - at[0]) < 0.2
    blind = square.crop((100, 0, 900, 1000)).resize(POST)
    assert abs(reds(for_post(square))[0] - 0.5) <= abs(reds(blind)[0] - 0.5) + 0.01


def test_an_even_picture_is_cut_in_the_middle() -> None:
    assert subject(Image.new("RGB", (300, 300), "#999999")) == (0.5, 0.5)


def test_what_would_lose_too_much_is_shown_whole() -> None:
    wide = scene((1600, 900), (0.08, 0.5))
    for cut in (for_post(wide), for_story(wide)):
        assert reds(cut)[0] < 0.2
