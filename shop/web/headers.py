"""Decides what every answer tells the browser to refuse, and which pages nobody may keep."""
from flask import Flask, Response, request

# 'self' for everything and nothing inline: neither an injected script nor a foreign request has a way in
POLICY = "; ".join((
    "default-src 'self'", "img-src 'self' data:", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"))
PERSONAL = ("/admin", "/counter")


def guard_answers(app: Flask) -> None:
    @app.after_request
    def guard(answer: Response) -> Response:
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers.setdefault("X-Frame-Options", "DENY")
        answer.headers["Referrer-Policy"] = "same-origin"  # the address of an order page is its key
        answer.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
        if request.is_secure:
            answer.headers["Strict-Transport-Security"] = "max-age=31536000"
        answer.headers.setdefault("Cache-Control", "private, no-cache")  # drawn for this visitor; see caching for what is everyone's
        if request.path.startswith(PERSONAL):
            answer.headers["Cache-Control"] = "no-store"
        return answer
