"""The only writer of what a person agreed to: the log, which only grows, and beside it how things stand now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from shop.domain.customers.events import ConsentNoted
from shop.domain.customers.joining import get_customer, ids_of
from shop.domain.customers.models import Consent, Customer
from shop.kernel import events
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal

TEXT_VERSION = "2026-11"  # of the sentences under people.consent; change it with them
PURPOSES = ("marketing", "profiling", "allergies")
ACTS = ("asked", "given", "refused", "withdrawn", "soft")
LONGEST_ALLERGIES = 300


class AllergiesTooLong(Refusal):
    code = "too_long"
    field = "allergies"


def consent(
    customer_id: int, purpose: str, *, act: str, source: str, now: datetime, words: str = "", text_version: str = TEXT_VERSION,
    proof: str = "", by: str = "customer", allergies: str = "",
) -> None:
    """Write down one act and obey it. A yes is given for the row named (for offers: its address); a no is meant by the whole person.
    Raises NotFound.

    `asked` changes nothing until the answer; `soft` never outweighs an answer. `allergies` is kept only by a yes to that purpose.
    """
    assert purpose in PURPOSES and act in ACTS
    with writing():
        db.session.add(Consent(
            customer_id=get_customer(customer_id).id, purpose=purpose, act=act, at=now, source=source, text_version=text_version,
            words=words, proof=proof, by=by))
        ids = ids_of(customer_id) if act in ("refused", "withdrawn") else [customer_id]
        statement = update(Customer).where(Customer.id.in_(ids)).execution_options(synchronize_session="fetch")
        if purpose == "marketing":
            _obey_marketing(statement, act)
        elif act in ("given", "refused", "withdrawn"):
            yes = act == "given"
            value: dict[str, Any] = {"profiling_at": now if yes else None} if purpose == "profiling" else {
                "allergies": _short(allergies) if yes else ""}
            change(statement.values(value))
            events.record(ConsentNoted(at=now, about=f"customer:{customer_id}", customer_id=customer_id, by=by, via=source, purpose=purpose,
                                       act=act, ids=ids_of(customer_id)))


def _obey_marketing(statement: Any, act: str) -> None:
    if act == "soft":
        change(statement.where(Customer.marketing == "none").values(marketing="soft"))
    elif act != "asked":
        change(statement.values(marketing="consent" if act == "given" else "refused"))


def _short(allergies: str) -> str:
    if len(allergies.strip()) > LONGEST_ALLERGIES:
        raise AllergiesTooLong(most=LONGEST_ALLERGIES)
    return " ".join(allergies.split())


def list_consents(ids: Sequence[int]) -> Sequence[Consent]:
    """What these rows agreed to and took back, the newest first."""
    return db.session.scalars(select(Consent).where(Consent.customer_id.in_(ids)).order_by(Consent.id.desc())).all()


def may_be_asked(customer_id: int) -> bool:
    """Whether an invitation to confirm may go out: once, and never after an answer."""
    asked = select(Consent.id).where(Consent.customer_id.in_(ids_of(customer_id)), Consent.purpose == "marketing")
    return db.session.scalar(asked.limit(1)) is None


def may_be_sent_offers(customer: Customer) -> bool:
    """The legal basis of a promotional letter to this row's address, to be asked at the moment of sending."""
    return bool(customer.email) and customer.marketing in ("soft", "consent") and customer.unreachable_at is None


def choose(
    person_id: int, *, marketing: bool, profiling: bool, allergies: str, words: Mapping[str, str], source: str, now: datetime
) -> None:
    """The switches of a person who has proved who they are: only what they changed is written down. A yes to offers is for the
    addresses they proved. Raises AllergiesTooLong."""
    said: dict[str, Any] = {"source": source, "now": now}
    with writing():
        person = get_customer(person_id)
        rows = list(db.session.scalars(select(Customer).where(Customer.id.in_(ids_of(person_id)))))
        proved = [row for row in rows if row.email and row.email_verified_at]
        if marketing != any(row.marketing in ("soft", "consent") for row in rows):
            for row in proved if marketing else [person]:
                consent(row.id, "marketing", act="given" if marketing else "withdrawn", words=words["marketing"], **said)
        agreed = [row for row in rows if row.profiling_at is not None]  # maybe before they were joined to the row that stands for them
        if profiling and person not in agreed or agreed and not profiling:
            consent(person_id, "profiling", act="given" if profiling else "withdrawn", words=words["profiling"], **said)
        if _short(allergies) != person.allergies:
            act = "given" if allergies.strip() else "withdrawn"
            consent(person_id, "allergies", act=act, words=words["allergies"], allergies=allergies, **said)
