"""The machine's owner offers, lists and revokes screens from the command line."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from service.officers import commands
from service.settings import Settings
from tests.officers.port import CONSOLE_TOKEN, Port


class AppTransport(httpx.BaseTransport):
    """The network between the command and the site, without a network."""

    def __init__(self, port: Port) -> None:
        self.port = port
        self.asgi = httpx.ASGITransport(app=port.serve)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.port.runner.run(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self.asgi.handle_async_request(request)
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=await answer.aread()
        )


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    token = tmp_path / "console.token"
    token.touch(mode=0o600)
    token.write_text(CONSOLE_TOKEN)
    monkeypatch.setenv("TWOGATE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TWOGATE_PORT", "1")
    yield tmp_path


@pytest.fixture
def wired(port: Port, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Port:
    open_console = commands.open_console

    def through_the_app(settings: Settings) -> httpx.Client:
        client = open_console(settings)
        client._transport = AppTransport(port)
        return client

    monkeypatch.setattr(commands, "open_console", through_the_app)
    return port


def run(*words: str) -> Result:
    return CliRunner().invoke(commands.app, words)


def test_the_owner_offers_a_screen_and_its_code_pairs_it(wired: Port) -> None:
    made = run("offer", "--role", "kiosk", "--label", "入口一号")
    assert made.exit_code == 0
    number, code = made.output.split()[:2]
    assert number == "T01"
    assert wired.browser().post("/v1/terminals/pair", {"code": code}).status_code == 201


def test_the_owner_sees_all_screens(wired: Port) -> None:
    wired.terminal("kiosk", "Hall 1")
    wired.offer("station", "Hall 2")
    assert run("list").output.splitlines() == [
        "T01  kiosk    paired   Hall 1",
        "T02  station  offered  Hall 2",
    ]


def test_the_owner_revokes_a_screen(wired: Port) -> None:
    kiosk = wired.terminal("kiosk")
    assert run("revoke", "T01", "--reason", "lost").output == "T01 is revoked\n"
    assert kiosk.get("/v1/terminal").status_code == 401
    assert "revoked" in run("list").output


def test_a_refusal_ends_the_command_with_its_code(wired: Port) -> None:
    refused = run("revoke", "T77")
    assert (refused.exit_code, refused.stderr) == (1, "refused: not_found\n")


def test_without_a_running_site_the_command_says_so(data_dir: Path) -> None:
    silent = run("list")
    assert silent.exit_code == 1 and "is it running?" in silent.stderr


def test_without_a_token_the_command_says_so(data_dir: Path) -> None:
    (data_dir / "console.token").unlink()
    silent = run("list")
    assert silent.exit_code == 1 and "is it running?" in silent.stderr
