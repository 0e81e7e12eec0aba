"""Where the owner reads who did what: every act of staff, the newest first."""
from flask import render_template, request
from flask.typing import ResponseReturnValue

from shop.domain import staff
from shop.domain.staff import Permission
from shop.kernel import audit as acts
from shop.web.asking import needs

PER_PAGE = 60


@needs(Permission.SEE_AUDIT)
def audit() -> ResponseReturnValue:
    before = request.args.get("before", type=int)
    found = acts.list_latest(PER_PAGE, before_id=before)
    names = {entry.by: staff.name_of(entry.by) for entry in found}
    older = found[-1].id if len(found) == PER_PAGE else None
    return render_template("admin/audit.html", acts=found, names=names, older=older, before=before)
