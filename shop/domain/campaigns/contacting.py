"""Decides how people come in from a file of contacts: tried first; with proof of consent they are written to, without it asked once."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Any

from sqlalchemy import select, update

from shop.domain import customers
from shop.domain.campaigns.models import ContactImport
from shop.kernel import audit, clock
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import NotFound, Refusal
from shop.kernel.wording import LANGUAGES

MOST_BYTES, MOST_ROWS, AT_A_TIME = 5_000_000, 20_000, 50
MOST_ERRORS = 500
COLUMNS = {  # however the file calls them
    "email": ("email", "e-mail", "mail", "posta", "indirizzo"), "name": ("name", "nome", "first name", "nome e cognome"),
    "language": ("language", "lingua", "lang"), "on": ("consent date", "consent_on", "date", "data", "data consenso", "consenso il"),
    "proof": ("proof", "source", "prova", "fonte", "origine"),
}
WORDS = {"it": "Consenso portato da un elenco del negozio, con la sua prova.",
         "en": "Consent brought from a list of the shop, with its proof."}
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")


class ContactsTooLarge(Refusal):
    code, field, status = "contacts_too_large", "file", 422


class NoContactColumns(Refusal):
    code, field, status = "contacts_no_columns", "file", 422


class NothingToRead(Refusal):
    code = "contacts_nothing_to_read"


def try_contacts(body: bytes, *, filename: str, by: str, now: datetime) -> int:
    """Read a file and say row by row what it would do. Returns its id. Raises ContactsTooLarge, NoContactColumns."""
    if len(body) > MOST_BYTES:
        raise ContactsTooLarge(most=MOST_ROWS)
    right, errors = _judge(list(_read(_decode(body))), clock.day_of(now))
    without = [[row["row"], "contact_no_proof"] for row in right if not row["proof"]]
    report = {"proved": len(right) - len(without), "unproved": len(without), "errors": errors[:MOST_ERRORS],
              "without": without[:MOST_ERRORS], "wrong": len(errors), "added": 0, "invited": 0, "known": 0, "said_no": 0}
    with writing():
        job = ContactImport(filename=filename[:200], rows=right, done=0, state="tried", report=report, created_at=now, by=by)
        db.session.add(job)
        db.session.flush()
        return job.id


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig").replace("\x00", "")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace").replace("\x00", "")


def _read(text: str) -> Iterator[dict[str, Any]]:
    """Each row under our own names for its columns, with its line in the file."""
    first = text.partition("\n")[0]
    table = csv.reader(StringIO(text), delimiter=max(",;\t", key=first.count))
    try:
        heads = [head.strip().lower() for head in next(table, [])]
        where = {name: next((heads.index(known) for known in called if known in heads), None) for name, called in COLUMNS.items()}
        if where["email"] is None:
            raise NoContactColumns
        for number, cells in enumerate(table, start=2):
            if number > MOST_ROWS + 1:
                raise ContactsTooLarge(most=MOST_ROWS)
            if any(cell.strip() for cell in cells):
                yield {"row": number} | {name: cells[at].strip()[:300] if at is not None and at < len(cells) else ""
                                         for name, at in where.items()}
    except csv.Error as broken:
        raise NoContactColumns from broken


def _judge(rows: Sequence[dict[str, Any]], today: date) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """The rows that can be used, and what is wrong with the others."""
    right: dict[str, dict[str, Any]] = {}
    errors: list[list[Any]] = []
    for row in rows:
        try:
            address = customers.clean_email(row["email"]) or ""
            wrong = "contact_no_email" if not address else "contact_twice" if address in right else _wrong_date(row, today)
        except customers.BadEmail as refusal:
            address, wrong = "", refusal.code
        if wrong:
            errors.append([row["row"], wrong])
        else:
            language = row["language"].lower()[:2]
            right[address] = row | {"email": address, "language": language if language in LANGUAGES else "it",
                                    "proof": row["proof"] if row["on"] else ""}
    return list(right.values()), errors


def _wrong_date(row: dict[str, Any], today: date) -> str:
    """A date is needed where a proof is, must be one, and not lie ahead."""
    if not row["on"]:
        return ""
    on = _read_date(row["on"])
    return "contact_bad_date" if on is None else "contact_date_ahead" if on > today else ""


def _read_date(typed: str) -> date | None:
    for form in DATES:
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007  # a day, not a moment
        except ValueError:
            continue
    return None


def get_contacts(import_id: int) -> ContactImport:
    """Raises NotFound."""
    job = db.session.get(ContactImport, import_id, populate_existing=True)
    if job is None:
        raise NotFound
    return job


def list_contact_files(limit: int = 10) -> Sequence[ContactImport]:
    """The newest first."""
    return db.session.scalars(select(ContactImport).order_by(ContactImport.id.desc()).limit(limit)).all()


def start_contacts(import_id: int, *, by: str, now: datetime) -> None:
    """From here on the worker writes them down, also when nobody watches. Raises NotFound, NothingToRead."""
    with writing():
        job = get_contacts(import_id)
        if job.state == "tried" and not job.rows:
            raise NothingToRead
        begin = update(ContactImport).where(ContactImport.id == import_id, ContactImport.state == "tried")
        if change(begin.values(state="running", by=by)):
            audit.note(what="contacts.imported", by=by, about=f"contacts:{import_id}", at=now, total=len(job.rows))


def work_contacts(now: datetime) -> int:
    """Write down the next people of the file under way: they and the place reached are one write, so a kill repeats nobody."""
    job_id = db.session.scalar(select(ContactImport.id).where(ContactImport.state == "running").order_by(ContactImport.id).limit(1))
    db.session.rollback()
    if job_id is None:
        return 0
    with writing():
        job = get_contacts(job_id)
        rows, report = job.rows[job.done:job.done + AT_A_TIME], dict(job.report)
        for row in rows:
            came_to = _write_down(row, by=job.by, now=now)
            report[came_to] += 1
        job.done, job.report = job.done + len(rows), report
        if job.done >= len(job.rows):
            report["total"] = job.done
            job.state, job.rows, job.report = "done", [], dict(report)  # the people are customers now: no second copy is kept
        db.session.flush()
    return len(rows) or 1


def _write_down(row: dict[str, Any], *, by: str, now: datetime) -> str:
    """What became of one person. Who said no once is never asked or written to again because of a list."""
    source, words = f"csv:{row['row']}", WORDS[row["language"]]
    customers.recognise(email=row["email"], phone=None, name=row["name"], language=row["language"], now=now)
    known = customers.find_by_email(row["email"])  # the very row of this address: a yes is for no other, whoever it was joined to
    assert known is not None
    customer_id = known.id
    if known.marketing == "refused":
        return "said_no"
    if known.marketing == "consent":
        return "known"
    if row["proof"]:
        customers.consent(customer_id, "marketing", act="given", source=source, words=words, proof=f"{row['on']}: {row['proof']}", by=by,
                          now=now)
        return "added"
    if not customers.may_be_asked(customer_id):
        return "known"
    customers.ask_to_confirm(row["email"], name=row["name"], source=source, words=words, language=row["language"], by=by, now=now)
    return "invited"
