"""The fake Stripe on a port: keys, idempotency, faults on demand, webhooks that are sent late, twice, out of order or never."""

import json
import secrets
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from tests.fakes.stripe import api, page
from tests.fakes.stripe.account import API_VERSION, Account
from tests.fakes.stripe.objects import Told, new_id
from tests.fakes.stripe.params import No, unfold

READER = "tmr_counter"
A_MATTER_OF_FORM = "/v1/checkout/sessions"  # what is refused there was never begun, so no key remembers it


@dataclass
class Faults:
    """How the fake misbehaves. `only`: how the calls end to which it all applies ("POST /v1/refunds"), "" for all."""

    hang_s: float = 0  # takes the call and says nothing for so long, having done nothing
    slow_s: float = 0  # does it late
    errors: list[int] = field(default_factory=list)  # the next answers: 500, 503, 429 ...
    drop_before: int = 0  # so many calls are hung up on, nothing done
    drop_after: int = 0  # so many calls are done, and hung up on before the answer
    only: str = ""


@dataclass
class Remembered:
    """What was asked under a key, and answered once it was."""

    asked: tuple[str, str, str]
    answer: tuple[int, Told] | None = None


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    fields: Told
    key: str


class StripeServer(Account):
    """See the package."""

    def __init__(self) -> None:
        super().__init__(key=f"sk_test_canary{secrets.token_hex(8)}", webhook_secret=f"whsec_canary{secrets.token_hex(8)}",
                         reader_id=READER)
        self.faults, self.asked = Faults(), list[Asked]()
        self.mail: list[Told] = []
        self.posts_at_once, self.webhook_url = False, ""
        self.hook: Callable[[bytes, str], int] = self._post
        self.on_event = self._post_box
        self._keys: dict[str, Remembered] = {}
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def settings(self) -> dict[str, str]:
        """What create_app is given to be paid through this one."""
        return {"STRIPE_SECRET_KEY": self.key, "STRIPE_WEBHOOK_SECRET": self.webhook_secret, "STRIPE_READER": READER,
                "STRIPE_URL": self.url}

    def environment(self) -> dict[str, str]:
        """The same for a shop that tests/serving starts: `serving(..., **stripe.environment())`."""
        return {"TEST_STRIPE_URL" if name == "STRIPE_URL" else name: said for name, said in self.settings().items()} | {"PLAY_MONEY": ""}

    def __enter__(self) -> "StripeServer":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    # webhooks

    def _post_box(self, event: Told) -> None:
        if self.posts_at_once:
            threading.Thread(target=self._send, args=(event,), daemon=True).start()
        else:
            self.mail.append(event)

    def deliver(self, *, order: Callable[[list[Told]], Iterable[Told]] = list, times: int = 1, kinds: tuple[str, ...] = ()) -> list[int]:
        """Send what waits (of these kinds), each so many times; the statuses answered. What was not taken (no 2xx) waits on."""
        waiting = [event for event in self.mail if not kinds or event["type"] in kinds]
        self.mail = [event for event in self.mail if event not in waiting]
        answers = []
        for event in order(waiting):
            told = [self._send(event) for _ in range(times)]
            if not any(200 <= status < 300 for status in told):
                self.mail.append(event)
            answers += told
        return answers

    def lose(self) -> int:
        """What waits will never be sent; it stays in the list of events. How many."""
        lost, self.mail = len(self.mail), []
        return lost

    def _send(self, event: Told) -> int:
        body = self.body_of(event)
        return self.hook(body.encode(), self.sign(body))

    def _post(self, body: bytes, signature: str) -> int:
        with requests.Session() as line:
            line.trust_env = False
            try:
                return line.post(self.webhook_url, data=body, timeout=10,
                                 headers={"Stripe-Signature": signature, "Content-Type": "application/json"}).status_code
            except requests.RequestException:
                return 0

    # calls

    def forget_keys(self) -> None:
        """A day has passed: what was asked under a key is remembered no longer."""
        self._keys.clear()

    def answer(self, method: str, path: str, given: list[tuple[str, str]], headers: Any) -> tuple[int, Told]:
        """One call to the API, as the real one judges it: key, version, parameters, idempotency, and then the deed."""
        key = headers.get("Idempotency-Key") or ""
        with self.lock:
            self.asked.append(Asked(method, path, unfold(given), key))
            self._check_headers(headers)
            act, params, ids = api.prepare(method, path, unfold(given))
            known = self._remembered(key, (method, path, json.dumps(sorted(given)))) if key and method == "POST" else None
            if known is not None and known.answer is not None:
                return known.answer
        self._closing.wait(self.faults.slow_s if self._is_meant(method, path) else 0)
        with self.lock:
            answer = self._do(act, params, ids)
            if known is not None:
                known.answer = answer
            if key and path == A_MATTER_OF_FORM and answer[0] != 200:
                del self._keys[key]
            return answer

    def _do(self, act: api.Act, params: Told, ids: list[str]) -> tuple[int, Told]:
        try:
            return 200, api.expanded(self, act(self, {**params}, ids), params.get("expand", ()))
        except No as no:
            return no.status, no.body

    def _check_headers(self, headers: Any) -> None:
        if headers.get("Authorization") != f"Bearer {self.key}":
            raise No(f"Invalid API Key provided: {str(headers.get('Authorization'))[7:15]}***", status=401)
        if headers.get("Stripe-Version") != API_VERSION:
            raise No(f"This shop pins {API_VERSION}.", status=400)

    def _remembered(self, key: str, asked: tuple[str, str, str]) -> Remembered | None:
        known = self._keys.get(key)
        if known is None:
            self._keys[key] = Remembered(asked)
            return self._keys[key]
        if known.asked != asked:
            raise No("Keys for idempotent requests can only be used with the same parameters they were first used with.",
                     kind="idempotency_error")
        if known.answer is None:
            raise No("There is currently another in-progress request using this Stripe-Idempotency-Key.", status=409,
                     code="idempotency_key_in_use")
        return known

    def _is_meant(self, method: str, path: str) -> bool:
        return f"{method} {path}".endswith(self.faults.only)

    def trouble(self, method: str, path: str) -> int | None:
        """What goes wrong before anything is done: a status, 0 to hang up."""
        if not self._is_meant(method, path):
            return None
        if self.faults.hang_s:
            self._closing.wait(self.faults.hang_s)
            return 0
        with self.lock:
            if self.faults.drop_before:
                self.faults.drop_before -= 1
                return 0
            return self.faults.errors.pop(0) if self.faults.errors else None

    def hangs_up_after(self, method: str, path: str) -> bool:
        with self.lock:
            if not self.faults.drop_after or not self._is_meant(method, path):
                return False
            self.faults.drop_after -= 1
            return True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_request: object) -> None:
        """Who asks hangs up when he has waited long enough."""


def _handler(stripe: StripeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            self._take("GET", asked.path, parse_qsl(asked.query, keep_blank_values=True))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._take("POST", urlsplit(self.path).path, parse_qsl(body.decode(), keep_blank_values=True))

        def _take(self, method: str, path: str, given: list[tuple[str, str]]) -> None:
            if path.startswith("/c/pay/"):
                return self._show(method, path.removeprefix("/c/pay/"), dict(given))
            if (status := stripe.trouble(method, path)) is not None:
                return self._hang_up() if status == 0 else self._say(status, {"error": {"message": "Try again", "type": "api_error"}})
            try:
                status, told = stripe.answer(method, path, given, self.headers)
            except No as no:
                status, told = no.status, no.body
            return self._hang_up() if stripe.hangs_up_after(method, path) else self._say(status, told)

        def _show(self, method: str, page_id: str, given: dict[str, str]) -> None:
            try:
                with stripe.lock:
                    to, drawn = page.press(stripe, page_id, given["deed"]) if method == "POST" else ("", page.draw(stripe, page_id))
            except No as no:
                return self._say(no.status, no.body)
            self.send_response(303 if to else 200)
            if to:
                self.send_header("Location", to)
            return self._end("text/html; charset=utf-8", drawn.encode())

        def _say(self, status: int, told: Told) -> None:
            self.send_response(status)
            self.send_header("Request-Id", new_id("req"))
            self._end("application/json", json.dumps(told).encode())

        def _end(self, kind: str, body: bytes) -> None:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _hang_up(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            self.connection.close()

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):  # hung up on purpose
                pass

        def log_message(self, *_words: object) -> None:
            """Quiet."""

    return Handler
