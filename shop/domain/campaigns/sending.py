"""Decides how an emailed offer leaves: in short rounds of the worker, over kept connections, each letter marked before and after."""

import logging
from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import select, update

from shop.domain import customers
from shop.domain.campaigns.carrying import Lanes
from shop.domain.campaigns.claiming import Ended, Turn, claim, mark, new_claim, recover, release
from shop.domain.campaigns.framing import Frames
from shop.domain.campaigns.gathering import gather
from shop.domain.campaigns.models import Campaign, Recipient
from shop.domain.campaigns.pacing import Pace
from shop.domain.campaigns.scheduling import begin_due
from shop.kernel import ports
from shop.kernel.alone import alone
from shop.kernel.database import change, db, writing

log = logging.getLogger(__name__)
CONNECTIONS = 4
BATCH = 200
A_ROUND_S = 2.0  # then order letters and all else of the worker have their turn
DOWN_IN_A_ROW = CONNECTIONS


def send_due(now: datetime, *, folder: Path, seconds: float = A_ROUND_S) -> int:
    """Go on with every campaign that is being sent, for a moment. Returns how many letters were dealt with.

    One process of a machine at a time: what the one before it left claimed is therefore left for good.
    """
    begin_due(now)
    live = list(db.session.scalars(select(Campaign.id).where(Campaign.state == "sending").order_by(Campaign.id)))
    db.session.rollback()
    if not live or not ports.post_office().is_open():
        _rest()
        return 0
    with alone(folder / "campaigns.turn") as is_ours:
        if not is_ours:
            return 0
        recover(now)
        try:
            return sum(_go_on(campaign_id, now, seconds / len(live)) for campaign_id in live)
        except BaseException:
            _rest()  # what is in the server's hands is parked by the next round
            raise


_lanes: list[Lanes] = []
_rounds: dict[int, "Sender"] = {}


def _rest() -> None:
    """Nothing is being sent: connections are closed."""
    _rounds.clear()
    while _lanes:
        _lanes.pop().close()


def _go_on(campaign_id: int, now: datetime, seconds: float) -> int:
    until = monotonic() + seconds
    while db.session.get_one(Campaign, campaign_id, populate_existing=True).total is None:
        gather(campaign_id, now=now)
        if monotonic() > until:
            return 1
    if not _lanes:
        office = ports.post_office()
        _lanes.append(Lanes([office.connect() for _ in range(CONNECTIONS)]))
    sender = _rounds.setdefault(campaign_id, Sender(campaign_id, _lanes[0]))
    sent = sender.go_on(now, until)
    _finish(campaign_id, now)
    return sent


def _finish(campaign_id: int, now: datetime) -> None:
    """Done when nobody waits any more."""
    left = select(Recipient.id).where(Recipient.campaign_id == campaign_id, Recipient.state.in_(("waiting", "claimed")))
    is_left = db.session.scalar(left.limit(1)) is not None
    db.session.rollback()
    if not is_left:
        with writing():
            done = update(Campaign).where(Campaign.id == campaign_id, Campaign.state == "sending")
            change(done.values(state="done", finished_at=now, version=Campaign.version + 1))
        _rounds.pop(campaign_id, None)


class Sender:
    """One campaign on its way through this process: its frames and its pace last from round to round."""

    def __init__(self, campaign_id: int, lanes: Lanes) -> None:
        self._id, self._lanes, self._claim = campaign_id, lanes, new_claim()
        self._frames, self._pace = Frames(campaign_id), Pace()
        self._down_until, self._down = 0.0, 0
        self._tokens, self._written = dict[int, str](), dict[int, bytes]()

    def go_on(self, now: datetime, until: float) -> int:
        if monotonic() < self._down_until:
            return 0
        self._began, self._until, dealt = (now, monotonic()), until, 0
        self._down, self._down_until = 0, 0.0
        self._pace.set(db.session.get_one(Campaign, self._id).per_minute)
        self._frames.renew()
        while monotonic() < self._until and not self._down_until:
            turns = claim(self._id, claim=self._claim, most=self._pace.batch(BATCH), now=self._now())
            if not turns:
                break
            dealt += self._send(turns)
        return dealt

    def _now(self) -> datetime:
        began, at = self._began
        return began + timedelta(seconds=monotonic() - at)

    def _send(self, turns: list[Turn]) -> int:
        """Hand these over while the round lasts; who is not reached waits again."""
        self._tokens = {turn.id: customers.unsubscribe_token(turn.customer_id) for turn in turns}
        db.session.rollback()
        waiting, in_hands, ended = deque(turns), 0, list[Ended]()
        while True:
            wanted = self._next(waiting, self._lanes.size - in_hands)
            if ended or wanted:
                in_hands += self._mark_and_hand(ended, wanted)
                self._write_ahead(islice(waiting, self._lanes.size))
            ended = self._lanes.collect(in_hands) if in_hands else []
            in_hands -= len(ended)
            self._watch(ended)
            if not in_hands and not ended and not self._may_go_on(waiting):
                break
        release(turns, claim=self._claim, now=self._now())
        return len(turns) - len(waiting)

    def _may_go_on(self, waiting: deque[Turn]) -> bool:
        if not waiting or self._down_until or monotonic() >= self._until:
            return False
        sleep(max(0.0, min(self._pace.wait(), self._until - monotonic())))
        return True

    def _next(self, waiting: deque[Turn], free: int) -> list[Turn]:
        """Whose turn it is, as many as connections are free and the pace allows."""
        if monotonic() >= self._until or self._down_until:
            return []
        return [waiting.popleft() for _ in range(self._pace.take(min(free, len(waiting))))]

    def _write_ahead(self, turns: Iterable[Turn]) -> None:
        """While some are on the wire, the next are written."""
        self._written = {turn.id: self._frames.write(turn, self._tokens[turn.id]) for turn in turns}

    def _mark_and_hand(self, ended: list[Ended], wanted: list[Turn]) -> int:
        messages = [(turn, self._written.get(turn.id) or self._frames.write(turn, self._tokens[turn.id])) for turn in wanted]
        may = mark(ended, wanted, claim=self._claim, now=self._now())
        for turn, message in messages:
            if turn.id in may:
                self._lanes.hand(turn, message)
        if wanted and not may and not self._goes_on():
            self._until = 0.0
        return len(may)

    def _goes_on(self) -> bool:
        state = db.session.scalar(select(Campaign.state).where(Campaign.id == self._id))
        db.session.rollback()
        return state == "sending"

    def _watch(self, ended: list[Ended]) -> None:
        """A server that can't be reached is left alone for a while."""
        for one in ended:
            self._down = self._down + 1 if one.is_down else 0
        self._down_until = monotonic() + 30 if self._down >= DOWN_IN_A_ROW else 0.0
