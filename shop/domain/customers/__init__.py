"""Who the people are, however they came, and what they agreed to."""

from shop.domain.customers.consenting import (
    TEXT_VERSION,
    AllergiesTooLong,
    choose,
    consent,
    list_consents,
    may_be_asked,
    may_be_sent_offers,
)
from shop.domain.customers.erasing import erase
from shop.domain.customers.events import CodeAsked, ConsentNoted, CustomerErased, OffersAsked
from shop.domain.customers.finding import Found, find_by_email, find_by_phone, propose_merges, search
from shop.domain.customers.inviting import ConfirmationSpent, ask_to_confirm, confirm, issue_confirmation, peek_confirmation
from shop.domain.customers.joining import get_customer, get_person, ids_of, list_families, root_of
from shop.domain.customers.keeping import PhoneIsAnothers, SignNeeded, add_by_hand, change_details, note, verify_phone
from shop.domain.customers.merging import NotMerged, SamePerson, list_rows, merge, unmerge
from shop.domain.customers.models import Consent, Customer
from shop.domain.customers.proving import SignedIn, WrongCode, address_of, ask_code, draw_code, prove_email, sign_in
from shop.domain.customers.recognising import BadEmail, BadHandle, BadPhone, clean_email, clean_handle, clean_phone, find_known, recognise
from shop.domain.customers.signing import read_token, unsubscribe_token
from shop.domain.customers.visiting import close_visit, close_visits, find_visit, forget_visits, open_visit

__all__ = [
    "TEXT_VERSION",
    "AllergiesTooLong",
    "BadEmail",
    "BadHandle",
    "BadPhone",
    "CodeAsked",
    "ConfirmationSpent",
    "Consent",
    "ConsentNoted",
    "Customer",
    "CustomerErased",
    "Found",
    "NotMerged",
    "OffersAsked",
    "PhoneIsAnothers",
    "SamePerson",
    "SignNeeded",
    "SignedIn",
    "WrongCode",
    "add_by_hand",
    "address_of",
    "ask_code",
    "ask_to_confirm",
    "change_details",
    "choose",
    "clean_email",
    "clean_handle",
    "clean_phone",
    "close_visit",
    "close_visits",
    "confirm",
    "consent",
    "draw_code",
    "erase",
    "find_by_email",
    "find_by_phone",
    "find_known",
    "find_visit",
    "forget_visits",
    "get_customer",
    "get_person",
    "ids_of",
    "issue_confirmation",
    "list_consents",
    "list_families",
    "list_rows",
    "may_be_asked",
    "may_be_sent_offers",
    "merge",
    "note",
    "open_visit",
    "peek_confirmation",
    "propose_merges",
    "prove_email",
    "read_token",
    "recognise",
    "root_of",
    "search",
    "sign_in",
    "unmerge",
    "unsubscribe_token",
    "verify_phone",
]
