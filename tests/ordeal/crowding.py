"""Lets a crowd do the same thing at the same moment, while somebody else only looks around."""
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from tests.buyers import Buyer

T = TypeVar("T")
R = TypeVar("R")


def at_once(people: Sequence[T], act: Callable[[T], R]) -> list[R]:
    """What each got; what went wrong for one is raised here."""
    got: list[R | BaseException] = [RuntimeError("never came back")] * len(people)
    start = threading.Barrier(len(people))

    def run(number: int, person: T) -> None:
        start.wait(60)
        try:
            got[number] = act(person)
        except Exception as failure:
            got[number] = failure

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    failures = [result for result in got if isinstance(result, BaseException)]
    if failures:
        raise failures[0]
    return got  # type: ignore[return-value]


@dataclass
class Watched:
    """What somebody met who only looked at pages meanwhile."""

    seconds: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)


@contextmanager
def looking_around(visitor: Buyer, pages: Sequence[str]) -> Iterator[Watched]:
    """One page after the other, as long as the others are at it."""
    watched, stop = Watched(), threading.Event()

    def look() -> None:
        while not stop.is_set():
            for page in pages:
                began = time.monotonic()
                watched.statuses.append(visitor.get(page).status_code)
                watched.seconds.append(time.monotonic() - began)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield watched
    finally:
        stop.set()
        thread.join(60)
