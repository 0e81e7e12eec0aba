"""The feeds: what other shop windows of the world are told of our goods."""
from shop.channels.feeds.door import feeds

__all__ = ["feeds"]
