"""Measured, never asserted: how fast, how light and how even the shop is, beside bare floors on the same server."""
