"""Decides what stays of the conversations with a person who is forgotten: that there was one."""

from sqlalchemy import delete, select, update

from shop.domain.conversations.models import Conversation, Message
from shop.domain.customers import CustomerErased
from shop.kernel.database import change, db, writing


def forget_conversations(event: CustomerErased) -> None:
    """What was published for everybody bears no name, and stays."""
    with writing():
        theirs = Conversation.customer_id.in_(event.ids)
        said = Message.conversation_id.in_(select(Conversation.id).where(theirs))
        db.session.execute(delete(Message).where(said).execution_options(synchronize_session=False))
        nobody = {"name": "", "handle": None, "email": None, "phone": None, "thread": None, "state": "done"}
        change(update(Conversation).where(theirs).values(nobody).execution_options(synchronize_session=False))
        db.session.expire_all()
