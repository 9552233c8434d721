"""The authority's desk in a simulated world: it signs pages, which reach a site in any order."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from service.feeds.page import EMPTY_HEAD, FOR_ALL, Place, open_page, sign_page
from service.kit import canonical_json
from service.kit.cose import Flaw
from service.kit.ids import Randomness
from service.sites.authority import Authority
from service.vocabulary import MemberNo
from tests.places import NOW_MS, repeatable
from tests.simulation.dice import Dice
from tests.simulation.people import MEMBERS, list_member
from tests.simulation.region import Region

_CHANGES: tuple[dict[str, Any], ...] = (
    {"standing": "suspended", "reason": "under_review"},
    {"standing": "expired"},
    {"valid_until": "2026-11-24"},
    {"guardian": MEMBERS[0], "born": "2014-05-02"},
    {"supported": True},
    {},
    {},
)


class Feed:
    """One feed as signed so far; item n stands at ``items[n - 1]``."""

    def __init__(self, name: str, authority: Authority, first: bytes | None) -> None:
        self.name, self.authority = name, authority
        self.pages: list[bytes] = []
        self.items: list[dict[str, Any]] = []
        self._lasts: list[int] = []
        self._next = Place(name, FOR_ALL, 1, 1, EMPTY_HEAD)
        if first is not None:
            self._add(first)

    def pages_after(self, number: int) -> list[bytes]:
        """The pages that come after item ``number``."""
        return self.pages[bisect_right(self._lasts, number) :]

    def say(self, items: Sequence[dict[str, Any]], *, at_ms: int) -> None:
        """Sign a page of these items."""
        written = [canonical_json.encode(item) for item in items]
        self._add(sign_page(self._next, written, signer=self.authority.feeds, at_ms=at_ms))

    def _add(self, page: bytes) -> None:
        """Keep a page, and where the next one begins."""
        opened = open_page(page, self.authority.trust, at_ms=NOW_MS)
        assert not isinstance(opened, Flaw), opened
        self._next = Place(self.name, FOR_ALL, 1, opened.last + 1, opened.head)
        self.pages.append(page)
        self.items += [canonical_json.decode(item) for item in opened.items if item is not None]
        self._lasts.append(opened.last)


@dataclass(slots=True)
class AuthorityDesk:
    """The pages of every feed as signed so far. ``region`` is any of its sites."""

    region: Region
    feeds: dict[str, Feed] = field(default_factory=dict)
    _random: Randomness = field(default_factory=lambda: repeatable("authority's desk"))

    def __post_init__(self) -> None:
        for name, page in self.region.pages.items():
            self.feeds[name] = Feed(name, self.region.authority, page)
        self.feeds["status"] = Feed("status", self.region.authority, None)

    @property
    def members(self) -> Feed:
        return self.feeds["members"]

    def publish(self, dice: Dice, *, at_ms: int) -> None:
        """Sign a page of some changes: members suspended and reinstated, cards revoked."""
        self.members.say([self._change(dice) for _ in range(dice.randint(1, 3))], at_ms=at_ms)

    def _change(self, dice: Dice) -> dict[str, Any]:
        member: MemberNo = dice.choice(MEMBERS)
        what = dice.randrange(10)
        if what == 0:
            return {"type": "member.withdrawn", "v": 1, "member": member}
        if what == 1:
            return {"type": "card.revoked", "v": 1, "member": member, "serial": 1}
        keys, home = self.region.authority.field_keys, self.region.homes[member]
        return list_member(member, keys, self._random, site=home, **dice.choice(_CHANGES))
