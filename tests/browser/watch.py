"""What a page may not do behind the screen: log an error, break its policy, call a third party."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

REFUSED: Final = re.compile(r"Failed to load resource: .* status of (401|403|404|409|429)\b")
"""The site said no, which is an answer like any other; the browser logs it all the same."""

DEAD: Final = re.compile(
    r"net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)"
)
"""The last is how a stream of scans ends when the site does not live to end it."""


NOT_WRITING: Final = "status of 503"
CUT_OFF: Final = "net::ERR_INTERNET_DISCONNECTED"
"""A phone without a network, which its browser tells at each question."""


@dataclass
class Watch:
    """Keeps what went wrong in one browser context; ``site_may_die`` in tests that kill it,
    ``site_may_refuse`` in those that take its storage away, ``phone_is_cut_off`` where a test has
    taken the network away.

    Without slots: Playwright hangs its own attributes on whoever listens."""

    context: BrowserContext
    site_url: str
    site_may_die: bool = False
    site_may_refuse: bool = False
    phone_is_cut_off: bool = False
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("console", self._hear)
        self.context.on("weberror", self._see_error)
        self.context.on("request", self._see_request)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning") or REFUSED.search(message.text):
            return
        if self.phone_is_cut_off and CUT_OFF in message.text:
            return
        if self.site_may_die and DEAD.search(message.text):
            return
        if self.site_may_refuse and NOT_WRITING in message.text:
            return
        self.complaints.append(f"console {message.type}: {message.text}")

    def _see_error(self, error: WebError) -> None:
        self.complaints.append(f"uncaught in the page: {error.error}")

    def _see_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        own = urlsplit(self.site_url)
        if address.scheme in ("http", "https") and address.netloc != own.netloc:
            self.complaints.append(f"asked a third party: {request.method} {request.url}")
