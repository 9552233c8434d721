"""The kiosk's browser takes every line of its policy, and keeps to it."""

import json
import os
import shlex
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.deploy.image import SITE

POLICY = SITE / "files/etc/chromium/policies/managed/twogate.json"
KIOSK = "http://127.0.0.1:8080"
READ_POLICIES = """() => {
  const rows = [];
  const walk = (root) => {
    for (const each of root.querySelectorAll('*')) {
      if (each.localName === 'policy-row') {
        const read = (what) => each.shadowRoot.querySelector(what)?.textContent.trim();
        rows.push([read('#name'), read('.policy.row .messages')]);
      } else if (each.shadowRoot) walk(each.shadowRoot);
    }
  };
  walk(document);
  return rows;
}"""
ASK_CAMERA = "navigator.permissions.query({name: 'camera'}).then((said) => said.state)"


class Here(BaseHTTPRequestHandler):
    """Any page at any path."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<h1>here</h1>")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """Where the site would be."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Here)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def page(origin: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page of Debian's Chromium under the kiosk's policy."""
    folder = tmp_path_factory.mktemp("kiosk")
    policy = json.loads(POLICY.read_text("utf-8").replace(KIOSK, origin))
    policy["URLAllowlist"].append("chrome://policy")  # to be read by the test
    policy["DeveloperToolsAvailability"] = 1  # a test holds a browser by just these tools
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=browser_under(policy, folder),
            args=[*ARGUMENTS, "--headless=new"],
        )
        yield browser.pages[0]
        browser.close()


def browser_under(policy: object, folder: Path) -> Path:
    """Chromium as a program that, and nobody else, finds this policy where Debian's looks."""
    managed = folder / "chromium/policies/managed"
    managed.mkdir(parents=True)
    (managed / "twogate.json").write_text(json.dumps(policy), encoding="utf-8")
    apart = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    bind = f"mount --bind {shlex.quote(str(folder / 'chromium'))} /etc/chromium"
    begin = shlex.join([*apart, "sh", "-c", f'{bind} && exec chromium "$@"', "chromium"])
    program = folder / "browser"
    program.write_text(f'#!/bin/sh\nexec {begin} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return program


def test_the_browser_knows_every_line_and_finds_no_fault(page: Page) -> None:
    page.goto("chrome://policy")
    page.locator("policy-row").nth(5).wait_for()
    told: dict[str, str] = dict(page.evaluate(READ_POLICIES))
    asked = json.loads(POLICY.read_text("utf-8"))
    # "Deprecated": it does what it says, in this browser and in older ones.
    wrong = {name: told.get(name) for name in asked if told.get(name) not in ("OK", "Deprecated")}
    assert wrong == {}


def test_the_kiosk_s_own_pages_are_shown_and_may_use_the_camera(page: Page, origin: str) -> None:
    for path in ("/kiosk/", "/display/"):
        page.goto(origin + path)
        assert page.inner_text("h1") == "here"
    assert page.evaluate(ASK_CAMERA) == "granted"


@pytest.mark.parametrize("elsewhere", ["/officer/", "/v1/status", "file:///"])
def test_nothing_else_is_shown(page: Page, origin: str, elsewhere: str) -> None:
    address = origin + elsewhere if elsewhere.startswith("/") else elsewhere
    with pytest.raises(Error, match="ERR_BLOCKED_BY_ADMINISTRATOR"):
        page.goto(address)
