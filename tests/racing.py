"""Lets many people do the same thing at the same moment, each on a thread and a connection of their own."""
from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask

from shop.kernel.database import db
from shop.kernel.refusal import Refusal


def race(app: Flask, people: int, act: Callable[[int], object]) -> list[object]:
    """What each person got: the act's result, or the refusal. Any other failure is raised here."""
    got: list[object] = [None] * people
    start = Barrier(people)

    def run(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                got[number] = act(number)
            except Exception as failure:
                got[number] = failure
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for result in got:
        if isinstance(result, Exception) and not isinstance(result, Refusal):
            raise result
    return got
