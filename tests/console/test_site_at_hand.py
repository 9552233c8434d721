"""The owner's commands reach the site whether it runs or rests."""

from pathlib import Path

import httpx
import pytest

from service.console.site_at_hand import RunningSite, StoppedSite, console_client, site_at_hand
from service.feeds.archive import archive_of
from service.members.store import is_card_revoked
from service.open_site import NotEnrolled, console_token_path, identity_at_rest, open_site
from service.settings import Settings
from service.sync.bring_pages import bring_pages
from tests.builders import City
from tests.fake_machine import Machine
from tests.people import CHEN
from tests.places import DAY_MS, DONGXING, NOW_MS

REVOKED = {"type": "card.revoked", "v": 1, "member": CHEN.number, "serial": 1}


@pytest.fixture
def new_page(city: City, tmp_path: Path) -> bytes:
    """One more page of the members feed, from a copy of the archive."""
    copy = archive_of(tmp_path / "office", city.authority)
    for path in archive_of(city.folder / "authority", city.authority).files("members"):
        there = copy.directory / "members-all" / path.name
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(path.read_bytes())
    [page] = copy.publish("members", [REVOKED], at_ms=NOW_MS + DAY_MS)
    return page.read_bytes()


def test_a_resting_site_is_opened_here(resting: Settings, new_page: bytes) -> None:
    with site_at_hand(resting) as site:
        assert isinstance(site, StoppedSite)
        assert site.positions()["members/all"] == "1.8"
        assert site.take(new_page) is None
        assert site.positions()["members/all"] == "1.9"
        assert site.take(new_page) == "page_already_held"
        assert site.opened.clock.now().at_ms >= NOW_MS + DAY_MS
    opened = open_site(resting)
    assert opened.database.read_now(lambda session: is_card_revoked(session, CHEN.number, 1))
    opened.close()


def test_a_running_site_is_asked(running: Settings, new_page: bytes) -> None:
    with site_at_hand(running) as site:
        assert isinstance(site, RunningSite)
        assert site.positions()["members/all"] == "1.8"
        assert site.take(new_page) is None
        assert site.positions()["members/all"] == "1.9"
        assert site.take(new_page) == "page_already_held"


@pytest.mark.parametrize("fixture", ["resting", "running"])
def test_whatever_state_the_site_is_in_every_missing_page_arrives(
    request: pytest.FixtureRequest, city: City, fixture: str
) -> None:
    settings: Settings = request.getfixturevalue(fixture)
    files = archive_of(city.folder / "authority", city.authority).files_for(DONGXING)
    with site_at_hand(settings) as site:
        assert bring_pages(files, site, progress=lambda done, of: None) == 0


def test_a_fault_of_the_running_site_is_raised(running: Settings) -> None:
    with console_client(running) as client:
        client.headers["Authorization"] = "Bearer not-the-token"
        with pytest.raises(httpx.HTTPStatusError):
            RunningSite(client, identity_at_rest(running)).take(b"page")


def test_only_the_owner_of_the_machine_can_read_the_token(running: Settings) -> None:
    assert console_token_path(running).stat().st_mode & 0o777 == 0o600


def test_a_machine_that_was_never_enrolled_says_what_to_do(resting: Settings) -> None:
    (resting.data_dir / "enrolment.json").unlink()
    with pytest.raises(NotEnrolled, match="twogate enrol"), site_at_hand(resting):
        raise AssertionError("there is no site here")


@pytest.mark.parametrize("said", [b"", b"TE1AAAA\n", b"\xff"])
def test_an_enrolment_that_does_not_hold_opens_nothing(resting: Settings, said: bytes) -> None:
    (resting.data_dir / "enrolment.json").write_bytes(said)
    with pytest.raises(NotEnrolled, match="does not hold"):
        open_site(resting)


def test_the_clock_of_a_site_never_begins_before_its_enrolment(resting: Settings) -> None:
    machine = Machine(wall_ms=0)
    opened = open_site(resting, clock=machine.clock())
    assert opened.clock.now().at_ms >= NOW_MS
    opened.close()
