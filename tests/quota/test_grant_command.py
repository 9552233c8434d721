"""`twogate authority grant`: how a site comes to hold its members' quota."""

from typing import Any

import pytest
from typer.testing import CliRunner, Result

from service.cli import app
from service.quota import commands
from service.sites.feed_items import SITES, record_site
from service.sites.records import sign_site_record
from tests.builders import Place
from tests.fake_machine import Machine
from tests.people import CHEN
from tests.places import DONGXING
from tests.quota.office import LIMITS, policy_item
from tests.snapshots.story import record_of_hezhou


@pytest.fixture
def office(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A site with a policy, and beside it the authority's folder."""
    place.publish("policies", policy_item(1, LIMITS, from_day="2026-01-01"))
    monkeypatch.setattr(commands, "SystemClock", Machine().clock)
    return place


def grant(place: Place, *words: str) -> Result:
    said = CliRunner().invoke(app, ["authority", "grant", str(place.folder / "authority"), *words])
    place.bring(place.archive())
    return said


def quota(place: Place) -> dict[str, Any]:
    said: dict[str, Any] = place.kiosk().get(f"/v1/members/{CHEN.number}/quota").json()
    return said


def test_a_site_that_is_granted_a_horizon_has_quota(office: Place) -> None:
    assert quota(office)["parts"][0]["left"] == 0
    epoch = office.desk.journal.epoch
    said = grant(office, "--site", f"{DONGXING}.{epoch}", "--holds-from", "2026-11-01")
    assert said.exit_code == 0, said.output
    assert said.output.endswith(f"S01.{epoch} holds its members' quota up to 2026-12-29.\n")
    assert {part["left"] for part in quota(office)["parts"]} == set(LIMITS.values())
    assert quota(office)["horizon_days"] == 35


def test_a_site_in_the_archive_needs_no_epoch_to_be_named(office: Place) -> None:
    record = sign_site_record(record_of_hezhou(), office.city.authority.feeds)
    office.publish(SITES, record_site(record))
    said = grant(office, "--site", "S07", "--days", "3")
    assert said.exit_code == 0, said.output
    assert f"S07.{record_of_hezhou().epoch} holds" in said.output


@pytest.mark.parametrize(
    "words",
    [["--site", "S44"], ["--site", "S01.ab12cd34", "--days", "36"], ["--site", "everywhere"]],
)
def test_what_cannot_be_granted_is_not_published(office: Place, words: list[str]) -> None:
    before = office.archive().files("grants")
    assert grant(office, *words).exit_code == 2
    assert office.archive().files("grants") == before


def test_a_day_must_be_one(office: Place) -> None:
    said = grant(office, "--site", "S01.ab12cd34", "--holds-from", "November")
    assert said.exit_code == 2
