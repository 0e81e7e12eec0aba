"""Templates obey the content policy before a browser has to: no inline style or script, no foreign address."""
import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, short, templates

PAGES = [path for path in templates() if path.suffix in (".html", ".svg") and "email" not in path.relative_to(ROOT / "templates").parts[:1]]
COMMENT = re.compile(r"{#.*?#}|<!--.*?-->", re.DOTALL)
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=|<style\b", re.I),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)", re.I),
    "an inline event": re.compile(r"\son[a-z]+\s*=\s*[\"'{]", re.I),
    "a javascript address": re.compile(r"javascript:", re.I),
    "a file from elsewhere": re.compile(r"<(?:link|script|img|source|iframe)\b[^>]*\b(?:href|src|srcset)\s*=\s*[\"']https?://", re.I),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    assert PAGES
    assert [short(path) for path in PAGES if FORBIDDEN[what].search(COMMENT.sub("", path.read_text("utf-8")))] == []


SAMPLES = {
    "an inline style": '<p style="color:red">',
    "an inline script": "<script>alert(1)</script>",
    "an inline event": '<a onclick="x()">',
    "a javascript address": '<a href="javascript:x">',
    "a file from elsewhere": '<link rel="x" href="https://cdn.example/x.css">',
}


@pytest.mark.parametrize(("what", "sample"), SAMPLES.items())
def test_each_would_be_found(what: str, sample: str) -> None:
    assert FORBIDDEN[what].search(sample)


def test_styles_ask_nothing_of_other_places() -> None:
    foreign = re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import\s+[\"']?https?:", re.I)
    styles: list[Path] = sorted((ROOT / "static").rglob("*.css"))
    assert styles and [short(path) for path in styles if foreign.search(path.read_text("utf-8"))] == []
