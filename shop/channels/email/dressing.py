"""Decides how a letter is drawn: in two twins, HTML with every style in its element, and plain text."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import css_inline
from flask import render_template

from shop.domain import business
from shop.kernel.ports import Attachment, Composed
from shop.web.colours import ink_on


def dress(template: str, facts: Mapping[str, Any], attachments: Sequence[Attachment] = (), *,
          headers: Mapping[str, str] | None = None) -> Composed:
    brand = business.face().brand_colour
    known = {**facts, "brand": brand, "brand_ink": ink_on(brand)}
    html, text = render_template(f"email/{template}.html", **known), render_template(f"email/{template}.txt", **known)
    return Composed(known["subject"], _tidy(text), _inline(html), list(attachments), headers or {})


def _inline(html: str) -> str:
    """Mail programs drop style sheets: every rule goes into its element, only the one for dark screens stays."""
    return css_inline.inline(html, keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
