"""The counter's blueprint, and where its bar leads."""
from flask import request, url_for

from shop.domain import staff
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
    member, here = staff_member(), request.path
    return {"places": [(say(f"desk.counter.{name}", reader()), url_for(endpoint), symbol, _is_here(here, url_for(endpoint)))
                       for name, endpoint, symbol, permission in PLACES if staff.may(member, permission)]}


def _is_here(here: str, place: str) -> bool:
    within = place.endswith(("/phone", "/till", "/drawer")) and here.startswith(place)
    return here == place or within or (place.endswith("counter/") and "/orders/" in here)
