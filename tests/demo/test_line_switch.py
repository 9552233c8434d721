"""The demonstration's line carries what is said, until it is cut."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from service.demo.line_switch import Line, Lines
from service.demo.switch_page import Screens, SwitchPage
from tests.free_port import free_port


class Echo(BaseHTTPRequestHandler):
    """Somebody at the far end."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *said: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def far() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_line_is_cut_and_restored_from_the_page(far: int) -> None:
    line = Line("S31", free_port(), far)
    lines = Lines([line])
    page_port = free_port()
    page = SwitchPage(page_port, lines, [Screens("S31", "Hezhou", [("kiosk", "http://k/")])])
    here, switch = f"http://127.0.0.1:{line.port}/", f"http://127.0.0.1:{page_port}"
    with httpx.Client(trust_env=False) as browser:
        assert browser.get(here).text == "hello"
        shown = browser.post(f"{switch}/switch/S31", follow_redirects=True).text
        assert "Restore the line" in shown
        with pytest.raises(httpx.TransportError):
            browser.get(here)
        browser.post(f"{switch}/switch/S31")
        assert browser.get(here).text == "hello"
    page.close()
    lines.close()
