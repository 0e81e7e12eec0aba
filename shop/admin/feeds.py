"""Where the owner finds the addresses from which other windows read the goods."""
from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from shop.domain import catalogue
from shop.domain.staff import Permission
from shop.kernel.wording import LANGUAGES
from shop.web import addresses, structured
from shop.web.asking import needs

FEEDS = ("google", "google_local", "meta", "openai")
OF_NO_LANGUAGE = ("google_local",)
MOST = 100_000


def _addresses(feed: str) -> list[tuple[str, str]]:
    """(language, whole address) of a feed; one of no language has the language ``."""
    if feed in OF_NO_LANGUAGE:
        return [("", addresses.whole(url_for(f"feeds.{feed}")))]
    return [(language, addresses.whole(url_for(f"feeds.{feed}", language=language))) for language in LANGUAGES]


@needs(Permission.EDIT_LINKS)
def feeds() -> ResponseReturnValue:
    without = sum(1 for product in catalogue.browse(per_page=MOST).products if not product.pictures)
    return render_template("admin/feeds.html", feeds={feed: _addresses(feed) for feed in FEEDS}, without=without,
                           store_code=structured.STORE_CODE)


ADDRESSES = (
    ("/feeds", "feeds", feeds, "GET"),
)
