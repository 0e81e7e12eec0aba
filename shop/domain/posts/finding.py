"""Decides which posts are shown: the newest first."""

from collections.abc import Sequence

from sqlalchemy import select

from shop.domain.posts.models import Post
from shop.kernel.database import db
from shop.kernel.refusal import NotFound


def list_posts(*, product_id: int | None = None, limit: int = 30) -> Sequence[Post]:
    wanted = select(Post).order_by(Post.id.desc()).limit(limit)
    return db.session.scalars(wanted.where(Post.product_id == product_id) if product_id else wanted).all()


def get_post(post_id: int) -> Post:
    """Raises NotFound."""
    post = db.session.get(Post, post_id, populate_existing=True)
    if post is None:
        raise NotFound
    return post
