"""Members of the invented city, each given out once, so that no test meets another's member."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from service.connection import connect
from service.demo.run_demo import demo_settings
from service.kit.ids import system_randomness, with_check_digit
from service.members.rules import NO_END
from service.members.store import Member, find_member, first_members
from service.open_site import database_path
from service.session import Session
from service.sites.authority import Authority, init_authority, issue_card, load_authority
from service.sites.card import Card
from service.vocabulary import MemberNo, TradeDay

ISSUED: Final = TradeDay("2026-01-05")
ANY_PORT: Final = 8800
MOST: Final = 1000
FIRST_UNUSED_SERIAL: Final = 9_000_000


@dataclass(frozen=True, slots=True)
class Person:
    """A member: number, text of the member card, group, and why suspended, if so."""

    member: MemberNo
    card: str
    group: str
    reason: str | None

    @property
    def digits(self) -> str:
        return f"{self.member:08d}"


class People:
    """The members of the city in ``folder`` that no test has met."""

    def __init__(self, folder: Path) -> None:
        self._authority = load_authority(folder / "authority")
        settings = demo_settings(folder, ANY_PORT)
        self._session = Session(connect(database_path(settings), read_only=True))
        self._waiting: dict[tuple[str, bool], Iterator[Member]] = {}
        self._serials = count(FIRST_UNUSED_SERIAL)

    def somebody(self, standing: str = "active", *, for_good: bool = False) -> Person:
        """A member of this standing who has not been here today.

        Active ones have a certificate that ends, or with ``for_good`` one that does not.
        """
        if (standing, for_good) not in self._waiting:
            members = self._members(standing)
            if standing == "active":
                members = [each for each in members if (each.valid_until == NO_END) is for_good]
            self._waiting[standing, for_good] = iter(members)
        found = next(self._waiting[standing, for_good])
        card = card_of(self._authority, found.member)
        return Person(found.member, card, found.group, found.reason)

    def _members(self, standing: str) -> list[Member]:
        rows = first_members(self._session, standing=standing, count=MOST)
        found = [find_member(self._session, row[0]) for row in rows]
        return [each for each in found if each is not None]

    def nobody(self) -> str:
        """Eight digits with a right check digit that are no member's."""
        return str(with_check_digit(next(self._serials)))


def card_of(authority: Authority, member: MemberNo) -> str:
    """The text of a member's first card."""
    return issue_card(authority, Card(member, serial=1, issued=ISSUED))


def card_of_a_stranger(member: MemberNo, folder: Path) -> str:
    """A card for this member that another authority signed, whom nobody here knows."""
    stranger = init_authority(folder, random=system_randomness, now_ms=0)
    return card_of(stranger, member)


def with_a_scratch(card: str) -> str:
    """The same card with one sign of its signature changed."""
    place = -20
    other = "A" if card[place] != "A" else "B"
    return card[:place] + other + card[place + 1 :]
