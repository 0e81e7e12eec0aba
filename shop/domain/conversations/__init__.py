"""Questions, messages and answers of every door, in one inbox."""

from shop.domain.conversations.answering import answer, note_sent, say_aside, send_again, send_message, way_of
from shop.domain.conversations.events import AnswerGiven, MessageHeard
from shop.domain.conversations.finding import (
    Found,
    Listed,
    count_each,
    count_open,
    find_by_thread,
    get_by_token,
    get_conversation,
    get_message,
    list_about_order,
    list_conversations,
    list_messages,
    list_of_customer,
    list_open,
)
from shop.domain.conversations.forgetting import forget_conversations
from shop.domain.conversations.hearing import MOST_LETTERS, NothingSaid, SaidTooMuch, hear, say_more
from shop.domain.conversations.models import Conversation, Message, PublicAnswer, SavedAnswer
from shop.domain.conversations.publishing import (
    Published,
    get_public,
    lift_answer,
    list_all,
    list_public,
    publish_answer,
    search_public,
    withdraw_answer,
)
from shop.domain.conversations.saving import forget_saved, get_saved, list_saved, save_answer
from shop.domain.conversations.settling import close, note_basket, note_order, reopen

__all__ = [
    "MOST_LETTERS",
    "AnswerGiven",
    "Conversation",
    "Found",
    "Listed",
    "Message",
    "MessageHeard",
    "NothingSaid",
    "PublicAnswer",
    "Published",
    "SaidTooMuch",
    "SavedAnswer",
    "answer",
    "close",
    "count_each",
    "count_open",
    "find_by_thread",
    "forget_conversations",
    "forget_saved",
    "get_by_token",
    "get_conversation",
    "get_message",
    "get_public",
    "get_saved",
    "hear",
    "lift_answer",
    "list_about_order",
    "list_all",
    "list_conversations",
    "list_messages",
    "list_of_customer",
    "list_open",
    "list_public",
    "list_saved",
    "note_basket",
    "note_order",
    "note_sent",
    "publish_answer",
    "reopen",
    "save_answer",
    "say_aside",
    "say_more",
    "search_public",
    "send_again",
    "send_message",
    "way_of",
    "withdraw_answer",
]
