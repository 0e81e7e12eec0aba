"""Serves pictures by their content's name: for ever once a size is made, for a minute while the original stands in."""
from flask import abort, send_file
from werkzeug.wrappers import Response

from shop.kernel import ports
from shop.web.channel import Channel

A_YEAR, A_MINUTE = 31_536_000, 60
pictures = Channel("pictures", __name__, "/pictures")


@pictures.get("/<key>/<name>")
def show(key: str, name: str) -> Response:
    """A size, the original, or the picture for sharing."""
    found = ports.picture_store().find(key, name)
    if found is None:
        abort(404)
    answer = send_file(found.path, max_age=A_YEAR if found.is_final else A_MINUTE, etag=f"{key}-{found.path.name}", conditional=True)
    answer.cache_control.public = True
    answer.cache_control.immutable = found.is_final
    return answer
