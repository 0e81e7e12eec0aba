"""Questions, messages and answers of every door, in one inbox."""

from shop.domain.conversations.models import Conversation, Message, PublicAnswer, SavedAnswer

__all__ = ["Conversation", "Message", "PublicAnswer", "SavedAnswer"]
