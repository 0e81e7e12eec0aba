"""Decides how often something guessable may be tried: counted in the database, so all processes count together."""
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel import clock
from shop.kernel.clock import Moment
from shop.kernel.database import Base, db, is_postgresql, writing
from shop.kernel.refusal import Refusal


class TooManyTries(Refusal):
    code = "too_many_tries"
    status = 429


class Tries(Base):
    __tablename__ = "tries"
    what: Mapped[str] = mapped_column(primary_key=True)
    since_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    count: Mapped[int]


def count_try(what: str, *, most: int, per: timedelta, now: datetime) -> None:
    """Count one try of `what` (for example `sign-in:<address>`). Raises TooManyTries beyond `most` in the running window of `per`.

    The count is kept even when refused, since it is committed before the answer.
    """
    seconds = int(per.total_seconds())
    since = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, now.tzinfo)
    dialect = postgresql if is_postgresql() else sqlite
    with writing():
        insert = dialect.insert(Tries).values(what=what, since_at=since, count=1)
        raise_count = insert.on_conflict_do_update(index_elements=["what", "since_at"], set_={"count": Tries.count + 1})
        counted = db.session.scalar(raise_count.returning(Tries.count)) or 0
        db.session.execute(delete(Tries).where(Tries.since_at < now - timedelta(days=2)))
    if counted > most:
        raise TooManyTries(wait_time=clock.local(since + per).time())


def forgive(what: str) -> None:
    """Whoever it was got it right: what was counted no longer counts."""
    with writing():
        db.session.execute(delete(Tries).where(Tries.what == what))


def refuse_beyond(what: str, *, most: int, per: timedelta, now: datetime) -> None:
    """The same limit where only failures are counted: counts nothing. Raises TooManyTries once `most` were."""
    seconds = int(per.total_seconds())
    since = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, now.tzinfo)
    counted = db.session.scalar(select(Tries.count).where(Tries.what == what, Tries.since_at == since)) or 0
    if counted >= most:
        raise TooManyTries(wait_time=clock.local(since + per).time())
