"""A real browser for tests: the chromium on PATH, people of several kinds, and everything a person would be annoyed by noted down."""
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, sync_playwright

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"  # people: no robot counts
ARGS = [f"--user-agent={AGENT}", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
HOSTED = "/c/pay/"  # the page one pays on is somebody else's: people are led there, no page of ours asks it for anything
PARTS_OF_A_PAGE = ("image", "script", "stylesheet", "font", "media")
Meet = Callable[..., Page]


@contextmanager
def chromium_running() -> Iterator[Browser]:
    """Only one may run in a process: tests share it as the fixture `chromium`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        yield browser
        browser.close()


class Annoyances:
    """What goes wrong around a page without the page saying so: foreign requests, errors of scripts, parts that don't come."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.notes: list[str] = []
        self._home = urlsplit(home).netloc
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", lambda said: self._spoken(said.type, said.text))
        context.on("weberror", lambda broken: self.notes.append(f"script: {broken.error}"))

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if request.is_navigation_request() and parts.path.startswith(HOSTED):
            return
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self._home:
            self.notes.append(f"foreign: {request.url}")

    def _answered(self, response: Response) -> None:
        part = response.request.resource_type in PARTS_OF_A_PAGE
        if response.status >= 500 or (part and response.status >= 400):
            self.notes.append(f"{response.status}: {response.url}")

    def _spoken(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):  # those are noted by their status
            self.notes.append(f"{kind}: {text}")


@contextmanager
def meeting(browser: Browser) -> Iterator[Meet]:
    """Gives `meet(address, PHONE, staff=..., scripting=..., locale=...)`: a page of somebody with a browser of their own.

    When the test ends nobody may have been annoyed.
    """
    met: list[tuple[BrowserContext, Annoyances]] = []

    def meet(address: str, device: dict[str, Any] = PHONE, *, staff: str = "", scripting: bool = True, locale: str = "it-IT",
             **more: Any) -> Page:
        context = browser.new_context(
            base_url=address, locale=locale, timezone_id="Europe/Rome", java_script_enabled=scripting, reduced_motion="reduce",
            **device, **more)
        context.set_default_timeout(8_000)
        if staff:
            context.add_cookies([{"name": "staff", "value": staff, "url": address}])
        met.append((context, Annoyances(context, address)))
        return context.new_page()

    try:
        yield meet
    finally:
        for context, _ in met:
            context.close()
    assert [note for _, seen in met for note in seen.notes] == []
