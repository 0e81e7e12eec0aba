"""Decides how a picture of the shop's own face is kept: whole with its sizes before any page names it."""

from shop.kernel import ports


def keep_picture(body: bytes) -> str:
    """The key of the picture. Outside any write: encoding takes a moment. Raises a Refusal for what is no picture or too large."""
    store = ports.picture_store()
    key = store.keep(body).key
    store.make_sizes(key)
    return key
