"""A second site beside the first: Beilun bridge honours what Dongxing inspected.

Both have the authority's pages as files, and nothing else passes between them: a pass goes as a
picture, or as what a reader reads.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

from service.console.enrol_site import accept_enrolment, request_enrolment
from service.console.site_at_hand import site_at_hand
from service.demo.prepare_demo import ALL_DAY
from service.desk import TERMINAL_COOKIE
from service.feeds.archive import PageArchive, archive_of
from service.kit.clock import SystemClock
from service.kit.cose import Flaw
from service.kit.ids import system_randomness
from service.officers.list_officer import OfficerToList, list_officer
from service.open_site import enrolment_path, keys_dir
from service.policies.rules.hours import WEEKDAYS
from service.policies.sign_pack import items_of
from service.sites import feed_items
from service.sites.authority import Authority, SiteTerms, load_authority, sign_site
from service.sites.enrolment_file import open_enrolment, open_request
from service.sites.keys import load_site_keys
from service.sites.read_sites import read_sites
from service.sites.records import SiteNames
from service.sites.store import REVOCATIONS
from service.sync.bring_pages import bring_pages
from service.vocabulary import OfficerNo, Role, SiteNo, TradeDay
from tests.browser.site import CODES_NAME, PINS, Site, post, running
from tests.policies.packs import said_in

FIRST: Final = SiteNo("S01")
SECOND: Final = SiteNo("S02")
OFFICER_THERE: Final = OfficerNo("1201")
EVER: Final = TradeDay("1996-04-01")


@contextmanager
def beside(first: Site, folder: Path) -> Iterator[Site]:
    """The second site, enrolled by the first one's authority, running; nobody is drawn there."""
    folder.mkdir(parents=True)
    second = Site(folder)
    authority = load_authority(first.folder / "authority")
    archive = archive_of(first.folder / "authority", authority)
    enrol(second, authority)
    code = publish(archive, authority, first, second)
    (folder / CODES_NAME).write_text(json.dumps({OFFICER_THERE: code}), encoding="ascii")
    for site, number in ((first, FIRST), (second, SECOND)):
        with site_at_hand(site.settings) as taker:
            bring_pages(archive.files_for(number), taker, progress=lambda done, of: None)
    with running(second):
        set_pin(second, code)
        yield second


def enrol(second: Site, authority: Authority) -> None:
    request = second.folder / "site.request"
    request_enrolment(second.settings, SECOND, request)
    asked = open_request(request.read_bytes())
    assert not isinstance(asked, Flaw)
    names = read_sites()[SECOND]
    terms = SiteTerms(SiteNames(names.zh, names.en, names.vi))
    signed = sign_site(authority, asked, terms, now_ms=SystemClock().now().at_ms)
    accept_enrolment(second.settings, signed)


def publish(archive: PageArchive, authority: Authority, first: Site, second: Site) -> str:
    """Tell both of each other, that nothing is revoked, and who is an officer there; the code."""
    at_ms = SystemClock().now().at_ms
    records = [feed_items.record_site(signed_record(site)) for site in (first, second)]
    archive.publish("sites", records, at_ms=at_ms)
    archive.publish(REVOCATIONS, [feed_items.confirm_lists(at_ms=at_ms)], at_ms=at_ms)
    said = said_in("cn")
    said["opening_hours"] |= dict.fromkeys(WEEKDAYS, ALL_DAY)  # the tests run at night too
    for tier in said["draws"]:
        tier["per_myriad"] = 0
    archive.publish("policies", list(items_of(said, 2, EVER)), at_ms=at_ms)
    who = OfficerToList(OFFICER_THERE, "测试-关员-1201", [Role.OFFICER], [SECOND])
    item, code = list_officer(who, keys=authority.field_keys, random=system_randomness)
    archive.publish("officers", [item], at_ms=at_ms)
    return code


def signed_record(site: Site) -> bytes:
    settings = site.settings
    written = enrolment_path(settings).read_bytes()
    opened = open_enrolment(written, load_site_keys(keys_dir(settings)))
    assert not isinstance(opened, str)
    return opened.signed_record


def set_pin(second: Site, code: str) -> None:
    paired = second.pair("station")
    with httpx.Client(base_url=second.url, trust_env=False, timeout=60) as station:
        station.cookies.set(TERMINAL_COOKIE, paired["value"])
        body = {"officer": OFFICER_THERE, "one_time_code": code, "pin": PINS[OFFICER_THERE]}
        post(station, "/v1/officers/pin", body)
