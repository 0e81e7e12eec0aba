"""The real shop on a free port, started for a test and ended by the ids of its own processes."""
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import requests

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Served:
    """A running shop. `address` has no slash at its end."""

    address: str
    data: Path
    database_url: str
    process: subprocess.Popen[bytes]

    def visitor(self) -> requests.Session:
        """Somebody with a browser of their own: keeps cookies and says where its forms come from."""
        visitor = requests.Session()
        visitor.headers["Origin"] = self.address
        visitor.trust_env = False
        return visitor

    def log(self) -> str:
        return (self.data / "server.log").read_text("utf-8", errors="replace")

    def kill(self) -> None:
        """As a power cut would: every process of this server at once, without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def start(*, data: Path, database_url: str, processes: int = 2, moment: datetime | None = None, port: int | None = None,
          **environment: str) -> Served:
    """Start the shop over an existing database and wait until it answers."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.launcher", str(port), str(processes), moment.isoformat() if moment else ""]
    settings = {"SHOP_DATA": str(data), "DATABASE_URL": database_url, "PUBLIC_URL": address, "PORT": str(port), "SECRET_KEY": "played"}
    log = (data / "server.log").open("ab")
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings | environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                               start_new_session=True)
    log.close()
    served = Served(address, data, database_url, process)
    _wait(served)
    return served


def _wait(served: Served, patience_s: float = 30) -> None:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if served.process.poll() is not None:
            raise RuntimeError(f"the shop did not start:\n{served.log()}")
        try:
            requests.get(f"{served.address}/robots.txt", timeout=10)
            return
        except requests.ConnectionError:
            time.sleep(0.05)
    served.kill()
    raise RuntimeError(f"the shop did not answer within {patience_s} s:\n{served.log()}")


@contextmanager
def serving(*, data: Path, database_url: str, processes: int = 2, moment: datetime | None = None, **environment: str) -> Iterator[Served]:
    """The shop for the length of a test."""
    served = start(data=data, database_url=database_url, processes=processes, moment=moment, **environment)
    try:
        yield served
    finally:
        served.stop()
