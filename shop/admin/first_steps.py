"""Where a new owner sees what is left before going live; each step ticks by itself."""
from dataclasses import dataclass

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from shop.domain import business, catalogue, fulfilment, letters
from shop.domain.staff import Permission
from shop.web.asking import needs, staff_member

TEXTS = ("terms", "privacy")


@dataclass(frozen=True)
class Step:
    """`needed` steps stand between the shop and its first customer; the others make it nicer or safer."""

    name: str
    is_done: bool
    endpoint: str
    needed: bool = True

    @property
    def href(self) -> str:
        return url_for(self.endpoint) if self.endpoint in current_app.view_functions else ""


def list_steps() -> list[Step]:
    missing, face, rules = business.list_missing_legal(), business.face(), business.order_rules()
    member = staff_member()
    return [
        Step("seller", not [name for name in missing if name not in TEXTS], "admin.settings"),
        Step("texts", not [name for name in missing if name in TEXTS], "admin.texts"),
        Step("hours", any(fulfilment.hours().weekly.get(None, {}).values()), "admin.hours"),
        Step("product", bool(catalogue.browse(per_page=1).total), "admin.products"),
        Step("owner_letters", bool(rules.owner_letters_to), "admin.rules"),
        Step("letters", letters.is_sending(), "admin.letters"),
        Step("looks", bool(face.home_picture and face.motto.get("it")), "admin.looks", needed=False),
        Step("password", bool(member and (member.has_password or member.has_totp)), "admin.account", needed=False),
    ]


@needs(Permission.EDIT_SETTINGS)
def first_steps() -> ResponseReturnValue:
    steps = list_steps()
    return render_template("admin/first_steps.html", steps=steps, left=[step for step in steps if step.needed and not step.is_done])
