"""Where the shop keeps the answers it gives again and again."""
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import conversations
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader


@dataclass(frozen=True)
class Kept:
    title: str
    text_it: str
    text_en: str = ""

    @property
    def text(self) -> dict[str, str]:
        return {"it": self.text_it, "en": self.text_en} if self.text_en else {"it": self.text_it}


def _draw(form: Form[Any], status: int = 200, saved_id: int | None = None) -> ResponseReturnValue:
    return render_template("admin/saved_answers.html", form=form, saved_id=saved_id, saved=conversations.list_saved()), status


def _done(key: str) -> ResponseReturnValue:
    flash(say(f"inbox.saved.{key}", reader()))
    return redirect(url_for("admin.saved_answers"), 303)


@needs(Permission.ANSWER)
def saved_answers() -> ResponseReturnValue:
    return _draw(Form(reader()))


@needs(Permission.ANSWER)
def keep_answer() -> ResponseReturnValue:
    return _keep(None)


def _keep(saved_id: int | None) -> ResponseReturnValue:
    form = read(Kept, request.form, reader())
    attempt(form, lambda kept: conversations.save_answer(title=kept.title, text=kept.text, by=by(), now=clock.now(), saved_id=saved_id))
    return _draw(form, 422, saved_id) if form.errors else _done("kept")


@needs(Permission.ANSWER)
def saved_answer(saved_id: int) -> ResponseReturnValue:
    row = conversations.get_saved(saved_id)
    kept = {"title": row.title, "text_it": row.text.get("it", ""), "text_en": row.text.get("en", "")}
    return _draw(Form(reader(), kept), saved_id=saved_id)


@needs(Permission.ANSWER)
def change_answer(saved_id: int) -> ResponseReturnValue:
    conversations.get_saved(saved_id)
    return _keep(saved_id)


@needs(Permission.ANSWER)
def forget_answer(saved_id: int) -> ResponseReturnValue:
    conversations.forget_saved(saved_id, by=by(), now=clock.now())
    return _done("forgotten")
