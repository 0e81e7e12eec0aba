"""Decides how one tap reaches the shop by WhatsApp or phone, with what it is about already in the text."""
from urllib.parse import quote

import phonenumbers

from shop.domain import business, posts


def whatsapp_number() -> str:
    """The digits WhatsApp knows the shop by: those the owner gave, else its phone where that is a mobile; empty for none."""
    given = posts.page_settings().whatsapp or business.identity().phone
    try:
        number = phonenumbers.parse(given, business.identity().country or "IT")
    except phonenumbers.NumberParseException:
        return ""
    mobile = phonenumbers.number_type(number) in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if not (mobile or posts.page_settings().whatsapp) or not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).lstrip("+")


def whatsapp(words: str) -> str:
    """A link, not a request of ours: whoever follows it finds these words in the message. Empty where the shop has no WhatsApp."""
    number = whatsapp_number()
    return f"https://wa.me/{number}?text={quote(words)}" if number else ""
