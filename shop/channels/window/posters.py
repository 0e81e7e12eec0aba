"""Decides what a poster or table card says: the shop, a headline in two languages, a big QR code, its place in small."""
from flask import render_template, request
from flask.typing import ResponseReturnValue

from shop.domain import business, links, promotions
from shop.domain.staff import Permission
from shop.kernel.refusal import NotFound
from shop.kernel.wording import LANGUAGES, say
from shop.web import addresses, signposts
from shop.web.asking import needs

SIZES = ("a4", "a5", "a6")
LONGEST, LONG = 60, 20  # a longer headline is set smaller


@needs(Permission.EDIT_LINKS)
def poster(link_id: int, size: str) -> ResponseReturnValue:
    """The sheet as it will be printed, with the words to change beside it; nothing of them is kept."""
    if size not in SIZES:
        raise NotFound
    link = links.get(link_id)
    words = signposts.headlines(link) | {language: typed for language in LANGUAGES if (typed := _typed(language))}
    picture, face = signposts.picture_of(link), business.face()
    offer = next(iter(promotions.find_many([link.offer_id])), None) if link.offer_id else None
    return render_template(
        "window/poster.html", link=link, size=size, sizes=SIZES, words=words, longest=LONGEST, is_long=max(map(len, words.values())) > LONG,
        picture=picture.key if picture else face.home_picture, offer=offer,
        scan={language: say(f"links.poster.scan_{'closed' if link.target == 'today' else 'any'}", language) for language in LANGUAGES},
        shown=addresses.whole(addresses.link(link.code)).partition("://")[2])


def _typed(language: str) -> str:
    return " ".join(request.args.get(language, "").split())[:LONGEST]
