"""Decides which people a question finds."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from shop.domain.customers.joining import get_person, ids_of, list_people
from shop.domain.customers.models import Customer
from shop.domain.customers.recognising import fold
from shop.kernel.database import db

MOST_WORDS = 6


@dataclass(frozen=True)
class Found:
    """`next_id`: where the next page begins, if there is one."""

    people: Sequence[Customer]
    next_id: int | None


def find_by_email(email: str) -> Customer | None:
    return db.session.scalar(select(Customer).where(Customer.email == email))


def find_by_phone(phone: str) -> Customer | None:
    """The person with this number (as clean_phone writes it)."""
    row_id = db.session.scalar(select(Customer.id).where(Customer.phone == phone))
    return get_person(row_id) if row_id is not None else None


def search(words: str, *, before_id: int | None = None, limit: int = 40) -> Found:
    """People whose name, address, number or handle begins with each of the words; a number also by digits within. The newest first;
    joined rows are shown as the one person they are."""
    wanted = select(Customer.id).where(Customer.erased_at.is_(None), *_conditions(words)).order_by(Customer.id.desc()).limit(limit + 1)
    rows = list(db.session.scalars(wanted.where(Customer.id < before_id) if before_id else wanted))
    return Found(list_people(rows[:limit]), rows[limit - 1] if len(rows) > limit else None)


def _conditions(words: str) -> list[ColumnElement[bool]]:
    digits = "".join(filter(str.isdigit, words))
    if len(digits) >= 4 and not any(map(str.isalpha, words)):
        return [Customer.words.contains(digits)]
    typed = [word.removeprefix("@") for word in fold(words).split()]
    return [or_(Customer.words.contains(f" {word}", autoescape=True)) for word in typed[:MOST_WORDS] if word]


def propose_merges(customer_id: int) -> list[Customer]:
    """Other people who may be this one: the same number given by both, or the very same name."""
    ids = ids_of(customer_id)
    rows = db.session.scalars(select(Customer).where(Customer.id.in_(ids))).all()
    phones = {row.phone for row in rows} | {row.also_phone for row in rows}
    names = {row.name.lower() for row in rows if " " in row.name}
    same = or_(Customer.phone.in_(phones - {None}), Customer.also_phone.in_(phones - {None}),
               and_(Customer.name != "", func.lower(Customer.name).in_(names)))
    others = select(Customer.id).where(same, Customer.id.not_in(ids), Customer.erased_at.is_(None)).order_by(Customer.id).limit(10)
    return list_people(db.session.scalars(others).all())
