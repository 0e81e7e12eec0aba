"""Decides the words proposed under the picture of a product: its name, its story, today's price, and what people search for."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete

from shop.domain.catalogue import Product
from shop.domain.posts.models import Caption
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal
from shop.kernel.wording import LANGUAGES, pick

LONGEST, MOST_TAGS = 2_200, 30  # what Instagram takes
WORD = re.compile(r"\w+")


class CaptionTooLong(Refusal):
    code, status = "caption_too_long", 422


class TooManyTags(Refusal):
    code, status = "too_many_tags", 422


def tags(product: Product, language: str, *, shop: str, town: str) -> list[str]:
    """`#tortasacher #torte #torino #pasticceriafiordaliso`: each once, words run together."""
    named = (pick(product.name, language), pick(product.category.name, language), f"{pick(product.category.name, language)} {town}",
             town, shop)
    joined = ["".join(WORD.findall(words.replace("_", " "))).lower() for words in named]
    return list(dict.fromkeys(f"#{tag}" for tag in joined if tag and not tag.isdigit()))


def check(text: str) -> str:
    """Raises CaptionTooLong, TooManyTags: said here, not by a refusal hours later."""
    if len(text) > LONGEST:
        raise CaptionTooLong(most=LONGEST)
    if len(re.findall(r"(?<!\w)#\w", text)) > MOST_TAGS:
        raise TooManyTags(most=MOST_TAGS)
    return text


def keep_captions(product_id: int, words: Mapping[str, str], *, now: datetime) -> None:
    """The owner's own words instead of the proposed ones; all empty: the proposed ones again. Raises CaptionTooLong, TooManyTags."""
    kept = {language: check(words.get(language, "").strip()) for language in LANGUAGES}
    with writing():
        if any(kept.values()):
            db.session.merge(Caption(product_id=product_id, words=kept, changed_at=now))
            db.session.flush()
        else:
            change(delete(Caption).where(Caption.product_id == product_id))


def list_captions(product_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """The owner's own words, where there are any."""
    return {row.product_id: row.words for row in db.session.query(Caption).filter(Caption.product_id.in_(product_ids))}
