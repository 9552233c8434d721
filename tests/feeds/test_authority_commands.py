"""The authority at the command line: what it takes back and renews reaches a site as files."""

import pytest
from typer.testing import CliRunner, Result

from service.cli import app
from service.console.verify_site import verify_site
from service.feeds import commands
from service.feeds.archive import archive_of
from service.sites import store
from service.sites.enrolment_file import make_request
from service.sites.load_trust import load_trust
from service.vocabulary import Epoch, PassId
from tests.builders import Place
from tests.fake_machine import Machine
from tests.passes.samples import HEZHOU, ISSUER
from tests.places import DAY_MS, NOW_MS

PASS = PassId(HEZHOU, ISSUER.epoch, 123)
HEAD = "ab" * 32


@pytest.fixture
def office(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A site, and beside it the authority's folder, on a machine whose clock stands."""
    place.archive()
    monkeypatch.setattr(commands, "SystemClock", Machine().clock)
    return place


def command(place: Place, *words: str) -> Result:
    name, *others = words
    folder = str(place.folder / "authority")
    return CliRunner().invoke(app, ["authority", name, folder, *others])


def told(place: Place, *words: str) -> None:
    """Say it at the command line, and carry the files to the site."""
    said = command(place, *words)
    assert said.exit_code == 0, said.output
    place.bring(place.archive())


def enrol_hezhou(place: Place, *options: str) -> None:
    request = place.folder / "hezhou.request"
    request.write_bytes(make_request(ISSUER, site=HEZHOU, anchors=()))
    out = str(place.folder / "hezhou.enrolment")
    names = "--names=合州/Hezhou/Hợp Châu"
    told(place, "sign-site", str(request), names, "--out", out, *options)


def test_a_site_that_is_enrolled_is_told_to_all_others(office: Place) -> None:
    enrol_hezhou(office)
    pinned = office.desk.identity.trust
    trust = office.read(lambda session: load_trust(session, pinned, at_ms=NOW_MS))
    assert [site.site for site in trust.sites if site.epoch == ISSUER.epoch] == [HEZHOU]
    assert office.read(
        lambda session: verify_site(session, office.desk.identity, rebuild=True)
    ).holds


def test_a_successors_key_is_announced_ahead_and_names_what_it_continues(office: Place) -> None:
    closed = f"S07.00000001.9.{HEAD}"
    enrol_hezhou(office, "--begins-in-days", "35", "--continues", closed)
    pinned = office.desk.identity.trust
    trust = office.read(lambda session: load_trust(session, pinned, at_ms=NOW_MS))
    [record] = [site for site in trust.sites if site.site == HEZHOU]
    assert record.not_before_ms == NOW_MS + 35 * DAY_MS
    assert record.continues is not None
    assert (record.continues.epoch, record.continues.seq) == ("00000001", 9)
    assert record.continues.head.hex() == HEAD


@pytest.mark.parametrize("closed", ["S07", "S07.00000001.9", f"S08.00000001.9.{HEAD}"])
def test_what_is_no_end_of_this_sites_journal_is_not_continued(office: Place, closed: str) -> None:
    request = office.folder / "hezhou.request"
    request.write_bytes(make_request(ISSUER, site=HEZHOU, anchors=()))
    said = command(office, "sign-site", str(request), "--names=a/b/c", "--continues", closed)
    assert said.exit_code == 2


def test_a_key_is_taken_back_with_the_last_seq_that_stands(office: Place) -> None:
    told(office, "revoke-key", f"S07.{ISSUER.epoch}", "--last-seq", "122")

    def last(epoch: str) -> int | None:
        return office.read(lambda session: store.last_standing(session, HEZHOU, Epoch(epoch)))

    assert (last(ISSUER.epoch), last("00000000")) == (122, None)
    assert office.read(store.as_of) == NOW_MS


def test_a_pass_is_taken_back_by_its_name(office: Place) -> None:
    told(office, "revoke-pass", str(PASS))
    assert office.read(lambda session: store.is_pass_revoked(session, PASS))


def test_lists_are_confirmed_where_nothing_was_taken_back(office: Place) -> None:
    told(office, "confirm-lists")
    assert office.read(store.as_of) == NOW_MS


@pytest.mark.parametrize("words", [("revoke-pass", "S07.x"), ("revoke-key", "S07", "--last-seq=1")])
def test_what_names_nothing_is_not_taken_back(office: Place, words: tuple[str, ...]) -> None:
    before = archive_of(office.folder / "authority", office.city.authority).files("revocations")
    assert command(office, *words).exit_code == 2
    assert office.archive().files("revocations") == before


def test_renewed_keys_of_the_authority_reach_a_site_before_the_old_ones_lapse(
    office: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site hears of the renewal while the old records still hold; after that, only through it."""
    later = Machine(wall_ms=NOW_MS + 700 * DAY_MS)
    monkeypatch.setattr(commands, "SystemClock", later.clock)
    office.machine.wall_ms = later.wall_ms
    told(office, "renew-keys")
    office.machine.wall_ms = NOW_MS + 900 * DAY_MS
    monkeypatch.setattr(commands, "SystemClock", office.machine.clock)
    assert command(office, "confirm-lists").exit_code == 0
    [page] = office.archive().files("revocations")
    said = office.console().send("/v1/feeds/pages", page.read_bytes())
    assert said.status_code == 201, said.text
    assert office.read(store.as_of) == office.machine.wall_ms
