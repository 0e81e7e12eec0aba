"""The website: the door through which customers look, choose and order."""
from shop.channels.website.door import website

__all__ = ["website"]
