"""Words can be read on every ground, in the light and in the dark, with the owner's colours too."""

import re

import pytest

from shop.web.assets import STATIC
from shop.web.colours import AA, contrast, find_unreadable, ink_on, write_brand_style

TOKENS = (STATIC / "styles" / "tokens.css").read_text("utf-8")
GROUNDS = ("ground", "card", "sunk")
PAIRS = [
    *((ink, ground) for ink in ("ink", "soft", "accent", "good", "warn", "bad") for ground in GROUNDS),
    *((f"{name}", f"{name}-wash") for name in ("good", "warn", "bad", "accent")),
    ("brand-ink", "brand"),
    ("ground", "ink"),
]


def tokens(scheme: str) -> dict[str, str]:
    light, _, rest = TOKENS.partition("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): ([^;]+);", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+): ([^;]+);", rest.partition("@media")[0]))
    return found


def mixed(one: str, other: str, share: float) -> str:
    return "#" + "".join(f"{round(int(one[i : i + 2], 16) * share + int(other[i : i + 2], 16) * (1 - share)):02X}" for i in (1, 3, 5))


def colour(value: str, known: dict[str, str]) -> str:
    if mix := re.fullmatch(r"color-mix\(in srgb, (.+?) (\d+)%, (.+)\)", value):
        return mixed(colour(mix[1], known), colour(mix[3], known), int(mix[2]) / 100)
    if name := re.fullmatch(r"var\(--([\w-]+)\)", value):
        return colour(known[name[1]], known)
    assert re.fullmatch("#[0-9A-F]{6}", value), value
    return value


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_can_be_read(scheme: str, ink: str, ground: str) -> None:
    known = tokens(scheme)
    assert contrast(colour(known[ink], known), colour(known[ground], known)) >= AA


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edge_of_a_field_can_be_seen(scheme: str, ground: str) -> None:
    known = tokens(scheme)
    assert contrast(colour(known["edge"], known), colour(known[ground], known)) >= 3


def test_black_on_white_is_the_most_contrast_there_is() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#808080", "#808080") == 1


def test_the_ink_on_a_colour_is_the_one_that_reads_better() -> None:
    assert ink_on("#A3224A") == "#FFFFFF"
    assert ink_on("#F7D36B") == "#2B1D14"


def test_a_pale_brand_is_found_unreadable_and_the_houses_own_colours_are_not() -> None:
    assert find_unreadable("#A3224A", "#FBF6EC") is None
    pale = find_unreadable("#F7A8C0", "#FBF6EC")
    assert pale is not None and pale.field == "brand_colour" and pale.ratio < AA
    dark = find_unreadable("#A3224A", "#30241C")
    assert dark is not None and dark.field == "paper_colour"


def test_the_brand_style_carries_the_owners_colours_and_a_readable_ink() -> None:
    style = write_brand_style(brand="#224488", accent="#5F7F3A", paper="#F4F8FF")
    assert style == ":root{--brand:#224488;--brand-ink:#FFFFFF;--paper:#F4F8FF;--pistachio:#5F7F3A}"
