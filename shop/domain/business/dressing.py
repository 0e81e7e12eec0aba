"""Decides how a picture of the shop's own face is kept; the worker makes its sizes, the original stands in meanwhile."""
from shop.kernel import ports


def keep_picture(body: bytes) -> str:
    """The key of the picture. Outside any write: decoding takes a moment. Raises a Refusal for what is no picture, or too large."""
    return ports.picture_store().keep(body).key
