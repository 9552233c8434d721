"""The authority of three sites, in memory: its feeds page by page, and every key a site had."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from service.feeds.page import EMPTY_HEAD, FOR_ALL, Page, Place, open_page, sign_page
from service.kit import canonical_json
from service.quota.rules import Amounts
from service.sites.keys import Signer
from service.sites.records import KeyRecord, KeyRole, SiteNames, SiteRecord, SiteRole
from service.sites.trust_list import TrustList
from service.vocabulary import ComponentNo, MemberNo, SiteNo, TradeDay
from tests.places import DAY_MS, NOW_MS, repeatable

Item = dict[str, Any]

DONGXING: Final = SiteNo("S01")
BRIDGE: Final = SiteNo("S02")
PUZHAI: Final = SiteNo("S06")
SITES: Final = (DONGXING, BRIDGE, PUZHAI)
CHEN: Final = MemberNo(10000012)
LAN: Final = MemberNo(10000029)
MEMBERS: Final = (CHEN, LAN)
HOMES: Final = {CHEN: DONGXING, LAN: BRIDGE}

VALUE: Final = ComponentNo(1)
SUGAR: Final = ComponentNo(2)
TRIPS: Final = ComponentNo(3)
COMPONENTS: Final = (VALUE, SUGAR, TRIPS)
LIMITS: Final = {VALUE: 10, SUGAR: 4, TRIPS: 6}
FIRST_DAY: Final = TradeDay("2026-11-24")
FIRST_DATE: Final = date.fromisoformat(FIRST_DAY)
FIRST_HORIZON: Final = TradeDay("2026-11-30")
FEEDS: Final = ("members", "policies", "grants")
DAY: Final = 24 * 3600
_LONG_MS: Final = 4_000 * DAY_MS


def policy_item(version: int, limits: Amounts, *, from_day: str, overrides: bool = True) -> Item:
    """A policy with the value and sugar of a day, and the trips of a month."""
    said = {VALUE: ("value", "fen", "day"), SUGAR: ("sugar", "gram", "day")}
    said[TRIPS] = ("trips", "time", "month")
    return {
        "type": "policy.published",
        "v": 1,
        "version": version,
        "from_day": from_day,
        "policy": {
            "presence": {},
            "annul_seconds": 600,
            "regime": "CN",
            "overrides": overrides,
            "checks": [{"bit": 0, "code": "person", "names": {"zh": "人", "vi": "n", "en": "p"}}],
            "passes": {
                "valid_seconds": 3 * DAY,
                "past_day_end_seconds": 3 * DAY,
                "ahead_seconds": 0,
            },
            "staleness": {"ordinary_seconds": DAY, "amber_seconds": DAY, "beyond": "amber"},
            "components": [
                {
                    "number": number,
                    "code": code,
                    "names": {"zh": code, "vi": code, "en": code},
                    "unit": unit,
                    "period": period,
                    "limits": [{"from": "2000-01-01", "limit": limit}],
                }
                for number, limit in limits.items()
                for code, unit, period in [said[number]]
            ],
        },
    }


def listing(member: MemberNo, site: SiteNo) -> Item:
    """A member as the members feed lists one; what quota does not ask for is invented."""
    return {
        "type": "member.listed",
        "v": 1,
        "member": member,
        "group": "G001",
        "site": site,
        "index": f"index-{member}",
        "name": "",
        "certificate": "",
        "born": "",
        "standing": "active",
        "reason": None,
        "valid_until": "2099-12-31",
        "supported": False,
        "role": "member",
        "village": "河洲村",
        "guardian": None,
        "phone": True,
    }


@dataclass(slots=True)
class Office:
    """The authority: its feeds, page by page, and every key that any site ever had."""

    signer: Signer = field(default_factory=lambda: Signer.make(repeatable("office")))
    items: dict[str, list[Item]] = field(default_factory=lambda: {feed: [] for feed in FEEDS})
    pages: dict[str, list[Page]] = field(default_factory=lambda: {feed: [] for feed in FEEDS})
    trust: TrustList = field(init=False)

    def __post_init__(self) -> None:
        key = KeyRecord(self.signer.public, (KeyRole.FEEDS,), 0, NOW_MS + _LONG_MS)
        self.trust = TrustList(bytes(32), keys=(key,))

    def copy(self) -> "Office":
        """An office that has said the same, and says what it likes from now on."""
        copied = replace(
            self,
            items={feed: list(said) for feed, said in self.items.items()},
            pages={feed: list(said) for feed, said in self.pages.items()},
        )
        copied.trust = self.trust
        return copied

    def say(self, feed: str, item: Item) -> None:
        """Publish one item as a page of its own."""
        self.items[feed].append(item)
        pages = self.pages[feed]
        head = pages[-1].head if pages else EMPTY_HEAD
        place = Place(feed, FOR_ALL, 1, len(pages) + 1, head)
        data = sign_page(place, [canonical_json.encode(item)], signer=self.signer, at_ms=NOW_MS)
        page = open_page(data, self.trust, at_ms=NOW_MS)
        assert isinstance(page, Page)
        pages.append(page)

    def enrol(self, site: SiteNo, signer: Signer) -> None:
        """Vouch for a site's new key. Records are never forgotten: late transfers are read."""
        names = SiteNames(site, site, site)
        record = SiteRecord(
            site,
            signer.public,
            sealing=bytes(32),
            roles=tuple(SiteRole),
            names=names,
            anchors=(),
            not_before_ms=len(self.trust.sites),  # the later one is the one that passes go to
            expires_ms=NOW_MS + _LONG_MS,
        )
        self.trust = TrustList(bytes(32), self.trust.keys, (*self.trust.sites, record))
