"""Decides who is asking: staff and customers by server-side sessions, a visitor by the token of the basket, and in which language."""
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import customers, staff
from shop.kernel import clock
from shop.kernel.refusal import Refusal
from shop.kernel.wording import LANGUAGES
from shop.web import addresses

P = ParamSpec("P")
T = TypeVar("T")
STAFF_COOKIE, BASKET_COOKIE, CUSTOMER_COOKIE = "staff", "basket", "customer"
BASKET_DAYS = 30


class NotAllowed(Refusal):
    code = "not_allowed"
    status = 403


def staff_member() -> staff.Member | None:
    """The signed-in member; looked up once a request."""
    if "member" not in g:
        secret = request.cookies.get(STAFF_COOKIE, "")
        g.member = staff.find_session(secret, now=clock.now()) if secret else None
    member: staff.Member | None = g.member
    return member


def customer() -> customers.Customer | None:
    """The signed-in customer, whose address is proved; looked up once a request."""
    if "customer" not in g:
        secret = request.cookies.get(CUSTOMER_COOKIE, "") if request else ""
        g.customer = customers.find_visit(secret, now=clock.now()) if secret else None
    person: customers.Customer | None = g.customer
    return person


def by() -> str:
    """Who acts, as events write it."""
    member = staff_member()
    return f"staff:{member.id}" if member else "customer"


def _way_in(back_to: str | None) -> str:
    """The sign-in; at a till that is locked the question who sells."""
    locked = staff.find_device(request.cookies.get(STAFF_COOKIE, ""), now=clock.now())
    return addresses.who_sells(back_to) if locked else addresses.sign_in(back_to)


def own_path(typed: str) -> str:
    """Where to go after signing in: a path of this house, or nowhere."""
    clean = typed.isprintable() and typed.startswith("/") and not typed.startswith("//") and "\\" not in typed
    return typed if clean else ""


def may_now(permission: str) -> bool:
    """Whether whoever asks may do this, for a page that offers it."""
    return staff.may(staff_member(), staff.Permission(permission))


def needs(permission: staff.Permission) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Let only members with this permission in; a stranger is led to the sign-in, and back afterwards."""

    def guard(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            member = staff_member()
            if member is None:
                return redirect(_way_in(back_to=request.full_path.rstrip("?") if request.method == "GET" else None))
            if not staff.may(member, permission):
                raise NotAllowed
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the test that walks the URL map
        return guarded

    return guard


def language() -> str:
    """The reader's language: of the address, else of the signed-in member, else of the browser, else Italian."""
    asked = (request.view_args or {}).get("language")
    if asked in LANGUAGES:
        return str(asked)
    if request.path.startswith(("/admin", "/counter")) and (member := staff_member()):
        return member.language
    return request.accept_languages.best_match(LANGUAGES) or "it"


def basket_token() -> str | None:
    return request.cookies.get(BASKET_COOKIE) or None


def keep_basket(answer: Response, token: str) -> Response:
    """Let the visitor's browser remember the basket for thirty days from now."""
    return set_cookie(answer, BASKET_COOKIE, token, days=BASKET_DAYS)


def set_cookie(answer: Response, name: str, value: str, *, days: float) -> Response:
    """Plain http only happens on this machine, where a browser would drop a Secure cookie."""
    answer.set_cookie(name, value, max_age=int(days * 86_400), httponly=True, samesite="Lax", secure=request.is_secure)
    return answer
