"""The window: posters and table cards for paper, each with the QR code of its own place."""

from shop.channels.window.door import window

__all__ = ["window"]
