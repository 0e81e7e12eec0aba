"""Decides how the server and the worker live together: forked from one parent that ends both, and starts the worker again when it dies."""
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from threading import Event
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from shop import worker
from shop.kernel.database import db

Settings = Mapping[str, object]
PATIENCE_S = 20.0


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn over an app that exists already, so all its processes share one memory."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app, self._settings = app, settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def server_settings(*, bind: str, processes: int, on_ready: Callable[[], None]) -> dict[str, Any]:
    return {
        "bind": bind, "workers": processes, "threads": 4, "worker_class": "gthread", "preload_app": True, "control_socket_disable": True,
        "keepalive": 15, "timeout": 60, "graceful_timeout": 10, "loglevel": "warning", "max_requests": 0,
        "forwarder_headers": "",  # a visitor's own SCRIPT_NAME header would move every link of a page that others are shown too
        "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108  # the heartbeat file, in memory
        "when_ready": lambda _server: on_ready(),
    }


def _end_with_parent() -> None:
    """Where the system can, be told to stop when the parent is killed without a word."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _fork(life: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        _end_with_parent()
        life()
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 0)
    finally:
        os._exit(1 if sys.exc_info()[0] else 0)


def work_until_told(app: Flask) -> None:
    """The worker's life: rounds until SIGTERM or Ctrl-C."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    os.nice(10)  # customers first: letters and pictures are made when nobody waits
    with app.app_context():
        worker.work(stop)


def live(app: Flask, settings: Settings) -> int:
    """Run server and worker until SIGTERM or Ctrl-C, or until the server ends by itself. Returns the exit code."""
    with app.app_context():
        db.engine.dispose()  # no connection may be shared with a child
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _frame: told.append(got))
    server = _fork(Server(app, settings).run)
    workers = [_fork(lambda: work_until_told(app))]
    code = _watch(server, workers, lambda: _fork(lambda: work_until_told(app)), told)
    for pid in (server, *workers):
        _end(pid)
    return code


def _watch(server: int, workers: list[int], revive: Callable[[], int], told: list[int]) -> int:
    while not told:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == server:
            return os.waitstatus_to_exitcode(status) or 1
        if pid in workers:
            workers[:] = [revive()]
        if not pid:
            time.sleep(0.2)
    return 0


def _end(pid: int) -> None:
    """Ask to stop, wait, and in the end insist."""
    try:
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if os.waitpid(pid, os.WNOHANG)[0]:
                return
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        return
