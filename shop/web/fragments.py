"""Decides whether the reader wants a whole page or only the part that changes."""
from flask import request


def wants_fragment() -> bool:
    """A script of ours asks with this header; a person without scripts never does."""
    return request.headers.get("X-Fragment") == "1"
