"""Makes wishes in each of their states for the walks over all pages: asked with a photo, offered, ordered, declined."""
from dataclasses import replace
from typing import Any

from shop.domain import commissions
from shop.kernel import clock
from tests import wishing
from tests.wishing import make_offer, make_wish, take_now


def wish() -> dict[str, Any]:
    """The ids and the secrets of all of them."""
    emma = replace(wishing.ADA, name="Emma Bianchi", email="emma@example.org")
    asked = make_wish(emma, pictures=(wishing.keep_photo(),), occasion="Battesimo")
    offered, taken, declined = make_wish(emma, on=wishing.day(11)), make_wish(emma, on=wishing.day(12)), make_wish(emma)
    for one in (offered, taken):
        make_offer(one)
    take_now(commissions.get(taken.id))
    commissions.decline(declined.id, "Quel giorno siamo chiusi.", by="staff:1", now=clock.now())
    made = (asked, offered, taken, declined)
    return {"commission_id": [one.id for one in made], "cake": [one.token for one in made]}
