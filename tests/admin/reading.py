"""What a page says, and what the shop holds, as a test of the office reads them."""
from markupsafe import escape

from shop.domain import staff
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.wording import say


def said(key: str, language: str = "it", **params: object) -> str:
    """The sentence as it stands in a page."""
    return str(escape(say(key, language, **params)))


def signed_in(secret: str) -> staff.Member | None:
    """Who this session is, as of this moment."""
    db.session.rollback()
    return staff.find_session(secret, now=clock.now())
