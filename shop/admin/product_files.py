"""Where products leave as a file and come in from one: tried first, then followed row by row."""
from time import monotonic

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import catalogue
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt
from shop.web.rendering import reader

AT_ONCE_S = 1.5  # small files are done before the page is drawn; of larger ones the worker does the rest


@needs(Permission.EDIT_PRODUCTS)
def product_export() -> ResponseReturnValue:
    name = f"prodotti-{clock.today():%Y-%m-%d}.csv"
    return Response(catalogue.export_csv(), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _draw(form: Form[bytes]) -> ResponseReturnValue:
    return render_template("admin/product_import.html", form=form, imports=catalogue.list_imports()), 422 if form.errors else 200


@needs(Permission.EDIT_PRODUCTS)
def product_import() -> ResponseReturnValue:
    return _draw(Form(reader()))


@needs(Permission.EDIT_PRODUCTS)
def try_import() -> ResponseReturnValue:
    """Read the file and show what it would do: nothing is written yet."""
    file = request.files.get("file")
    form = Form[bytes](reader(), asked=file.read() if file else b"")
    name = file.filename or "" if file else ""
    import_id = attempt(form, lambda body: catalogue.try_file(body, filename=name, by=by(), now=clock.now()))
    return _draw(form) if form.errors else redirect(url_for("admin.follow_import", import_id=import_id), 303)


@needs(Permission.EDIT_PRODUCTS)
def follow_import(import_id: int) -> ResponseReturnValue:
    """What the file would do, what it is doing, what it did."""
    job = catalogue.get_import(import_id)
    mistakes = [(mistake["line"], mistake["column"], say(f"refusal.{mistake['code']}", reader(), **mistake["params"]))
                for mistake in job.mistakes]
    return render_template("admin/product_import_one.html", job=job, mistakes=mistakes)


@needs(Permission.EDIT_PRODUCTS)
def start_import(import_id: int) -> ResponseReturnValue:
    catalogue.start_import(import_id, by=by(), now=clock.now())
    until = monotonic() + AT_ONCE_S
    while monotonic() < until and catalogue.work_imports(clock.now()):
        pass
    return redirect(url_for("admin.follow_import", import_id=import_id), 303)


@needs(Permission.EDIT_PRODUCTS)
def stop_import(import_id: int) -> ResponseReturnValue:
    catalogue.stop_import(import_id)
    return redirect(url_for("admin.follow_import", import_id=import_id), 303)
