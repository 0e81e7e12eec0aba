"""Decides which drawn parts of a page are kept: those that look the same for every visitor until the catalogue or the settings change."""
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from flask import request
from markupsafe import Markup

from shop.kernel.snapshots import revisions
from shop.web.rendering import reader

MOST = 4_000
TOPICS = ("catalogue", "settings", "hours")
_drawn: OrderedDict[tuple[Hashable, ...], Markup] = OrderedDict()
_lock = Lock()


def remembered(*key: Hashable, caller: Callable[[], str]) -> Markup:
    """`{% call remembered("card", shown.likeness) %}...{% endcall %}`: the block is drawn once for this key, language and revision.

    The key names everything else that the block shows.
    """
    known = revisions()
    whole = (reader(), request.script_root if request else "", *(known.get(topic, 0) for topic in TOPICS), *key)
    kept = _drawn.get(whole)
    if kept is None:
        kept = Markup(caller())  # noqa: S704  # a block of a template, already escaped
        with _lock:
            _drawn[whole] = kept
            while len(_drawn) > MOST:
                _drawn.popitem(last=False)
    return kept
