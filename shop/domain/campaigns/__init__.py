"""Emailed offers: who gets one, when, and what came of it."""

from shop.domain.campaigns.models import Campaign, ContactImport, Recipient

__all__ = ["Campaign", "ContactImport", "Recipient"]
