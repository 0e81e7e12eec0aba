"""Cakes made to measure: from what somebody wishes, through the talk about it, to an order."""

from shop.domain.commissions.models import Commission

__all__ = ["Commission"]
