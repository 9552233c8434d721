"""Site and hub come together by themselves, seldom enough for a line that is down for days."""

import shutil
from pathlib import Path

import pytest

from service.console.found_hub import found_hub
from service.console.run_nightly import NightPlan, run_nightly
from service.console.site_at_hand import site_at_hand
from service.console.stopped_site import StoppedSite
from service.console.sync_site import LONGEST_WAIT_SECONDS, NoHub, Waiting, sync_once
from service.kit.ids import seeded_randomness
from service.settings import Settings
from service.sync.run_sync import SyncRun
from tests.builders import City, settings_of
from tests.fake_machine import Machine
from tests.free_port import free_port


def test_after_each_failure_the_wait_is_twice_as_long_up_to_fifteen_minutes() -> None:
    waiting = Waiting(every=30, random=lambda size: b"\xff" * size)
    waits = [waiting.seconds_after(SyncRun(outcome="hub_unreachable")) for _ in range(12)]
    assert waits[:4] == [10, 20, 40, 80]
    assert waits[-1] == LONGEST_WAIT_SECONDS
    assert waiting.seconds_after(SyncRun()) == 30
    assert waiting.seconds_after(SyncRun(outcome="not_the_hub")) == 10


def test_sites_do_not_come_all_at_once() -> None:
    failed = SyncRun(outcome="hub_unreachable")
    waits = {Waiting(30, seeded_randomness(str(n))).seconds_after(failed) for n in range(20)}
    assert len(waits) > 10
    assert all(5 <= each <= 10 for each in waits)


def test_a_site_that_was_told_of_no_hub_says_what_to_set(resting: Settings) -> None:
    with pytest.raises(NoHub, match="TWOGATE_HUB_URL"):
        sync_once(resting)


def test_the_night_does_the_rest_when_the_hub_is_away(folder: Path, tmp_path: Path) -> None:
    settings = settings_of(folder, hub_url=f"http://127.0.0.1:{free_port()}")
    night = run_nightly(settings, NightPlan(tmp_path / "backups"))
    assert night.failed == ["The sync did not come to its end: hub_unreachable."]
    assert len(night.done) == 3, night.done
    assert list((tmp_path / "backups").glob("twogate-S01-*.db"))


def test_a_hub_is_founded_with_all_that_the_authority_has_signed(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.console.found_hub.SystemClock", Machine().clock)
    settings = Settings(data_dir=tmp_path / "hub", clock_trust="synced")
    authority = tmp_path / "authority"
    shutil.copytree(city.folder / "authority", authority)
    words = found_hub(settings, authority)
    assert len(words) == 6
    with site_at_hand(settings) as hub:
        assert isinstance(hub, StoppedSite)
        assert (hub.site, hub.positions()["members/all"]) == ("S00", "1.8")
    with pytest.raises(FileExistsError):
        found_hub(settings, authority)
