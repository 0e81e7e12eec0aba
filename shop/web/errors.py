"""Catches, once, every refusal no form caught, and every page that is not there."""
import logging

from flask import Flask, abort, make_response, render_template, request
from sqlalchemy.exc import DataError
from werkzeug.exceptions import BadRequest, HTTPException, SecurityError
from werkzeug.wrappers import Response

from shop.kernel.database import db
from shop.kernel.refusal import Refusal
from shop.kernel.wording import has, say
from shop.web.rendering import reader

log = logging.getLogger(__name__)


def catch_refusals(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DataError, _unkeepable)
    app.register_error_handler(Exception, _broken)
    app.before_request(_refuse_zero_bytes)


def _refuse_zero_bytes() -> None:
    """No address of ours holds one, and PostgreSQL would not even look for it."""
    if "\x00" in request.path:
        abort(404)


def _page(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    answer = make_response(render_template("layouts/error.html", status=status, sentence=sentence), status, headers or {})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refused(refusal: Refusal) -> Response:
    return _page(refusal.status, say(f"refusal.{refusal.code}", reader(), **refusal.params))


def _http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()  # a redirect is an answer like any other
    key = f"errors.http_{error.code}"
    if isinstance(error, SecurityError):  # asked under a name that is not ours: no address can be written for it
        return Response(say(key, reader()), 400, {"Cache-Control": "no-store"}, content_type="text/plain; charset=utf-8")
    return _page(error.code or 500, say(key if has(key, reader()) else "errors.http_other", reader()))


def _unkeepable(_error: DataError) -> Response:
    """What no column can hold was typed by somebody."""
    db.session.rollback()
    return _http(BadRequest())


def _broken(error: Exception) -> Response:
    db.session.rollback()  # the page itself may want to read
    log.exception("a view failed", exc_info=error)
    return _page(500, say("errors.http_500", reader()))
