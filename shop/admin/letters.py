"""Where letters are read, and sent once more."""
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.admin.typed import asked_before
from shop.domain import letters
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import addresses
from shop.web.asking import by, needs
from shop.web.rendering import reader

PER_PAGE = 40
STATES = ("queued", "kept", "sent", "refused")


@needs(Permission.SEE_LETTERS)
def list_letters() -> ResponseReturnValue:
    state, words = request.args.get("state", ""), request.args.get("words", "").strip()[:100]
    before = asked_before()
    found = letters.list_letters(state=state if state in STATES else "", words=words, before_id=before, limit=PER_PAGE)
    older = found[-1].id if len(found) == PER_PAGE else None
    return render_template("admin/letters.html", letters=found, counts=letters.count_each(), state=state, words=words, older=older,
                           states=STATES)


@needs(Permission.SEE_LETTERS)
def letter(letter_id: int) -> ResponseReturnValue:
    found = letters.get_letter(letter_id)
    noun, _, number = found.about.partition(":")
    order_href = addresses.admin_order(int(number)) if noun == "order" else ""
    return render_template("admin/letter.html", letter=found, order_href=order_href)


@needs(Permission.SEE_LETTERS)
def resend_letter(letter_id: int) -> ResponseReturnValue:
    letters.resend(letter_id, by=by(), now=clock.now())
    flash(say("admin.letters.resent", reader()))
    return redirect(url_for("admin.letter", letter_id=letter_id))
