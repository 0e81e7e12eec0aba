"""A client light enough not to be what is measured: raw sockets, kept open, many at once."""
import re
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass
class Answer:
    status: int
    head: bytes
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        found = re.search(rb"(?im)^" + name.encode() + rb":\s*(.*?)\r?$", self.head)
        return found[1].decode() if found else ""

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Asker:
    """One visitor's connection, with a jar of cookies."""

    def __init__(self, port: int) -> None:
        self._port, self._socket = port, None
        self.cookies: dict[str, str] = {}

    def _open(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def ask(self, path: str, form: Mapping[str, str] | list[tuple[str, str]] | None = None, **headers: str) -> Answer:
        body = urlencode(form).encode() if form is not None else b""
        lines = [f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", f"Host: 127.0.0.1:{self._port}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if form is not None:
            lines += [f"Origin: http://127.0.0.1:{self._port}", "Content-Type: application/x-www-form-urlencoded",
                      f"Content-Length: {len(body)}"]
        began = time.perf_counter()
        answer = self._exchange("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        answer.seconds = time.perf_counter() - began
        self._keep_cookies(answer)
        return answer

    def _exchange(self, question: bytes) -> Answer:
        for last in (False, True):
            try:
                connection = self._open()
                connection.sendall(question)
                return self._read(connection)
            except (ConnectionError, EOFError):
                self.close()
                if last:
                    raise
        raise AssertionError

    def _read(self, connection: socket.socket) -> Answer:
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._some(connection)
        head, _, body = got.partition(b"\r\n\r\n")
        answer = Answer(int(head[9:12]), head, b"", 0)
        length = int(answer.header("Content-Length") or 0) if answer.status not in (204, 304) else 0
        assert "chunked" not in answer.header("Transfer-Encoding"), "the shop's pages say their length"
        while len(body) < length:
            body += self._some(connection)
        answer.body = body
        if answer.header("Connection").lower() == "close":
            self.close()
        return answer

    @staticmethod
    def _some(connection: socket.socket) -> bytes:
        some = connection.recv(262_144)
        if not some:
            raise EOFError
        return some

    def _keep_cookies(self, answer: Answer) -> None:
        for name, value in re.findall(rb"(?im)^set-cookie:\s*([^=;\s]+)=([^;\r\n]*)", answer.head):
            self.cookies[name.decode()] = value.decode()

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


@dataclass
class Tally:
    """What a crowd met: seconds of each request, how long it took altogether, what went wrong."""

    seconds: list[float] = field(default_factory=list)
    elapsed: float = 0.0
    errors: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.elapsed

    def percentile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def crowd(size: int, seconds: float, life: Callable[[int, Callable[[], bool]], None]) -> float:
    """Let `size` visitors live at once for so long; each gets its number and whether there is time left. Returns how long it took."""
    stop = time.perf_counter() + seconds
    people = [threading.Thread(target=life, args=(number, lambda: time.perf_counter() < stop)) for number in range(size)]
    began = time.perf_counter()
    for person in people:
        person.start()
    for person in people:
        person.join()
    return time.perf_counter() - began


def repeat(port: int, path: str, *, size: int = 8, seconds: float = 4, expect: int = 200, form: Mapping[str, str] | None = None,
           cookies: Mapping[str, str] | None = None, **headers: str) -> Tally:
    """The same request again and again by several visitors at once."""
    tally = Tally()

    def life(_number: int, time_left: Callable[[], bool]) -> None:
        asker = Asker(port)
        asker.cookies.update(cookies or {})
        while time_left():
            answer = asker.ask(path, form, **headers)
            tally.seconds.append(answer.seconds)
            if answer.status != expect:
                tally.errors.append(f"{path}: {answer.status}")
        asker.close()

    tally.elapsed = crowd(size, seconds, life)
    return tally
