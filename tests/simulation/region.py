"""What stood before the first simulated day: an authority and a site that has taken in its word.

Made once in each process, by the production code, and then copied for every seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

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
from service.session import Session
from service.sites.authority import Authority, SiteTerms, sign_site
from service.sites.enrolment_file import (
    Enrolment,
    SiteRequest,
    make_request,
    open_enrolment,
    open_request,
)
from service.sites.keys import SiteKeys
from service.vocabulary import MemberNo, OfficerNo, TerminalNo, TerminalRole
from tests.places import DONGXING, DONGXING_NAMES, NOW_MS, make_authority, make_site, repeatable
from tests.simulation.assembly import DAY_KEYS, SECRETS, Enrolled, settings_of, start_site
from tests.simulation.disk import Disk, simulated_disks
from tests.simulation.hardware import Hardware
from tests.simulation.people import (
    GROUP,
    MEMBERS,
    OFFICERS,
    PIN,
    POLICY,
    SCREENS,
    STRANGER,
    card_of,
    list_member,
)
from tests.simulation.quick_pins import quick_verifier


@dataclass(frozen=True, slots=True)
class Region:
    """An authority, one enrolled site, and its disk once it has taken in the first pages.

    ``tokens`` are the cookies of the paired screens; ``roster`` is the first page of members.
    """

    authority: Authority
    enrolled: Enrolled
    disk: dict[str, bytes]
    tokens: dict[TerminalNo, str]
    cards: dict[MemberNo, str]
    roster: bytes


@cache
def make_region() -> Region:
    """Make it; every key and nonce comes from a fixed seed, so it is the same each time."""
    with simulated_disks() as folder:
        authority = make_authority(Path(folder) / "authority")
        keys = make_site()
        building = _Building(authority, _enrol(authority, keys), Path(folder) / "disk")
        disk = building.first_disk()
    return Region(
        authority=authority,
        enrolled=building.enrolled,
        disk=disk,
        tokens={terminal: _token(terminal) for terminal in SCREENS},
        cards={member: card_of(member, authority) for member in (*MEMBERS, STRANGER)},
        roster=building.pages["members"],
    )


def _enrol(authority: Authority, keys: SiteKeys) -> Enrolled:
    """A site on a machine that cannot tell anything of itself: it runs on whatever this is."""
    asked = make_request(keys, site=DONGXING, anchors=(), draw_anchor=DAY_KEYS.anchor)
    request = open_request(asked)
    assert isinstance(request, SiteRequest)
    answer = sign_site(authority, request, SiteTerms(DONGXING_NAMES), now_ms=NOW_MS)
    enrolment = open_enrolment(answer, keys)
    assert isinstance(enrolment, Enrolment), enrolment
    return Enrolled(keys, enrolment)


class _Building:
    """The making of the first disk."""

    def __init__(self, authority: Authority, enrolled: Enrolled, folder: Path) -> None:
        self.authority, self.enrolled, self.folder = authority, enrolled, folder
        self.codes: dict[OfficerNo, str] = {}
        self.pages: dict[str, bytes] = {}

    def first_disk(self) -> dict[str, bytes]:
        disk = Disk.with_files(self.folder, SECRETS)
        empty = Database(database_path(settings_of(disk)))
        migrate(empty)
        empty.close()
        site, database = start_site(self.enrolled, disk, Hardware(NOW_MS))
        self._sign_pages()
        for page in self.pages.values():
            taken = database.write_now(partial(self._take_page, site, page))
            assert isinstance(taken, PageApplied), taken
        database.write_now(partial(self._set_pins, site))
        for terminal, role in SCREENS.items():
            database.write_now(partial(_pair, site, terminal, role))
        site.close()
        return disk.files()

    def _sign_pages(self) -> None:
        keys, random = self.authority.field_keys, repeatable("people")
        officers = []
        for number, role in OFFICERS.items():
            who = OfficerToList(number, "测试", [role], [DONGXING])
            item, self.codes[number] = list_officer(who, keys=keys, random=random)
            officers.append(item)
        feeds: dict[str, Sequence[dict[str, Any]]] = {
            "officers": officers,
            "policies": [POLICY],
            "groups": [GROUP],
            "members": [list_member(member, keys, random) for member in MEMBERS],
        }
        for feed, items in feeds.items():
            place = Place(feed, FOR_ALL, 1, 1, EMPTY_HEAD)
            written = [canonical_json.encode(item) for item in items]
            self.pages[feed] = sign_page(place, written, signer=self.authority.feeds, at_ms=NOW_MS)

    def _take_page(self, site: OpenSite, page: bytes, session: Session) -> object:
        return receive_page(
            session, page, identity=site.identity, appliers=FEED_APPLIERS, at_ms=NOW_MS
        )

    def _set_pins(self, site: OpenSite, session: Session) -> None:
        for officer, code in self.codes.items():
            new = NewPin(officer, code, PIN, quick_verifier(officer, PIN))
            done = set_pin(site.act(session), new, sessions=Sessions(DONGXING))
            assert isinstance(done, tuple), done


def _pair(site: OpenSite, terminal: TerminalNo, role: TerminalRole, session: Session) -> None:
    offered = offer_terminal(site.act(session), role, label="", code=terminal)
    paired = pair_terminal(site.act(session), terminal, token_hash=hash_token(_token(terminal)))
    assert isinstance(offered, tuple) and isinstance(paired, tuple)
    assert paired.terminal == terminal


def _token(terminal: TerminalNo) -> str:
    return f"token-of-{terminal}"
