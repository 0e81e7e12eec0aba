"""Links, QR codes and posters handed out, and the arrivals they brought."""

from shop.domain.links.arriving import Touch, arrive, counts, forget, has_agreed, touches_of
from shop.domain.links.finding import find, find_by_id, get, get_many, list_links
from shop.domain.links.forgetting import forget_arrivals, forget_observed
from shop.domain.links.leading import NOTICES, Target, is_running, where_to
from shop.domain.links.minting import PURPOSES, TARGETS, AlreadyOver, NoSuchTarget, PlaceNeeded, mint, stop
from shop.domain.links.models import Arrival, Link

__all__ = [
    "NOTICES", "PURPOSES", "TARGETS", "AlreadyOver", "Arrival", "Link", "NoSuchTarget", "PlaceNeeded", "Target", "Touch", "arrive",
    "counts", "find", "find_by_id", "forget", "forget_arrivals",
    "forget_observed", "get", "get_many", "has_agreed", "is_running", "list_links", "mint", "stop", "touches_of",
    "where_to",
]
