"""Numbered papers."""

from shop.domain.documents.models import Receipt, Series

__all__ = ["Receipt", "Series"]
