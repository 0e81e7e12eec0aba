"""Emailed offers: who gets one, when, and what came of it."""

from shop.domain.campaigns.addressing import KINDS, LAWFUL, REASONS, Audience, Size, as_audience, measure
from shop.domain.campaigns.forgetting import forget_recipients
from shop.domain.campaigns.framing import fill, greet
from shop.domain.campaigns.models import Campaign, ContactImport, Recipient
from shop.domain.campaigns.scheduling import LIVE, MomentPassed, NoMailServer, pause, resume, schedule, stop, unschedule
from shop.domain.campaigns.sending import send_due
from shop.domain.campaigns.writing import (
    MOST_PRODUCTS,
    TARGETS,
    CampaignChanged,
    Draft,
    copy,
    create,
    find_offer,
    get,
    list_campaigns,
    remove,
    save,
)

__all__ = [
    "KINDS", "LAWFUL", "LIVE", "MOST_PRODUCTS", "REASONS", "TARGETS", "Audience", "Campaign", "CampaignChanged", "ContactImport", "Draft",
    "MomentPassed", "NoMailServer", "Recipient", "Size", "as_audience", "copy", "create", "fill", "find_offer", "forget_recipients",
    "get", "greet",
    "list_campaigns", "measure", "pause", "remove", "resume", "save", "schedule", "send_due", "stop", "unschedule",
]
