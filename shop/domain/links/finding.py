"""Decides how a link is found: by its code in any case, by its id, and the newest first."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from shop.domain.links.models import Link
from shop.kernel.database import db
from shop.kernel.refusal import NotFound

LONGEST_CODE = 20


def find(code: str) -> Link | None:
    """The link of that code, however it was typed; also one that is over."""
    wanted = code.strip().upper()
    if not wanted or len(wanted) > LONGEST_CODE or not wanted.isascii():
        return None
    return db.session.scalar(select(Link).where(Link.code == wanted))


def find_by_id(link_id: int) -> Link | None:
    return db.session.get(Link, link_id, populate_existing=True)


def get(link_id: int) -> Link:
    """The link. Raises NotFound."""
    link = find_by_id(link_id)
    if link is None:
        raise NotFound
    return link


def list_links(
    *, campaign_id: int | None = None, purposes: Sequence[str] = (), skip: int = 0, most: int | None = None
) -> Sequence[Link]:
    """All links, or those of a campaign or of some purposes; the running ones first, then the newest. `most` after the first `skip`."""
    wanted = select(Link).order_by(Link.is_active.desc(), Link.id.desc()).offset(skip).limit(most)
    if campaign_id is not None:
        wanted = wanted.where(Link.campaign_id == campaign_id)
    if purposes:
        wanted = wanted.where(Link.purpose.in_(purposes))
    return db.session.scalars(wanted).all()


def get_many(link_ids: Collection[int]) -> dict[int, Link]:
    """These links by id, for reports and timelines."""
    return {link.id: link for link in db.session.scalars(select(Link).where(Link.id.in_(set(link_ids))))} if link_ids else {}
