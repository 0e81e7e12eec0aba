"""Decides how the shop's own data are read and changed."""

from dataclasses import replace
from datetime import datetime

from shop.domain.business.models import Face, Identity, LegalTexts, OrderRules
from shop.kernel import audit, settings
from shop.kernel.database import writing

NEEDED_BY_LAW = ("name", "legal_name", "street", "postal_code", "town", "vat_number", "email")


def identity() -> Identity:
    return settings.read(Identity)


def face() -> Face:
    return settings.read(Face)


def legal() -> LegalTexts:
    return settings.read(LegalTexts)


def order_rules() -> OrderRules:
    return settings.read(OrderRules)


def save(group: Identity | Face | LegalTexts | OrderRules, *, by: str, now: datetime) -> None:
    """Keep the group and note who changed which fields; changed terms get a new version, so that each order knows its own."""
    with writing():
        kept = settings.read(type(group))
        if isinstance(group, LegalTexts) and isinstance(kept, LegalTexts):
            group = replace(group, terms_version=kept.terms_version + (bool(kept.terms) and kept.terms != group.terms))
        changed = sorted(name for name, value in vars(group).items() if value != getattr(kept, name))
        settings.store(group)
        audit.note(what="settings.changed", by=by, about=f"settings:{group.group}", at=now, fields=changed)


def list_missing_legal() -> list[str]:
    """The fields a seller must show before going live (Codice del Consumo art. 49, D.Lgs. 70/2003 art. 7); empty when complete."""
    seller, texts = identity(), legal()
    missing = [name for name in NEEDED_BY_LAW if not getattr(seller, name)]
    return missing + [name for name in ("terms", "privacy") if not getattr(texts, name).get("it")]
