"""The counter's blueprint, and where its bar leads."""
from flask import request, url_for

from shop.domain import shifts, staff
from shop.domain.staff import Permission
from shop.kernel.wording import say
from shop.web.asking import staff_member
from shop.web.channel import Channel
from shop.web.rendering import reader

counter = Channel("counter", __name__, "/counter")
PLACES = (("till", "counter.till", "till", Permission.SELL),
          ("counter", "counter.counter", "scan", Permission.HAND_OVER), ("phone", "counter.phone", "phone", Permission.CHANGE_ORDERS),
          ("drawer", "counter.drawer", "cash", Permission.KEEP_DRAWER), ("today", "admin.today", "board", Permission.SEE_ORDERS))


@counter.context_processor
def counter_words() -> dict[str, object]:
    """`drawer_stands`: open, closed, or shut where cash must not be taken while it is closed."""
    member, here = staff_member(), request.path
    places = [(say(f"desk.counter.{name}", reader()), url_for(endpoint), symbol, _is_here(here, url_for(endpoint)))
              for name, endpoint, symbol, permission in PLACES if staff.may(member, permission)]
    return {"places": places, "drawer_stands": _drawer, "may_keep_drawer": staff.may(member, Permission.KEEP_DRAWER)}


def _drawer() -> str:
    if shifts.find_open() is not None:
        return "open"
    return "shut" if shifts.drawer_rules().cash_needs_shift else "closed"


def _is_here(here: str, place: str) -> bool:
    within = place.endswith(("/phone", "/till", "/drawer")) and here.startswith(place)
    return here == place or within or (place.endswith("counter/") and "/orders/" in here)
