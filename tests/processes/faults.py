"""What befalls a running site under load; each ends with proof of what it kept."""

import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import httpx

from tests.browser.site import Site
from tests.processes.crowd import KIOSKS, Crowd, Wish
from tests.processes.evidence import assert_all_is_there
from tests.processes.rooms import Room, remount

RUSH_SECONDS: Final = 1.0
FROZEN_SECONDS: Final = 2.5
AFTERWARDS_SECONDS: Final = 0.2
WAITED_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Survived:
    """What a run came to: requests answered at once, and those whose answer never came."""

    acknowledged: int = 0
    cut_off: int = 0

    def and_these(self, asked: list[Wish]) -> "Survived":
        """Together with what was just asked, before any of it is asked again."""
        told = sum(wish.told is not None for wish in asked)
        cut_off = sum(wish.cut_off for wish in asked)
        return Survived(self.acknowledged + told, self.cut_off + cut_off)


@contextmanager
def doomed(site: Site) -> Iterator[Site]:
    """Run a site that may be killed or frozen meanwhile; afterwards it is gone in any case."""
    try:
        site.start()
        yield site
    finally:
        site.stop(signal.SIGKILL)


def kill_under_load(site: Site, *, kills: int, seed: int) -> Survived:
    """Kill it at random moments while members come and go; each time it starts again, and every
    answer to what is asked once more must be the one that was given before."""
    chance = random.Random(seed)
    crowd, survived = Crowd.at(site), Survived()
    for _ in range(kills):
        moment = chance.uniform(0.1, RUSH_SECONDS)
        asked = _rush(crowd, moment, partial(site.stop, signal.SIGKILL))
        survived = survived.and_these(asked)
        site.start()
        crowd.ask_again(asked)
    _prove(site, crowd)
    return survived


def freeze_under_load(site: Site) -> Survived:
    """Freeze it in the middle of its work for longer than any kiosk waits."""

    def freeze() -> None:
        site.send(signal.SIGSTOP)
        time.sleep(FROZEN_SECONDS)
        site.send(signal.SIGCONT)

    crowd = Crowd.at(site)
    survived = Survived().and_these(_rush(crowd, RUSH_SECONDS / 2, freeze))
    _prove(site, crowd)
    return survived


def stop_under_load(site: Site) -> Survived:
    """Ask it to end while it works."""
    crowd = Crowd.at(site)
    survived = Survived().and_these(_rush(crowd, RUSH_SECONDS / 2, site.stop))
    site.start()
    _prove(site, crowd)
    return survived


def starve_under_load(site: Site, room: Room) -> Survived:
    """Fill its disk until it writes no more, and give the room back, without a restart."""

    def starve() -> None:
        room.fill()
        _wait_until(lambda: any(wish.put_off for wish in crowd.wishes))
        _wait_until(lambda: _readiness(site) == 503)
        room.free()
        _wait_until(lambda: crowd.wishes[-KIOSKS].told is not None)

    crowd = Crowd.at(site)
    asked = _rush(crowd, RUSH_SECONDS / 2, starve)
    assert {wish.put_off for wish in asked} == {None, "site_not_writing"}
    assert _readiness(site) == 200
    survived = Survived().and_these(asked)
    _prove(site, crowd)
    return survived


def read_only_under_load(site: Site, disk: Path) -> Survived:
    """Cut it off, let its disk come back read-only, as after a fault, and take writes later."""
    crowd = Crowd.at(site)
    asked = _rush(crowd, RUSH_SECONDS / 2, partial(site.stop, signal.SIGKILL))
    remount(disk, "ro")
    site.launch()
    _wait_until(lambda: _refusal(site) == "storage_read_only")
    assert _readiness(site) == 503
    remount(disk, "rw")
    assert site.ended() == -signal.SIGTERM  # in order; whoever keeps it starts it again
    survived = Survived().and_these(asked)
    site.start()
    _prove(site, crowd)
    return survived


def _refusal(site: Site) -> str | None:
    try:
        said = httpx.get(f"{site.url}/v1/status", trust_env=False, timeout=60).json()
    except httpx.TransportError:
        return None
    refusal: str | None = said["refusal"]
    return refusal


def _rush(crowd: Crowd, seconds: float, fault: Callable[[], object]) -> list[Wish]:
    """Members come and go; after so many seconds the fault happens, and they go on a little."""

    def wait_and_strike() -> None:
        time.sleep(seconds)
        fault()

    return crowd.rush(strike=wait_and_strike, afterwards_seconds=AFTERWARDS_SECONDS)


def _prove(site: Site, crowd: Crowd) -> None:
    """Ask for everything once more, stop the site, and look at its disk."""
    crowd.ask_again(crowd.wishes)
    site.stop()
    assert_all_is_there(site, crowd.wishes)


def _readiness(site: Site) -> int:
    return httpx.get(f"{site.url}/readyz", trust_env=False, timeout=60).status_code


def _wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + WAITED_SECONDS
    while not holds():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.02)
