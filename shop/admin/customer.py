"""One person: what staff need to know, all that happened, how to reach them, what they agreed to, and who else they are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import customers, reports, staff
from shop.domain.reports import Entry
from shop.domain.staff import Permission
from shop.kernel import audit, clock
from shop.kernel.wording import say
from shop.web import addresses
from shop.web.asking import by, needs, staff_member
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader


@dataclass(frozen=True)
class Details:
    name: str = ""
    phone: str = ""
    spoken: str = "it"


@dataclass(frozen=True)
class Note:
    note: str = ""


@dataclass(frozen=True)
class Phone:
    phone: str


@dataclass(frozen=True)
class Address:
    email: str


@dataclass(frozen=True)
class Allergies:
    """What they asked us to keep in mind; empty: no longer."""

    allergies: str = ""


@dataclass(frozen=True)
class Other:
    """Another row: by the button of a proposal, or by what is typed of them."""

    other: int


def _draw(customer_id: int, form: Form[Any] | None = None, status: int = 200) -> ResponseReturnValue:
    person = customers.get_person(customer_id)
    if person.id != customer_id and form is None:
        return redirect(addresses.customer(person.id))
    ids, now = customers.ids_of(person.id), clock.now()
    return render_template(
        "admin/customer.html", person=person, rows=customers.list_rows(ids), form=form or Form(reader()),
        glance=reports.glance(person.id, now=now),
        told=[(entry, _say(entry), _where(entry)) for entry in reports.list_timeline(ids, now=now)], consents=customers.list_consents(ids),
        proposals=reports.list_glances(customers.propose_merges(person.id), now=now),
        may_edit=staff.may(staff_member(), Permission.EDIT_CUSTOMERS), name_of=staff.name_of), status


def _say(entry: Entry) -> str:
    """The sentence of one thing that happened."""
    language, params = reader(), dict(entry.params)
    if "state" in params:
        params["state"] = say(f"order.state.{params['state']}", language) if params["state"] else ""
    if entry.kind == "consent":
        return say(f"people.timeline.{params['purpose']}_{params['act']}", language)
    return say(f"people.timeline.{entry.kind}", language, **params | ({"sum_cents": params["cents"]} if "cents" in params else {}))


def _where(entry: Entry) -> str:
    """Where it can be opened, if it can."""
    if entry.id is None:
        return ""
    places: dict[str, Callable[[int], str]] = {
        "order": addresses.admin_order, "conversation": addresses.conversation,
        "letter": lambda which: url_for("admin.letter", letter_id=which),
        "link": lambda which: url_for("admin.tracked_link", link_id=which),
        "campaign": lambda which: url_for("admin.campaign", campaign_id=which)}
    needed = {"letter": Permission.SEE_LETTERS, "link": Permission.EDIT_LINKS, "campaign": Permission.SEND_CAMPAIGNS,
              "conversation": Permission.ANSWER}
    allowed = entry.noun in places and staff.may(staff_member(), needed.get(entry.noun, Permission.SEE_ORDERS))
    return places[entry.noun](entry.id) if allowed else ""


@needs(Permission.SEE_CUSTOMERS)
def customer(customer_id: int) -> ResponseReturnValue:
    return _draw(customer_id)


def _done(customer_id: int, what: str, **params: object) -> ResponseReturnValue:
    flash(say(f"people.desk.{what}", reader(), **params))
    return redirect(addresses.customer(customers.root_of(customer_id)), 303)


def _tried(customer_id: int, form: Form[Any], what: str) -> ResponseReturnValue:
    return _draw(customer_id, form, 422) if form.errors else _done(customer_id, what)


@needs(Permission.EDIT_CUSTOMERS)
def save_customer(customer_id: int) -> ResponseReturnValue:
    form = read(Details, request.form, reader())
    attempt(form, lambda typed: customers.change_details(
        customer_id, name=typed.name, phone=typed.phone, language=typed.spoken, by=by(), now=clock.now()))
    return _tried(customer_id, form, "saved")


@needs(Permission.EDIT_CUSTOMERS)
def note_customer(customer_id: int) -> ResponseReturnValue:
    form = read(Note, request.form, reader())
    attempt(form, lambda typed: customers.note(customer_id, typed.note, by=by(), now=clock.now()))
    return _tried(customer_id, form, "saved")


@needs(Permission.EDIT_CUSTOMERS)
def verify_customer_phone(customer_id: int) -> ResponseReturnValue:
    """The person stands here and the number rings: from now on it is theirs, and what was ordered with it may be shown to them."""
    form = read(Phone, request.form, reader())
    attempt(form, lambda typed: customers.verify_phone(customer_id, typed.phone, by=by(), now=clock.now()))
    return _tried(customer_id, form, "verified")


@needs(Permission.SELL)
def invite_customer(customer_id: int) -> ResponseReturnValue:
    """They said yes at the counter; the letter asks them to confirm."""
    form, language = read(Address, request.form, reader()), customers.get_customer(customer_id).language
    attempt(form, lambda typed: customers.ask_to_confirm(
        typed.email, name=customers.get_customer(customer_id).name, source="till", words=say("people.consent.marketing", language),
        language=language, by=by(), now=clock.now()))
    return _tried(customer_id, form, "invited")


@needs(Permission.SELL)
def save_customer_allergies(customer_id: int) -> ResponseReturnValue:
    """Said across the counter: kept because they asked for it, and dropped when they ask for that."""
    form = read(Allergies, request.form, reader())
    attempt(form, lambda typed: customers.consent(
        customer_id, "allergies", act="given" if typed.allergies.strip() else "withdrawn", source="till", by=by(), now=clock.now(),
        words=say("people.consent.allergies", reader()), allergies=typed.allergies))
    return _tried(customer_id, form, "saved")


@needs(Permission.EDIT_CUSTOMERS)
def merge_customer(customer_id: int) -> ResponseReturnValue:
    """The other becomes part of this one."""
    form = read(Other, request.form, reader())
    attempt(form, lambda typed: customers.merge(customers.root_of(typed.other), customer_id, by=by(), now=clock.now()))
    return _tried(customer_id, form, "merged")


@needs(Permission.EDIT_CUSTOMERS)
def unmerge_customer(customer_id: int) -> ResponseReturnValue:
    form = Form[Any](reader(), asked=True)
    into = attempt(form, lambda _yes: customers.unmerge(customer_id, by=by(), now=clock.now()))
    return _draw(customer_id, form, 422) if into is None else _done(into, "unmerged")


@needs(Permission.EDIT_CUSTOMERS)
def customer_data(customer_id: int) -> ResponseReturnValue:
    """For who asks in writing what is kept of them."""
    answer = jsonify(reports.export_person(customers.root_of(customer_id)))
    answer.headers["Content-Disposition"] = f'attachment; filename="customer-{customer_id}.json"'
    audit.note(what="customer.exported", by=by(), about=f"customer:{customer_id}", at=clock.now())
    return answer


@needs(Permission.EDIT_CUSTOMERS)
def erase_customer(customer_id: int) -> ResponseReturnValue:
    """For who asks in writing to be forgotten."""
    form = Form[Any](reader(), asked=True)
    attempt(form, lambda _yes: customers.erase(customer_id, by=by(), now=clock.now()))
    if form.errors:
        return _draw(customer_id, form, 409)
    flash(say("people.desk.erased", reader()))
    return redirect(url_for("admin.customers"), 303)
