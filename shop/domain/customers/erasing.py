"""Decides what it means to be forgotten: every room drops what it keeps of the person, and their rows keep no sign of them."""

from datetime import datetime

from sqlalchemy import update

from shop.domain.customers.events import CustomerErased
from shop.domain.customers.joining import get_person, ids_of
from shop.domain.customers.models import Customer
from shop.domain.customers.visiting import close_visits
from shop.kernel import audit, events
from shop.kernel.database import change, writing

EMPTY = {"email": None, "phone": None, "also_phone": None, "instagram": None, "name": "", "words": "", "allergies": "", "staff_note": "",
         "marketing": "refused", "profiling_at": None, "email_verified_at": None, "phone_verified_at": None}


def erase(customer_id: int, *, by: str, now: datetime) -> None:
    """Forget a person. Other rooms obey first, while it is still known who it is, and may refuse (an order still to be collected).
    What tax law asks for stays, without a name: sums, goods and days."""
    with writing():
        root, ids = get_person(customer_id).id, ids_of(customer_id)
        events.record(CustomerErased(at=now, by=by, via="website" if by == "customer" else "admin", about=f"customer:{root}",
                                     customer_id=root, ids=ids))
        change(update(Customer).where(Customer.id.in_(ids)).values(EMPTY | {"erased_at": now}).execution_options(
            synchronize_session="fetch"))
        close_visits(ids)
        audit.note(what="customer.erased", by=by, about=f"customer:{root}", at=now)
