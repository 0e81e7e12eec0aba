"""Who the people are, however they came."""

from shop.domain.customers.models import Customer
from shop.domain.customers.recognising import BadEmail, BadPhone, clean_email, clean_phone, get_customer, ids_of, recognise

__all__ = ["BadEmail", "BadPhone", "Customer", "clean_email", "clean_phone", "get_customer", "ids_of", "recognise"]
