"""A site that is killed, frozen, stopped or starved at its work keeps all it ever confirmed."""

import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from tests.browser.site import Site, copy_of
from tests.processes.faults import (
    doomed,
    freeze_under_load,
    kill_under_load,
    starve_under_load,
    stop_under_load,
)
from tests.processes.rooms import SiteInRoom, can_mount, on_small_disk, under_page_limit

ROOMS = [under_page_limit, *([on_small_disk] if can_mount() else [])]


@pytest.fixture
def site(city: Path, tmp_path: Path) -> Site:
    return copy_of(city, tmp_path / "own")


def test_five_kills_lose_nothing_and_double_nothing(site: Site) -> None:
    with doomed(site):
        survived = kill_under_load(site, kills=5, seed=1)
    assert survived.acknowledged > 50
    assert survived.cut_off > 0, "nothing was under way at any kill: the test has no teeth"


def test_a_frozen_site_goes_on_where_it_was(site: Site) -> None:
    with doomed(site):
        survived = freeze_under_load(site)
    assert survived.acknowledged > 0
    assert survived.cut_off > 0, "no kiosk had given up while the site was frozen"


def test_a_site_that_is_told_to_stop_keeps_what_it_has_taken_in(site: Site) -> None:
    with doomed(site):
        assert stop_under_load(site).acknowledged > 0


@pytest.mark.parametrize("room", ROOMS)
def test_a_full_disk_is_said_and_nothing_is_pretended(
    city: Path, tmp_path: Path, room: Callable[[Path, Path], AbstractContextManager[SiteInRoom]]
) -> None:
    with room(city, tmp_path / "own") as (site, its_room), doomed(site):
        survived = starve_under_load(site, its_room)
    assert survived.acknowledged > 0


def test_the_owner_s_token_is_new_after_each_start(site: Site) -> None:
    with doomed(site):
        token = (site.settings.data_dir / "console.token").read_text("ascii")
        site.stop(signal.SIGKILL)
        site.start()
        asked = httpx.get(
            f"{site.url}/v1/feeds/positions",
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
        )
    assert asked.status_code == 401
