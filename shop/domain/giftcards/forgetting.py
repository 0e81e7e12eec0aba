"""Decides what stays of the gift cards of a customer who asks to be forgotten: the ledger, and who still waits for a letter."""

from sqlalchemy import update

from shop.domain.customers import CustomerErased
from shop.domain.giftcards.models import GiftCard
from shop.kernel.database import change, db, writing


def forget_cards(event: CustomerErased) -> None:
    """The buyer's name goes at once; whom a card is for once its letter has gone."""
    with writing():
        theirs = update(GiftCard).where(GiftCard.customer_id.in_(event.ids))
        change(theirs.values(from_name="").execution_options(synchronize_session=False))
        done = theirs.where((GiftCard.sent_at.is_not(None)) | (GiftCard.send_on.is_(None)))
        change(done.values(to_name="", to_email="", message="").execution_options(synchronize_session=False))
        db.session.expire_all()
