"""Instagram: the page behind the link in the profile, and what is told to us of comments and messages."""
from shop.channels.instagram.door import instagram

__all__ = ["instagram"]
