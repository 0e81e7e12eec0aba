"""Decides what stays of the letters of offers to a person who is forgotten: that one was sent, to nobody in particular."""

from sqlalchemy import String, cast, literal, update

from shop.domain.campaigns.models import Recipient
from shop.domain.customers import CustomerErased
from shop.kernel.database import change, writing


def forget_recipients(event: CustomerErased) -> None:
    """What was still to be sent is left out."""
    with writing():
        theirs = update(Recipient).where(Recipient.customer_id.in_(event.ids)).execution_options(synchronize_session=False)
        change(theirs.values(email=literal("erased:") + cast(Recipient.id, String)))
        change(theirs.where(Recipient.state == "waiting").values(state="left_out", reason="refused"))
