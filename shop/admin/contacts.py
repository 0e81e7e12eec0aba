"""Where people come in from a file of contacts with the proof of their consent: tried first, then followed."""

from time import monotonic

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import campaigns
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt
from shop.web.rendering import reader

AT_ONCE_S = 1.0  # a short list is done before the page is drawn; of a longer one the worker does the rest


def _draw(form: Form[bytes]) -> ResponseReturnValue:
    return render_template("admin/contacts.html", form=form, files=campaigns.list_contact_files()), 422 if form.errors else 200


@needs(Permission.SEND_CAMPAIGNS)
def contacts() -> ResponseReturnValue:
    return _draw(Form(reader()))


@needs(Permission.SEND_CAMPAIGNS)
def try_contacts() -> ResponseReturnValue:
    """Read the file and say what it would do: nobody is written down yet."""
    file = request.files.get("file")
    form = Form[bytes](reader(), asked=file.read() if file else b"")
    name = file.filename or "" if file else ""
    file_id = attempt(form, lambda body: campaigns.try_contacts(body, filename=name, by=by(), now=clock.now()))
    return _draw(form) if form.errors else redirect(url_for("admin.contact_file", file_id=file_id), 303)


@needs(Permission.SEND_CAMPAIGNS)
def contact_file(file_id: int) -> ResponseReturnValue:
    job = campaigns.get_contacts(file_id)
    mistakes = [(line, say(f"refusal.{code}", reader())) for line, code in sorted(job.report["errors"] + job.report["without"])]
    return render_template("admin/contact_file.html", job=job, mistakes=mistakes, total=job.report.get("total", len(job.rows)))


@needs(Permission.SEND_CAMPAIGNS)
def start_contacts(file_id: int) -> ResponseReturnValue:
    campaigns.start_contacts(file_id, by=by(), now=clock.now())
    until = monotonic() + AT_ONCE_S
    while monotonic() < until and campaigns.work_contacts(clock.now()):
        pass
    return redirect(url_for("admin.contact_file", file_id=file_id), 303)
