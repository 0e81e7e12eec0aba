"""Starts what is measured, each over a data folder of its own, and reads how much processor and memory it uses."""
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.asking import Asker
from tests.serving import ROOT, free_port


class Running:
    """A started server with its processes."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def _tree(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def processor_seconds(self) -> float:
        return sum(times.user + times.system for times in (process.cpu_times() for process in self._tree()))

    def web_processes(self) -> list[psutil.Process]:
        """The forked servers of requests: children of the process that listens."""
        listening = [p for p in self._tree() if any(c.status == psutil.CONN_LISTEN for c in p.net_connections("tcp"))]
        masters = {p.pid for p in listening}
        return [p for p in listening if p.ppid() in masters]

    def pss_mib(self) -> float:
        return sum(process.memory_full_info().pss for process in self.web_processes()) / 2**20

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@contextmanager
def running(command: list[str], *, log: Path, ready: str, **environment: str) -> Iterator[Running]:
    port = free_port()
    with log.open("ab") as output:
        settings = os.environ | {"PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}"} | environment
        process = subprocess.Popen([sys.executable, *[part.replace("PORT", str(port)) for part in command]], cwd=ROOT, env=settings,
                                   stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
    server = Running(process, port)
    try:
        _wait(server, ready, log)
        yield server
    finally:
        server.stop()


def _wait(server: Running, ready: str, log: Path) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise RuntimeError(f"it did not start:\n{log.read_text('utf-8')[-4000:]}")
        try:
            if Asker(server.port).ask(ready).status < 500:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"it did not answer:\n{log.read_text('utf-8')[-4000:]}")
