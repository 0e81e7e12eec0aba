"""Emailed offers: who gets one, when, and what came of it."""

from shop.domain.campaigns.addressing import KINDS, LAWFUL, REASONS, Audience, Size, as_audience, measure
from shop.domain.campaigns.contacting import (
    ContactsTooLarge,
    NoContactColumns,
    NothingToRead,
    get_contacts,
    list_contact_files,
    start_contacts,
    try_contacts,
    work_contacts,
)
from shop.domain.campaigns.forgetting import forget_recipients
from shop.domain.campaigns.framing import fill, greet
from shop.domain.campaigns.models import Campaign, ContactImport, Recipient
from shop.domain.campaigns.resulting import Earned, Progress, Results, list_pictures, progress, results
from shop.domain.campaigns.scheduling import LIVE, MomentPassed, NoMailServer, pause, resume, schedule, stop, unschedule
from shop.domain.campaigns.sending import send_due
from shop.domain.campaigns.trying import TestNotSent, preview, send_test
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
    "KINDS",
    "LAWFUL",
    "LIVE",
    "MOST_PRODUCTS",
    "REASONS",
    "TARGETS",
    "Audience",
    "Campaign",
    "CampaignChanged",
    "ContactImport",
    "ContactsTooLarge",
    "Draft",
    "Earned",
    "MomentPassed",
    "NoContactColumns",
    "NoMailServer",
    "NothingToRead",
    "Progress",
    "Recipient",
    "Results",
    "Size",
    "TestNotSent",
    "as_audience",
    "copy",
    "create",
    "fill",
    "find_offer",
    "forget_recipients",
    "get",
    "get_contacts",
    "greet",
    "list_campaigns",
    "list_contact_files",
    "list_pictures",
    "measure",
    "pause",
    "preview",
    "progress",
    "remove",
    "results",
    "resume",
    "save",
    "schedule",
    "send_due",
    "send_test",
    "start_contacts",
    "stop",
    "try_contacts",
    "unschedule",
    "work_contacts",
]
