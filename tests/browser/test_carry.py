"""A supervisor saves sealed files for another place, and reads in those that were carried here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import FilePayload, expect

from service.console.running_site import fresh_key
from service.console.site_at_hand import console_client
from service.feeds.archive import archive_of
from service.kit.clock import SystemClock
from service.open_site import enrolment_path, keys_dir
from service.sites import feed_items
from service.sites.authority import SiteTerms, load_authority, sign_site
from service.sites.enrolment_file import (
    SiteRequest,
    make_request,
    open_enrolment,
    open_request,
    signed_record_in,
)
from service.sites.keys import load_site_keys
from service.sites.records import SiteRecord
from service.sites.trust_list import TrustList
from service.sync.bundle import Bundle, Kind, Part, seal_bundle
from service.sync.bundle import open_bundle as read_bundle
from tests.browser.manners import judge
from tests.browser.screen import Screen
from tests.browser.screens import Screens, Terminals
from tests.browser.site import Site, copy_of, running
from tests.places import make_site
from tests.two_places import HEZHOU, HEZHOU_NAMES

SUPERVISOR: Final = "2001"
THERE: Final = make_site("Hezhou")


@pytest.fixture(scope="module")
def own_site(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for these tests, which has been told of Hezhou."""
    with running(copy_of(city, tmp_path_factory.mktemp("carry") / "own")) as own:
        tell_of_hezhou(own)
        yield own


@pytest.fixture
def station(screens: Screens, own_site: Site) -> Screen:
    """A supervisor's station."""
    opened = screens.station(SUPERVISOR, at=Terminals(own_site))
    opened.page.get_by_role("button", name=opened.t("nav.day")).click()
    opened.press("carry.title")
    opened.shows("carry.title")
    return opened


def tell_of_hezhou(site: Site) -> None:
    now_ms, folder = SystemClock().now().at_ms, site.folder / "authority"
    authority = load_authority(folder)
    asked = open_request(make_request(THERE, site=HEZHOU, anchors=(bytes(32),)))
    assert isinstance(asked, SiteRequest)
    record = signed_record_in(sign_site(authority, asked, SiteTerms(HEZHOU_NAMES), now_ms=now_ms))
    assert record is not None
    archive = archive_of(folder, authority)
    paths = archive.publish("sites", [feed_items.record_site(record)], at_ms=now_ms)
    with console_client(site.settings) as owner:
        for path in paths:
            content = path.read_bytes()
            owner.post("/v1/feeds/pages", content=content, headers=fresh_key()).raise_for_status()


def own_record(site: Site) -> SiteRecord:
    keys = load_site_keys(keys_dir(site.settings))
    enrolment = open_enrolment(enrolment_path(site.settings).read_bytes(), keys)
    assert not isinstance(enrolment, str)
    return enrolment.record


def from_hezhou(site: Site, *parts: Part) -> bytes:
    at_ms = SystemClock().now().at_ms
    return seal_bundle(
        Bundle(HEZHOU, at_ms, parts),
        signer=THERE.signer,
        receiver=own_record(site),
        epoch=THERE.epoch,
    )


def choose(station: Screen, *files: tuple[str, bytes]) -> None:
    payloads: list[FilePayload] = [
        {"name": name, "mimeType": "", "buffer": data} for name, data in files
    ]
    station.page.get_by_label(station.t("carry.files")).set_input_files(payloads)


def test_what_is_saved_here_only_the_other_place_opens(
    station: Screen, own_site: Site, tmp_path: Path
) -> None:
    station.page.get_by_label(station.t("carry.to"), exact=True).select_option(HEZHOU)
    with station.page.expect_download() as caught:
        station.press("carry.save")
    assert caught.value.suggested_filename == "S01-S07-000001.TWB"
    caught.value.save_as(tmp_path / "file")
    station.says("carry.saved", count=1)
    record = own_record(own_site)
    trust = TrustList(bytes(32), sites=(record,))
    opened = read_bundle((tmp_path / "file").read_bytes(), own=HEZHOU, keys=THERE, trust=trust)
    assert isinstance(opened, Bundle)
    assert {part.kind for part in opened.parts} == {Kind.PAGE}


def test_each_file_that_is_read_tells_its_own_end(station: Screen, own_site: Site) -> None:
    good = from_hezhou(own_site)
    strange = from_hezhou(own_site, Part(Kind.JOURNAL, b"x", "S07"))
    files = [("S07-S01-000001.TWB", good), ("S07-S01-000002.TWB", strange), ("photo.twb", b"x")]
    choose(station, *files)
    expect(station.page.get_by_text(station.t("problems.bundle_unreadable"))).to_be_visible()
    expect(station.page.get_by_text(station.t("carry.refused", count=1))).to_be_visible()
    expect(station.page.get_by_text(station.t("carry.taken", new=0, held=0))).to_have_count(2)


def test_the_screen_pleases_everybody(station: Screen, own_site: Site, request: Any) -> None:
    choose(station, ("S07-S01-000001.TWB", from_hezhou(own_site)), ("photo.twb", b"x"))
    expect(station.page.get_by_text(station.t("problems.bundle_unreadable"))).to_be_visible()
    judge(station, "desk", "phone")
