"""Links, QR codes and posters handed out, and the arrivals they brought."""

from shop.domain.links.models import Arrival, Link

__all__ = ["Arrival", "Link"]
