"""Decides how fast letters may leave: evenly, so that no minute holds more than the limit."""

from time import monotonic


class Pace:
    """So many a minute; None is as fast as the server takes them."""

    def __init__(self) -> None:
        self._per_second: float | None = None
        self._saved, self._at = 1.0, monotonic()

    def set(self, per_minute: int | None) -> None:
        self._per_second = per_minute / 60 if per_minute else None

    def batch(self, most: int) -> int:
        """How many it is worth claiming at once."""
        return most if self._per_second is None else max(1, min(most, int(self._per_second * 4)))

    def take(self, wanted: int) -> int:
        """How many of those wanted may leave now."""
        if self._per_second is None or wanted <= 0:
            return max(0, wanted)
        now = monotonic()
        self._saved, self._at = min(max(1.0, self._per_second / 50), self._saved + (now - self._at) * self._per_second), now
        taken = min(wanted, int(self._saved))
        self._saved -= taken
        return taken

    def wait(self) -> float:
        """Seconds until the next may leave."""
        return 0.0 if self._per_second is None else max(0.0, (1 - self._saved) / self._per_second)
