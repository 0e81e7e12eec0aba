"""Decides whether a request is a person opening a page: scanners, previews and prefetching are led on, but nobody counts them."""

import re

from flask import Request

BROWSER = re.compile(r"(Mozilla|Opera)/\d")
# they call themselves browsers and are not; "Cubot" is a telephone
MACHINE = re.compile(
    r"(?<!cu)bot\b|bot/|crawl|spider|slurp|scan|preview|prefetch|headless|lighthouse|monitor|validator|archive|facebookexternalhit|"
    r"facebookcatalog|embedly|googleimageproxy|google-|feedfetcher|yahoomailproxy|mimecast|proofpoint|barracuda|safelinks|phantomjs|"
    r"python|curl|wget|http-?client|axios|node-fetch|\bjava/|apachebench", re.IGNORECASE)
AHEAD_OF_TIME = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
SAID_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def is_person(request: Request) -> bool:
    """A browser that opens this address as a page, because somebody followed a link just now."""
    agent = request.headers.get("User-Agent", "")
    return (
        request.method == "GET"
        and BROWSER.match(agent) is not None
        and MACHINE.search(agent) is None
        and not any(AHEAD_OF_TIME.search(request.headers.get(name, "")) for name in SAID_AHEAD)
        and request.headers.get("Sec-Fetch-Dest", "document") == "document"
    )
