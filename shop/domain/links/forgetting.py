"""Decides when what a person followed is counted without them: when they take their consent back, or are forgotten."""

from shop.domain.customers import ConsentNoted, CustomerErased
from shop.domain.links.arriving import forget


def forget_observed(event: ConsentNoted) -> None:
    if event.purpose == "profiling" and event.act in ("refused", "withdrawn"):
        forget(event.ids)


def forget_arrivals(event: CustomerErased) -> None:
    forget(event.ids)
