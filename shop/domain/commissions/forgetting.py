"""Decides what stays of the wishes of a person who is forgotten, and which photos nobody shows any more."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from shop.domain.commissions.finding import OPEN
from shop.domain.commissions.models import Commission
from shop.domain.customers import CustomerErased
from shop.domain.orders import list_pictures
from shop.kernel import ports
from shop.kernel.database import change, db, writing

UNSENT = timedelta(days=1)  # so long a photo waits for a form that came back to be sent again


def forget_commissions(event: CustomerErased) -> None:
    """A day and a price stay, without what was wished for and shown."""
    with writing():
        theirs = Commission.customer_id.in_(event.ids)
        nothing = {"taste": "", "occasion": "", "inscription": "", "allergies": "", "pictures": []}
        change(update(Commission).where(theirs, Commission.state.in_(OPEN)).values(state="dropped")
               .execution_options(synchronize_session=False))
        change(update(Commission).where(theirs).values(nothing).execution_options(synchronize_session=False))
        db.session.expire_all()


def drop_photos(now: datetime) -> int:
    """Throw away the files that no wish and no order shows any more; whoever is writing a wish has a day for it. Returns how many."""
    store = ports.picture_store(private=True)
    shown = {key for keys in db.session.scalars(select(Commission.pictures)) for key in keys} | list_pictures()
    db.session.rollback()
    gone = [key for key in store.list_keys(now - UNSENT) if key not in shown]
    for key in gone:
        store.drop(key)
    return len(gone)
