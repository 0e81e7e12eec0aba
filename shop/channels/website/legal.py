"""Decides which of the owner's legal texts have a page."""
from flask import render_template

from shop.domain import business
from shop.kernel.refusal import NotFound
from shop.kernel.wording import pick

PAGES = ("terms", "privacy", "cookies", "allergens", "imprint")


def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def legal(language: str, page: str) -> str:
    if page not in PAGES:
        raise NotFound
    texts = business.legal()
    return render_template("website/legal.html", page=page, pages=PAGES, paragraphs=paragraphs(pick(getattr(texts, page), language)),
                           version=texts.terms_version if page == "terms" else None)
