"""The desk of what is made to measure: who wishes for what, the talk about it, and the shop's price for it."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.admin.cake_offers import draw_offer, read_offer, words_of
from shop.admin.inbox_words import notes_of, who_is
from shop.domain import commissions, conversations, letters, orders, staff
from shop.domain.commissions import Commission, Wish
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import addresses, asked, showing
from shop.web.asking import by, needs, staff_member
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader
from shop.web.showing import Photo


@dataclass(frozen=True)
class Told:
    """What somebody said elsewhere, as staff write it down."""

    reference: str
    on: date
    people: int
    taste: str
    occasion: str = ""
    inscription: str = ""
    allergies: str = ""


@dataclass(frozen=True)
class Words:
    text: str


@dataclass(frozen=True)
class Row:
    """One wish as the list shows it; `state` is its order's where it was let go."""

    wish: Commission
    who: str
    state: str


def _row_of(wish: Commission) -> Row:
    return Row(wish, who_is(conversations.get_conversation(wish.conversation_id)), wish.state)


@needs(Permission.OFFER_CAKES)
def cakes() -> ResponseReturnValue:
    closed, page = asked.words("which") == "closed", min(max(asked.number("page"), 1), 100_000)
    found, pages = commissions.list_commissions(open_only=not closed, page=page)
    def turn(to: int) -> str:
        return url_for("admin.cakes", which="closed" if closed else None, page=to) if 1 <= to <= pages else ""
    return render_template("admin/cakes.html", rows=[_row_of(wish) for wish in found], closed=closed, page=page, pages=pages,
                           earlier=turn(page - 1), later=turn(page + 1), count=commissions.count_open(), is_open=showing.takes_wishes(),
                           may_open=staff.may(staff_member(), Permission.EDIT_SETTINGS))


@needs(Permission.OFFER_CAKES)
def cake(commission_id: int) -> ResponseReturnValue:
    return draw(commissions.get(commission_id), Form(reader()))


def draw(wish: Commission, form: Form[Any], status: int = 200) -> ResponseReturnValue:
    talk = conversations.get_conversation(wish.conversation_id)
    messages = conversations.list_messages(talk.id)
    sent = {letter.cause: letter for letter in letters.list_about(f"conversation:{talk.id}")}
    order = orders.get(wish.order_id) if wish.order_id else None
    return render_template(
        "admin/cake.html", wish=wish, form=form, talk=talk, who=who_is(talk), messages=messages, notes=notes_of(messages, sent),
        way=conversations.way_of(talk), order=order, longest=conversations.MOST_LETTERS, is_open=wish.state in commissions.OPEN,
        is_good=commissions.is_good(wish, now=clock.now()), page=addresses.whole(addresses.cake(talk.language, wish.token)),
        most_photos=commissions.MOST_PHOTOS, **draw_offer(wish, form)), status


def _done(commission_id: int, key: str) -> Response:
    flash(say(f"cakes.desk.{key}", reader()))
    return redirect(addresses.admin_cake(commission_id), 303)


@needs(Permission.OFFER_CAKES)
def offer_cake(commission_id: int) -> ResponseReturnValue:
    wish, form = commissions.get(commission_id), read_offer(reader())
    number, talk = wish.id, conversations.get_conversation(wish.conversation_id)
    way, page = conversations.way_of(talk), addresses.whole(addresses.cake(talk.language, wish.token))
    words, talk_id = words_of(form.asked, talk.language, page, way), talk.id
    made = attempt(form, lambda asked: commissions.offer(
        number, asked.offer, good_until=asked.good_until, text=words, seen_version=asked.seen_version, by=by(), now=clock.now()))
    if made is None:
        return draw(commissions.get(number), form, 422)
    if way == "messenger":
        conversations.answer(talk_id, words, by=by(), now=clock.now())
    return _done(number, f"sent_{way}")


@needs(Permission.OFFER_CAKES)
def answer_cake(commission_id: int) -> ResponseReturnValue:
    wish, form = commissions.get(commission_id), read(Words, request.form, reader())
    talk_id, way = wish.conversation_id, conversations.way_of(conversations.get_conversation(wish.conversation_id))
    attempt(form, lambda asked: conversations.answer(talk_id, asked.text, by=by(), now=clock.now()))
    if form.errors:
        return draw(commissions.get(commission_id), form, 422)
    flash(say(f"inbox.answered_{way}", reader()))
    return redirect(addresses.admin_cake(commission_id), 303)


@needs(Permission.OFFER_CAKES)
def decline_cake(commission_id: int) -> ResponseReturnValue:
    form = read(Words, request.form, reader())
    attempt(form, lambda asked: commissions.decline(commission_id, asked.text, by=by(), now=clock.now()))
    if form.errors:
        form.errors = {"decline" if name == "text" else name: sentence for name, sentence in form.errors.items()}
        return draw(commissions.get(commission_id), form, 422)
    return _done(commission_id, "declined")


@needs(Permission.OFFER_CAKES)
def show_cake_more(commission_id: int) -> ResponseReturnValue:
    """Photos that came another way."""
    showing.expect_photos()
    wish, form = commissions.get(commission_id), Form[bool](reader(), request.form, asked=True)
    photos = showing.read_photos(form, most=commissions.MOST_PHOTOS - len(wish.pictures))
    attempt(form, lambda _asked: commissions.show_more(commission_id, tuple(photo.key for photo in photos)))
    return draw(commissions.get(commission_id), form, 422) if form.errors else _done(commission_id, "shown")


@needs(Permission.OFFER_CAKES)
def new_cake(conversation_id: int) -> ResponseReturnValue:
    """A wish told in a conversation, with what was said there; one still talked about is the one."""
    known = commissions.find_by_conversation(conversation_id)
    if known is not None and known.state in commissions.OPEN:
        return redirect(addresses.admin_cake(known.id))
    said = [message.text for message in conversations.list_messages(conversation_id) if message.direction == "in"]
    given = {"taste": "\n".join(said[-3:])[:commissions.LONGEST["taste"]]}
    return _draw_new(conversation_id, Form(reader(), given), ())


def _draw_new(conversation_id: int, form: Form[Any], photos: tuple[Photo, ...], status: int = 200) -> ResponseReturnValue:
    talk = conversations.get_conversation(conversation_id)
    return render_template(
        "admin/cake_new.html", form=form, photos=photos, talk=talk, who=who_is(talk), longest=commissions.LONGEST,
        most_photos=commissions.MOST_PHOTOS, most_people=commissions.MOST_PEOPLE, first_on=clock.today() + timedelta(days=1),
        secret=form.value("reference") or token_urlsafe(18)), status


@needs(Permission.OFFER_CAKES)
def write_cake_down(conversation_id: int) -> ResponseReturnValue:
    showing.expect_photos()
    form = read(Told, request.form, reader())
    conversations.get_conversation(conversation_id)
    photos = showing.read_photos(form)
    written = attempt(form, lambda told: _write_down(conversation_id, told, photos, clock.now()))
    return _done(written, "written") if written else _draw_new(conversation_id, form, photos, 422)


def _write_down(conversation_id: int, told: Told, photos: tuple[Photo, ...], now: datetime) -> int:
    keys = tuple(photo.key for photo in photos)
    wish = Wish(told.on, told.people, told.taste, told.occasion, told.inscription, told.allergies, keys)
    return commissions.write_down(wish, conversation_id, reference=told.reference[:60], by=by(), now=now).id


@needs(Permission.EDIT_SETTINGS)
def open_cakes() -> ResponseReturnValue:
    wanted = request.form.get("is_open") == "1"
    commissions.open_door(wanted, by=by(), now=clock.now())
    flash(say(f"cakes.desk.door_{'opened' if wanted else 'closed'}", reader()))
    return redirect(url_for("admin.cakes"), 303)


@needs(Permission.SEE_ORDERS)
def shown_photo(key: str) -> Response:
    """What a customer showed, for whoever works on it."""
    return showing.show(key, [key])


ADDRESSES = (
    ("/cakes", "cakes", cakes, "GET"),
    ("/cakes/door", "open_cakes", open_cakes, "POST"),
    ("/cakes/<int:commission_id>", "cake", cake, "GET"),
    ("/cakes/<int:commission_id>/offer", "offer_cake", offer_cake, "POST"),
    ("/cakes/<int:commission_id>/answer", "answer_cake", answer_cake, "POST"),
    ("/cakes/<int:commission_id>/decline", "decline_cake", decline_cake, "POST"),
    ("/cakes/<int:commission_id>/photos", "show_cake_more", show_cake_more, "POST"),
    ("/inbox/<int:conversation_id>/cake", "new_cake", new_cake, "GET"),
    ("/inbox/<int:conversation_id>/cake", "write_cake_down", write_cake_down, "POST"),
    ("/photos/<key>", "shown_photo", shown_photo, "GET"),
)
