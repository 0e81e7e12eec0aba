"""Takes what the gateway tells by itself: believed only with its signature, kept once, fetched fresh afterwards."""

import logging

from flask import request
from werkzeug.wrappers import Response

from shop.domain import payments
from shop.kernel import clock, ports
from shop.kernel.gateway import BadNotice

log = logging.getLogger(__name__)
LONGEST = 256 * 1024


def receive() -> Response:
    """200 as soon as it is kept, also where it was known; 400 makes the gateway try again and its owner look at the secret."""
    if (request.content_length or 0) > LONGEST:
        return Response(status=413)
    try:
        notice = ports.gateway().read_notice(request.get_data(), request.headers.get("Stripe-Signature", ""))
    except BadNotice:
        log.warning("a payment notice without the gateway's signature was refused")
        return Response(status=400)
    payments.hear(notice, now=clock.now())
    return Response(status=200)


receive.from_outside = True  # type: ignore[attr-defined]  # read by web.csrf
