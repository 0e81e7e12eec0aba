"""Who the people are, however they came, and what they agreed to."""

from shop.domain.customers.consenting import AllergiesTooLong, consent, list_consents, may_be_asked, may_be_sent_offers
from shop.domain.customers.joining import get_customer, get_person, ids_of, root_of
from shop.domain.customers.models import Consent, Customer
from shop.domain.customers.recognising import BadEmail, BadHandle, BadPhone, clean_email, clean_handle, clean_phone, recognise
from shop.domain.customers.signing import read_token, unsubscribe_token
from shop.domain.customers.visiting import close_visit, close_visits, find_visit, forget_visits, open_visit

__all__ = [
    "AllergiesTooLong",
    "BadEmail",
    "BadHandle",
    "BadPhone",
    "Consent",
    "Customer",
    "clean_email",
    "clean_handle",
    "clean_phone",
    "close_visit",
    "close_visits",
    "consent",
    "find_visit",
    "forget_visits",
    "get_customer",
    "get_person",
    "ids_of",
    "list_consents",
    "may_be_asked",
    "may_be_sent_offers",
    "open_visit",
    "read_token",
    "recognise",
    "root_of",
    "unsubscribe_token",
]
