"""Decides how a page's address is drawn as a QR code."""
from io import BytesIO

import segno
from flask import make_response
from werkzeug.wrappers import Response

DARK = "#2B1D14"


def qr(address: str) -> Response:
    """An SVG of its own address: no page carries it inline, no page needs a style for it."""
    drawn = BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawn, kind="svg", scale=8, border=3, dark=DARK, light="#FFFFFF", svgclass=None, lineclass=None)
    answer = make_response(drawn.getvalue())
    answer.headers["Content-Type"] = "image/svg+xml"
    return answer
