"""Decides how the owner's colours dress the pages, and whether words on them can be read."""

from dataclasses import dataclass

WHITE, INK, SOFT_INK = "#FFFFFF", "#2B1D14", "#6B5A4C"
AA = 4.5


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, as WCAG defines it."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """White or the dark ink, whichever reads better on the colour."""
    return max(WHITE, INK, key=lambda ink: contrast(ink, colour))


@dataclass(frozen=True)
class Unreadable:
    """A pair of colours people could not read: which of the owner's two colours is at fault, and how far it is from enough."""

    field: str
    ratio: float


def find_unreadable(brand: str, paper: str) -> Unreadable | None:
    """The first of the owner's colours that breaks AA: the brand as link on paper and under its own ink, the paper under the ink."""
    pairs = (
        ("paper_colour", INK, paper),
        ("paper_colour", SOFT_INK, paper),
        ("brand_colour", brand, paper),
        ("brand_colour", ink_on(brand), brand),
    )
    return next((Unreadable(field, contrast(one, other)) for field, one, other in pairs if contrast(one, other) < AA), None)


def write_brand_style(*, brand: str, accent: str, paper: str) -> str:
    """The small stylesheet that lays the owner's colours over the tokens."""
    return f":root{{--brand:{brand};--brand-ink:{ink_on(brand)};--paper:{paper};--pistachio:{accent}}}"
