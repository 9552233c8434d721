"""Two sites as they run: the counter of one asks the other for quota, over their own network."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final

import httpx
import pytest
from rich.console import Console

from service.connection import connect
from service.console.site_at_hand import console_client, fresh_key, site_at_hand
from service.demo.population import PopulationPlan
from service.demo.prepare_demo import HEZHOU, prepare_demo
from service.demo.prepare_region import prepare_region
from service.demo.run_demo import Ports, demo_settings, hezhou_settings, serving
from service.feeds.archive import archive_of
from service.settings import Settings
from service.sites.authority import load_authority
from service.sync.bring_pages import bring_pages
from service.vocabulary import SiteNo
from tests.free_port import free_port

CASHEW: Final = {"goods": "cashew_in_shell", "origin": "VN", "amount": 50_000, "value_fen": 50_000}
PATIENCE_SECONDS: Final = 60


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Settings]]:
    """Dongxing and Hezhou, each knowing where the other answers."""
    folder = tmp_path_factory.mktemp("region")
    ports = [free_port() for _ in range(4)]
    near = demo_settings(folder, ports[0])
    far = hezhou_settings(folder, Ports(ports[1] - 1))
    hub = Settings(data_dir=folder / "hub", clock_trust="synced")
    prepare_demo(folder, near, plan=PopulationPlan(60, 2), console=Console(quiet=True))
    prepare_region(folder, near, far, hub)
    pages = archive_of(folder / "authority", load_authority(folder / "authority"))
    with site_at_hand(near) as site:
        bring_pages(pages.files_for(SiteNo("S01")), site, progress=lambda done, of: None)
    doors = [f"127.0.0.1:{each}" for each in ports[2:]]
    yield (
        _told(near, doors[0], {HEZHOU: f"http://{doors[1]}"}),
        _told(far, doors[1], {"S01": f"http://{doors[0]}"}),
    )


def _told(settings: Settings, listen: str, peers: dict[str, str]) -> Settings:
    # No hub is there, and the carriers go on without: what asks and answers needs none.
    hub = f"http://127.0.0.1:{free_port()}"
    return settings.model_copy(update={"peer_listen": listen, "peers": peers, "hub_url": hub})


def test_the_counter_of_one_site_gets_quota_from_the_other(
    region: tuple[Settings, Settings],
) -> None:
    near, far = region
    members = _members(far)
    with ExitStack() as stack:
        for settings in region:
            stack.enter_context(serving(settings, "site"))
        stack.enter_context(serving(near, "sync", "--loop"))
        kiosk = stack.enter_context(_kiosk(far))
        member = _comes_in(kiosk, members)
        goods = {"member": member, "lines": [CASHEW]}

        alone = _ask(kiosk, goods)
        assert [each["outcome"] for each in alone["answers"]] == ["nobody_to_ask"]

        stack.enter_context(serving(far, "sync", "--loop"))
        asked = _ask_until_carried(kiosk, goods)
        short = {each["component"]: each["amount"] for each in asked["short"]}
        [answer] = asked["answers"]
        assert (answer["site"], answer["outcome"]) == ("S01", "sent")
        assert answer["credited"] == {str(each): amount for each, amount in short.items()}
        assert short[1] == CASHEW["value_fen"]
        assert asked["assessment"]["totals"]["exempt_fen"] == CASHEW["value_fen"]

        again = kiosk.post("/v1/declarations/assess", json=goods).json()
        assert again["totals"]["excess_fen"] == 0
        refused = httpx.post(
            f"http://{near.peer_listen}/sync/v1/requests", json={"text": "TM1" * 9}
        )
        assert refused.status_code == 422
        assert httpx.get(f"http://{near.peer_listen}/v1/status").status_code == 404


@contextmanager
def _kiosk(settings: Settings) -> Iterator[httpx.Client]:
    """A kiosk of a site, paired."""
    base = f"http://{settings.host}:{settings.port}"
    with console_client(settings) as owner, httpx.Client(base_url=base, trust_env=False) as kiosk:
        offer = _post(owner, "/v1/terminals", {"role": "kiosk", "label": "kiosk"})
        _post(kiosk, "/v1/terminals/pair", {"code": offer["code"]})
        kiosk.timeout = httpx.Timeout(10)
        yield kiosk


def _members(settings: Settings) -> list[int]:
    """The numbers of all members whom a site at rest knows."""
    connection = connect(settings.data_dir / "site.db", read_only=True)
    numbers = [row[0] for row in connection.execute("SELECT member FROM members")]
    connection.close()
    return numbers


def _comes_in(kiosk: httpx.Client, members: list[int]) -> int:
    """The first who may come in with goods of their own."""
    for member in members:
        body = {"member": member, "lane": "goods"}
        said = kiosk.post("/v1/check-ins", json=body, headers=fresh_key())
        if said.status_code == 201:
            goods = {"member": member, "lines": [CASHEW]}
            if kiosk.post("/v1/declarations/assess", json=goods).status_code == 200:
                return member
    raise AssertionError("nobody may come in")


def _ask(kiosk: httpx.Client, goods: dict[str, Any]) -> dict[str, Any]:
    return _post(kiosk, "/v1/declarations/ask", goods)


def _ask_until_carried(kiosk: httpx.Client, goods: dict[str, Any]) -> dict[str, Any]:
    """Until the carrier, which has just been started, has come to the site."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        said = kiosk.post("/v1/declarations/ask", json=goods, headers=fresh_key())
        if said.is_success and said.json()["answers"][0]["outcome"] != "nobody_to_ask":
            asked: dict[str, Any] = said.json()
            return asked
        time.sleep(1)
    raise AssertionError("nobody carries the question")


def _post(client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=body, headers=fresh_key())
    assert answer.is_success, answer.text
    said: dict[str, Any] = answer.json()
    return said
