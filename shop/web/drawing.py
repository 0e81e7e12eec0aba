"""Decides how a page's address is drawn as a QR code."""
from io import BytesIO

import segno
from flask import make_response
from werkzeug.wrappers import Response

DARK = "#2B1D14"


def qr(address: str, *, download: str = "") -> Response:
    """An SVG of its own address: no page carries it inline, no page needs a style for it. `download`: to be kept as a file of that name."""
    drawn = BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawn, kind="svg", scale=8, border=3, dark=DARK, light="#FFFFFF", svgclass=None, lineclass=None)
    answer = make_response(drawn.getvalue())
    answer.headers["Content-Type"] = "image/svg+xml"
    if download:
        answer.headers["Content-Disposition"] = f'attachment; filename="{download}.svg"'
    return answer
