"""Storage that runs full or turns read-only under a running site, on a disk of its own."""

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from service.desk import TERMINAL_COOKIE
from tests.browser.people import People
from tests.browser.site import Site
from tests.processes.faults import doomed
from tests.processes.rooms import Room, on_small_disk, remount
from tests.processes.test_clocks import check_in

SMALL: Final = {"TWOGATE_BALLAST_MIB": "8", "TWOGATE_FREE_FLOOR_MIB": "4"}
PATIENCE_SECONDS: Final = 30


@pytest.fixture
def small(city: Path, tmp_path: Path) -> Iterator[tuple[Site, Room, Path]]:
    """A site with 8 MiB of ballast on a small disk, its log elsewhere."""
    folder = tmp_path / "disk"
    with on_small_disk(city, folder) as (site, room):
        site.environment, site.log = SMALL, tmp_path / "site.log"
        with doomed(site):
            until(lambda: status(site)["storage"]["ballast"])
            yield site, room, folder


def status(site: Site) -> dict[str, Any]:
    said: dict[str, Any] = httpx.get(f"{site.url}/v1/status", trust_env=False).json()
    return said


def answers(site: Site) -> bool:
    try:
        return bool(status(site))
    except httpx.TransportError:
        return False


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)


def paired(site: Site) -> dict[str, str]:
    return {TERMINAL_COOKIE: site.pair("kiosk")["value"]}


def test_when_the_disk_is_full_the_ballast_lets_the_day_end_and_is_made_again(
    small: tuple[Site, Room, Path], city: Path
) -> None:
    site, room, _ = small
    people, kiosk = People(city), paired(site)
    room.fill()
    # More than the log had room for: each of these is recorded, out of the reserve.
    for _ in range(60):
        assert check_in(site, kiosk, people.somebody().card)["outcome"] == "entered"
    until(lambda: "ballast_spent" in status(site)["storage"]["warnings"])
    assert status(site)["writing"] is True
    room.free()
    until(lambda: status(site)["storage"]["ballast"])
    assert "ballast_spent" not in status(site)["storage"]["warnings"]


def test_a_site_starts_on_a_full_disk_out_of_its_ballast(
    small: tuple[Site, Room, Path], city: Path
) -> None:
    site, room, _ = small
    kiosk = paired(site)
    site.stop(signal.SIGKILL)
    room.fill()
    site.start()
    assert check_in(site, kiosk, People(city).somebody().card)["outcome"] == "entered"


def test_read_only_storage_is_said_and_the_site_starts_again_once_it_takes_writes(
    small: tuple[Site, Room, Path], city: Path
) -> None:
    site, _, folder = small
    kiosk, card = paired(site), People(city).somebody().card
    site.stop(signal.SIGKILL)  # as after a failed COMMIT: the log lies beside the database
    remount(folder, "ro")
    site.launch()
    until(lambda: answers(site))
    assert (status(site)["writing"], status(site)["refusal"]) == (False, "storage_read_only")
    assert status(site)["day"]["state"] == "open"
    with pytest.raises(httpx.HTTPStatusError, match="503"):
        check_in(site, kiosk, card)
    remount(folder, "rw")
    assert site.ended() == -signal.SIGTERM  # in order; whoever keeps it starts it again
    site.start()
    assert check_in(site, kiosk, card)["outcome"] == "entered"
