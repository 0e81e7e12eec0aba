"""Decides how the fields of an invoice are read on any page: nothing chosen is no invoice, and each mistake is said at its field."""
from typing import Any

from shop.domain import documents
from shop.kernel.wording import say
from shop.web.forms import Form

FIELDS = ("kind", "name", "vat_number", "fiscal_code", "recipient", "pec", "street", "postal_code", "town", "province", "country")


def read_invoice_to(form: Form[Any]) -> dict[str, str]:
    """Who the invoice is made out to, as an order keeps it; {} where none is wanted; a mistake leaves the form not `asked`."""
    typed = {name: str(form.typed.get(f"invoice_{name}", ""))[:400] for name in FIELDS}
    if not typed["kind"]:
        return {}
    party = documents.tidy_party(typed)
    for mistake in documents.list_mistakes(party):
        form.errors.setdefault(mistake.field or "form", say(f"refusal.{mistake.code}", form.language, **mistake.params))
        form.asked = None
    return party.as_kept()
