"""Decides that a change comes from our own pages: by where the browser says it comes from.

No token stands in the pages, so a page without a person in it is the same for everyone and may be cached.
Every browser in use sends Origin with a POST, and nearly all Sec-Fetch-Site; what sends neither is refused.
"""

from flask import Flask, request

from shop.kernel.refusal import Refusal

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ForeignForm(Refusal):
    code = "foreign_form"
    status = 403


def comes_from_us(headers: dict[str, str], host: str) -> bool:
    """Whether these headers (lower-case names) prove that the request was made by a page of this host."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    return headers.get("origin", "").partition("://")[2] == host


def refuse_foreign_forms(app: Flask) -> None:
    """Check every unsafe request; a view that outside services call is exempt by the attribute `from_outside`."""

    @app.before_request
    def check() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if request.method in SAFE or getattr(view, "from_outside", False):
            return
        if not comes_from_us({name.lower(): value for name, value in request.headers}, request.host):
            raise ForeignForm
