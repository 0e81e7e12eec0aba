"""Decides how letters go over kept connections: a thread for each, one letter at a time in it, and what the server's answer means."""

from collections.abc import Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from shop.domain.campaigns.claiming import MOST_TRIES, Ended, Turn
from shop.kernel.ports import PostDelayed, PostRefused, PostUncertain, Wire

TOGETHER_S = 0.004  # about as long as a write takes


class Lanes:
    """As many letters are in the server's hands as there are connections, never more."""

    def __init__(self, wires: Sequence[Wire]) -> None:
        self.size, self._wires = len(wires), wires
        self._letters: SimpleQueue[tuple[Turn, bytes] | None] = SimpleQueue()
        self._ended: SimpleQueue[Ended] = SimpleQueue()
        for wire in wires:
            Thread(target=self._live, args=(wire,), daemon=True, name="letters").start()

    def _live(self, wire: Wire) -> None:
        while (letter := self._letters.get()) is not None:
            self._ended.put(carry(wire, *letter))
        wire.close()

    def hand(self, turn: Turn, message: bytes) -> None:
        self._letters.put((turn, message))

    def collect(self, in_hands: int) -> list[Ended]:
        """Wait for one to end, and take those that end with it: one write marks them all."""
        ended = [self._ended.get()]
        until = monotonic() + TOGETHER_S
        try:
            while len(ended) < in_hands:
                ended.append(self._ended.get(timeout=max(0.0, until - monotonic())))
        except Empty:
            pass
        return ended

    def close(self) -> None:
        """Let every connection say goodbye."""
        for _ in range(self.size):
            self._letters.put(None)


def carry(wire: Wire, turn: Turn, message: bytes) -> Ended:
    """One try. Whatever breaks after the letter was handed over parks it: it is never sent twice."""
    try:
        wire.send(to=turn.email, message=message)
    except PostRefused as refusal:
        return Ended(turn, "refused", str(refusal), is_hard=refusal.is_hard)
    except PostDelayed as delay:
        if delay.is_down:
            return Ended(turn, "waiting", str(delay), is_down=True)
        state = "waiting" if turn.tries + 1 < MOST_TRIES else "refused"
        return Ended(turn, state, str(delay), is_soft=delay.blames_mailbox)
    except PostUncertain as broken:
        return Ended(turn, "parked", str(broken))
    except Exception as broken:  # nobody knows how far it came
        return Ended(turn, "parked", repr(broken))
    return Ended(turn, "sent")
