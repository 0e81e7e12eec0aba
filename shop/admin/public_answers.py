"""Where the shop decides which questions everybody may read, and in which words."""
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import catalogue, conversations
from shop.domain.conversations import PublicAnswer
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import asked
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader

MOST_OFFERED = 400


@dataclass(frozen=True)
class Publishing:
    """`product_id` none: among the frequent questions. What is not said in English is shown in Italian."""

    question_it: str
    answer_it: str
    question_en: str = ""
    answer_en: str = ""
    product_id: int | None = None
    is_published: bool = False


def _words(italian: str, english: str) -> dict[str, str]:
    return {"it": italian, "en": english} if english else {"it": italian}


def _publish(wanted: Publishing, answer_id: int | None, conversation_id: int | None) -> int:
    question, answer = _words(wanted.question_it, wanted.question_en), _words(wanted.answer_it, wanted.answer_en)
    return conversations.publish_answer(
        question=question, answer=answer, by=by(), now=clock.now(), product_id=wanted.product_id, answer_id=answer_id,
        conversation_id=conversation_id, is_published=wanted.is_published)


def _done(key: str) -> ResponseReturnValue:
    flash(say(f"inbox.public.{key}", reader()))
    return redirect(url_for("admin.public_answers"), 303)


@needs(Permission.ANSWER)
def public_answers() -> ResponseReturnValue:
    listed = conversations.list_all()
    names = {id: product.name for id, product in catalogue.get_many(sorted({row.product_id for row in listed if row.product_id})).items()}
    return render_template("admin/public_answers.html", listed=listed, names=names)


def _draw(form: Form[Any], status: int = 200, row: PublicAnswer | None = None) -> ResponseReturnValue:
    """The form; the conversation it came from, if any, stays in its address."""
    products = catalogue.browse(per_page=MOST_OFFERED).products
    about = asked.number("conversation") or None
    return render_template("admin/public_answer.html", form=form, row=row, products=products, about=about), status


@needs(Permission.ANSWER)
def new_public_answer() -> ResponseReturnValue:
    return _draw(Form(reader(), _proposed(asked.number("conversation"))))


def _proposed(conversation_id: int) -> dict[str, str]:
    """What was asked first and answered last, to be edited: names and numbers of people don't belong there."""
    given = {"is_published": "1"}
    if not conversation_id:
        return given
    known, said = conversations.get_conversation(conversation_id), conversations.list_messages(conversation_id)
    theirs, ours = [m.text for m in said if m.direction == "in"], [m.text for m in said if m.direction == "out"]
    given |= {f"question_{known.language}": theirs[0] if theirs else "", f"answer_{known.language}": ours[-1] if ours else ""}
    return given | {"product_id": str(known.product_id or "")}


@needs(Permission.ANSWER)
def make_public_answer() -> ResponseReturnValue:
    form, about = read(Publishing, request.form, reader()), asked.number("conversation") or None
    if about:
        conversations.get_conversation(about)
    attempt(form, lambda wanted: _publish(wanted, None, about))
    return _draw(form, 422) if form.errors else _done("published")


@needs(Permission.ANSWER)
def public_answer(answer_id: int) -> ResponseReturnValue:
    row = conversations.get_public(answer_id)
    kept = {f"{name}_{language}": words.get(language, "") for name, words in (("question", row.question), ("answer", row.answer))
            for language in ("it", "en")}
    return _draw(Form(reader(), kept | {"product_id": str(row.product_id or ""), "is_published": "1" if row.is_published else ""}), row=row)


@needs(Permission.ANSWER)
def save_public_answer(answer_id: int) -> ResponseReturnValue:
    row, form = conversations.get_public(answer_id), read(Publishing, request.form, reader())
    attempt(form, lambda wanted: _publish(wanted, answer_id, None))
    return _draw(form, 422, row) if form.errors else _done("saved")


@needs(Permission.ANSWER)
def lift_public_answer(answer_id: int) -> ResponseReturnValue:
    conversations.lift_answer(answer_id)
    return _done("moved")


@needs(Permission.ANSWER)
def withdraw_public_answer(answer_id: int) -> ResponseReturnValue:
    conversations.withdraw_answer(answer_id, by=by(), now=clock.now())
    return _done("withdrawn")
