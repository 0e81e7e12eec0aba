"""Offers: when one holds, what it takes off, how often it may be used."""

from shop.domain.promotions.models import OfferCount, OfferRow, Redemption

__all__ = ["OfferCount", "OfferRow", "Redemption"]
