"""Where the owner reads who did what: every act of staff, the newest first."""
from flask import render_template
from flask.typing import ResponseReturnValue

from shop.admin.act_words import word_acts
from shop.admin.typed import asked_before
from shop.domain.staff import Permission
from shop.kernel import audit as acts
from shop.web.asking import needs

PER_PAGE = 60


@needs(Permission.SEE_AUDIT)
def audit() -> ResponseReturnValue:
    before = asked_before()
    found = acts.list_latest(PER_PAGE, before_id=before)
    older = found[-1].id if len(found) == PER_PAGE else None
    return render_template("admin/audit.html", acts=word_acts(found), older=older, before=before)
