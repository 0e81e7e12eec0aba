"""Decides how a picture becomes a post exactly once, though showing it twice is one call away and any call may go unanswered."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from shop.domain.catalogue import Product
from shop.domain.posts.models import Post
from shop.domain.posts.wording import check
from shop.kernel import audit, ports
from shop.kernel.database import change, db, writing
from shop.kernel.ports import OutsideRefused
from shop.kernel.refusal import NotFound, Refusal

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)  # longer than any call outside takes: a post whose worker died is looked at after it
LONGEST_WAIT = timedelta(minutes=30)
LIMIT_WAIT = timedelta(hours=1)
UNSURE_WAIT = timedelta(minutes=1)
MOST_TRIES = 60  # about a day
MOST_A_ROUND = 5
LIVE = ("waiting", "prepared", "publishing")
ANEW = ("container_lost",)  # what was prepared is gone: prepare it again
PATIENT = {"limit_reached": LIMIT_WAIT, "not_ready": timedelta(seconds=15)}


class NoPicture(Refusal):
    code = "post_without_picture"


class NotConnected(Refusal):
    code = "instagram_not_connected"


@dataclass(frozen=True)
class Outcome:
    """What one step came to; `wait` is how long until the next."""

    state: str
    wait: timedelta = timedelta(0)
    problem: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def publish(product: Product, *, caption: str, alt: str, by: str, now: datetime, link_id: int | None = None) -> int:
    """Let the first picture of a product be published by the worker; returns the post's id.

    Raises NotConnected, NoPicture, CaptionTooLong, TooManyTags.
    """
    if not ports.publisher().is_connected():
        raise NotConnected
    if not product.pictures:
        raise NoPicture
    words = check(caption.strip())
    with writing():
        row = Post(product_id=product.id, picture=product.pictures[0].key, caption=words, alt=alt[:1000], link_id=link_id, due_at=now,
                   created_at=now, by=by)
        db.session.add(row)
        db.session.flush()
        audit.note(what="post.asked", by=by, about=f"product:{product.id}", at=now, post=row.id)
        return row.id


def publish_due(now: datetime) -> int:
    """One step of each post that is due, no transaction open meanwhile. Returns how many steps were made."""
    due = select(Post.id).where(Post.state.in_(LIVE), Post.due_at <= now).order_by(Post.due_at, Post.id).limit(MOST_A_ROUND)
    waiting = db.session.scalars(due).all()
    db.session.rollback()
    if not waiting or not ports.publisher().is_connected():
        return 0
    return sum(_step(post_id, now) for post_id in waiting)


def _step(post_id: int, now: datetime) -> bool:
    with writing():
        claim = update(Post).where(Post.id == post_id, Post.state.in_(LIVE), Post.due_at <= now)
        if change(claim.values(due_at=now + LEASE, tries=Post.tries + 1)) != 1:
            return False
    post = db.session.get_one(Post, post_id, populate_existing=True)
    db.session.expunge(post)
    db.session.rollback()
    outcome = _try(post, now)
    values: dict[str, Any] = {"state": outcome.state, "problem": outcome.problem, "due_at": now + outcome.wait} | outcome.facts
    with writing():
        change(update(Post).where(Post.id == post_id, Post.tries == post.tries, Post.state.in_(LIVE)).values(**values))
    return True


def _try(post: Post, now: datetime) -> Outcome:
    try:
        return _prepare(post) if post.state == "waiting" else _show(post, now)
    except OutsideRefused as refused:
        return _refused(post, refused.code)
    except OSError as failure:
        log.warning("a post could not be published now: %s", type(failure).__name__)
        if post.tries >= MOST_TRIES:
            return Outcome("refused", problem="unreachable")
        return Outcome(post.state, max(_wait(post.tries), UNSURE_WAIT if post.state == "publishing" else timedelta(0)), "unreachable")


def _wait(tries: int) -> timedelta:
    """Five seconds at first, then longer each time."""
    return min(timedelta(seconds=5 * 1.6 ** min(tries - 1, 20)), LONGEST_WAIT)


def _prepare(post: Post) -> Outcome:
    """A container nobody sees; one that was made and not kept (a kill in between) is simply forgotten there."""
    if ports.publisher().posts_left() <= 0:
        return Outcome("waiting", LIMIT_WAIT, "limit_reached")
    container = ports.publisher().prepare(picture=post.picture, caption=post.caption, alt=post.alt)
    return Outcome("prepared", facts={"container": container})


def _show(post: Post, now: datetime) -> Outcome:
    """What was about to be shown is looked at before it is shown: an unanswered call may have done it."""
    container = post.container or ""
    stand = ports.publisher().stand_of(container)
    if stand == "published":
        return Outcome("published", facts={"published_at": now})
    if stand == "expired":
        return Outcome("waiting", facts={"container": None})
    if stand != "finished":
        return Outcome(post.state, _wait(post.tries))
    if not _mark(post):
        return Outcome(post.state, LEASE)
    media = ports.publisher().publish(container)
    return Outcome("published", facts={"media": media, "published_at": now})


def _mark(post: Post) -> bool:
    """Kept before the call: whoever finds it so knows that it may have been shown."""
    with writing():
        mark = update(Post).where(Post.id == post.id, Post.tries == post.tries, Post.state.in_(("prepared", "publishing")))
        marked = change(mark.values(state="publishing")) == 1
    post.state = "publishing" if marked else post.state
    return marked


def _refused(post: Post, code: str) -> Outcome:
    if code in ANEW and post.tries < MOST_TRIES:
        return Outcome("waiting", _wait(post.tries), code, {"container": None})
    if code in PATIENT and post.tries < MOST_TRIES:
        return Outcome("prepared" if post.container else "waiting", PATIENT[code], code)
    return Outcome("refused", problem=code)


def try_again(post_id: int, *, by: str, now: datetime) -> None:
    """What was refused begins anew. Raises NotFound."""
    with writing():
        again = update(Post).where(Post.id == post_id, Post.state.in_(("refused", "stopped")))
        if change(again.values(state="waiting", container=None, problem="", tries=0, due_at=now)) != 1:
            raise NotFound
        audit.note(what="post.asked_again", by=by, about=f"post:{post_id}", at=now)


def stop(post_id: int, *, by: str, now: datetime) -> None:
    """Not to be published after all. Raises NotFound for what is being shown, or was."""
    with writing():
        halt = update(Post).where(Post.id == post_id, Post.state.in_(("waiting", "prepared")))
        if change(halt.values(state="stopped")) != 1:
            raise NotFound
        audit.note(what="post.stopped", by=by, about=f"post:{post_id}", at=now)
