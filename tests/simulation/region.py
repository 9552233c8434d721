"""What stood before the first simulated day: an authority and sites that have taken in its word.

Made once in each process, by the production code, and then copied for every seed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from service.appliers import FEED_APPLIERS
from service.database import Database
from service.feeds.apply_page import PageApplied
from service.feeds.page import EMPTY_HEAD, FOR_ALL, Place, sign_page
from service.feeds.receive_page import receive_page
from service.kit import canonical_json
from service.migrate import migrate
from service.officers.list_officer import OfficerToList, list_officer
from service.officers.offer_terminal import offer_terminal
from service.officers.pair_terminal import pair_terminal
from service.officers.rules import hash_token
from service.officers.sessions import Sessions
from service.officers.set_pin import NewPin, set_pin
from service.open_site import OpenSite, database_path
from service.quota.plan_grants import Grant, GrantRefusal, plan_horizon
from service.session import Session
from service.sites import feed_items
from service.sites.authority import Authority, SiteTerms, sign_site
from service.sites.enrolment_file import (
    Enrolment,
    SiteRequest,
    make_request,
    open_enrolment,
    open_request,
)
from service.sites.records import SiteNames, SiteRole
from service.vocabulary import (
    HUB,
    MemberNo,
    OfficerNo,
    SiteNo,
    TerminalNo,
    TerminalRole,
    TradeDay,
)
from tests.places import NOW_MS, make_authority, make_site, repeatable
from tests.simulation.assembly import Enrolled, day_keys_of, settings_of, start_site
from tests.simulation.disk import Disk, simulated_disks
from tests.simulation.hardware import Hardware
from tests.simulation.people import (
    GROUP,
    MEMBERS,
    OFFICERS,
    PIN,
    SCREENS,
    STRANGER,
    card_of,
    list_member,
)
from tests.simulation.plan import ALONE, Plan
from tests.simulation.quick_pins import quick_verifier

_FIRST_DAY: Final = TradeDay("2026-11-24")
_FIRST_PERIOD: Final = TradeDay("2026-11-01")
_FIRST_HORIZON: Final = TradeDay("2026-12-05")


@dataclass(frozen=True, slots=True)
class Region:
    """One enrolled site of an authority, and its disk once it has taken in the first pages.

    ``tokens`` are the cookies of the paired screens; ``pages`` the first page of each feed.
    """

    authority: Authority
    enrolled: Enrolled
    disk: dict[str, bytes]
    tokens: dict[TerminalNo, str]
    cards: dict[MemberNo, str]
    homes: Mapping[MemberNo, SiteNo]
    pages: dict[str, bytes]


def make_region() -> Region:
    """Dongxing alone."""
    [alone] = make_regions(ALONE).values()
    return alone


_MADE: dict[tuple[SiteNo, ...], dict[SiteNo, Region]] = {}
"""By the sites of a plan, the hub among them."""


def make_regions(plan: Plan) -> dict[SiteNo, Region]:
    """Make every site of a plan, once in each process; every key and nonce comes from a fixed
    seed, so it is the same each time."""
    sites = tuple(_names_of(plan))
    if sites not in _MADE:
        with simulated_disks() as folder:
            _MADE[sites] = _make(plan, Path(folder))
    return _MADE[sites]


def _make(plan: Plan, folder: Path) -> dict[SiteNo, Region]:
    authority = make_authority(folder / "authority")
    enrolled = {
        site: enrol(authority, site, names, machine=names.en.split()[0], now_ms=NOW_MS)
        for site, names in _names_of(plan).items()
    }
    pages, codes = _sign_pages(plan, authority, enrolled)
    cards = {member: card_of(member, authority) for member in (*MEMBERS, STRANGER)}
    return {
        site: Region(
            authority=authority,
            enrolled=who,
            disk=_first_disk(who, folder / site, pages, codes),
            tokens={terminal: _token(terminal) for terminal in SCREENS},
            cards=cards,
            homes=plan.homes,
            pages=pages,
        )
        for site, who in enrolled.items()
    }


def _names_of(plan: Plan) -> dict[SiteNo, SiteNames]:
    return {**plan.sites, **({HUB: plan.centre} if plan.centre else {})}


def enrol(
    authority: Authority, site: SiteNo, names: SiteNames, *, machine: str, now_ms: int
) -> Enrolled:
    """A site on a machine that cannot tell anything of itself: it runs on whatever this is."""
    keys, draws = make_site(machine), day_keys_of(machine)
    request = open_request(make_request(keys, site=site, anchors=(), draw_anchor=draws.anchor))
    assert isinstance(request, SiteRequest)
    terms = SiteTerms(names, roles=(SiteRole.HUB,)) if site == HUB else SiteTerms(names)
    answer = sign_site(authority, request, terms, now_ms=now_ms)
    enrolment = open_enrolment(answer, keys)
    assert isinstance(enrolment, Enrolment), enrolment
    return Enrolled(keys, enrolment, draws, answer)


def _sign_pages(
    plan: Plan, authority: Authority, enrolled: Mapping[SiteNo, Enrolled]
) -> tuple[dict[str, bytes], dict[OfficerNo, str]]:
    """The first page of each feed, and the codes by which officers set their first PIN."""
    keys, random = authority.field_keys, repeatable("people")
    officers, codes = [], {}
    for number, role in OFFICERS.items():
        who = OfficerToList(number, "测试", [role], list(plan.sites))
        item, codes[number] = list_officer(who, keys=keys, random=random)
        officers.append(item)
    members = [list_member(each, keys, random, site=plan.homes[each]) for each in MEMBERS]
    feeds: dict[str, Sequence[dict[str, Any]]] = {
        "officers": officers,
        "policies": [plan.policy],
        "groups": [GROUP],
        "members": members,
    }
    if not plan.is_alone:
        feeds |= _said_of_sites(enrolled.values(), members=len(members))
    return {feed: _first_page(feed, items, authority) for feed, items in feeds.items()}, codes


def _said_of_sites(
    enrolled: Iterable[Enrolled], *, members: int
) -> dict[str, Sequence[dict[str, Any]]]:
    """What sites hear of each other: their records, how long each holds root, what is revoked."""
    records = [each.enrolment for each in enrolled]
    grants = [
        plan_horizon(
            Grant(each.record.site, each.record.epoch, _FIRST_HORIZON, _FIRST_PERIOD),
            today=_FIRST_DAY,
            members=members,
            policies=1,
        )
        for each in records
        if each.record.site != HUB
    ]
    return {
        "sites": [feed_items.record_site(each.signed_record) for each in records],
        "grants": [each for each in grants if not isinstance(each, GrantRefusal)],
        "revocations": [feed_items.confirm_lists(at_ms=NOW_MS)],
    }


def _first_page(feed: str, items: Sequence[dict[str, Any]], authority: Authority) -> bytes:
    place = Place(feed, FOR_ALL, 1, 1, EMPTY_HEAD)
    written = [canonical_json.encode(item) for item in items]
    return sign_page(place, written, signer=authority.feeds, at_ms=NOW_MS)


def _first_disk(
    who: Enrolled, folder: Path, pages: Mapping[str, bytes], codes: Mapping[OfficerNo, str]
) -> dict[str, bytes]:
    disk = Disk.with_files(folder, who.secrets)
    empty = Database(database_path(settings_of(disk)))
    migrate(empty)
    empty.close()
    site, database = start_site(who, disk, Hardware(NOW_MS))
    for page in pages.values():
        taken = database.write_now(partial(_take_page, site, page))
        assert isinstance(taken, PageApplied), taken
    if site.identity.site != HUB:
        database.write_now(partial(_set_pins, site, codes))
        for terminal, role in SCREENS.items():
            database.write_now(partial(_pair, site, terminal, role))
    site.close()
    return disk.files()


def _take_page(site: OpenSite, page: bytes, session: Session) -> object:
    return receive_page(session, page, identity=site.identity, appliers=FEED_APPLIERS, at_ms=NOW_MS)


def _set_pins(site: OpenSite, codes: Mapping[OfficerNo, str], session: Session) -> None:
    for officer, code in codes.items():
        new = NewPin(officer, code, PIN, quick_verifier(officer, PIN))
        done = set_pin(site.act(session), new, sessions=Sessions(site.identity.site))
        assert isinstance(done, tuple), done


def _pair(site: OpenSite, terminal: TerminalNo, role: TerminalRole, session: Session) -> None:
    offered = offer_terminal(site.act(session), role, label="", code=terminal)
    paired = pair_terminal(site.act(session), terminal, token_hash=hash_token(_token(terminal)))
    assert isinstance(offered, tuple) and isinstance(paired, tuple)
    assert paired.terminal == terminal


def _token(terminal: TerminalNo) -> str:
    return f"token-of-{terminal}"
