"""Give the members of a group their cards, and a member another one for a card that is lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from service.feeds.archive import PageArchive, archive_of
from service.groups.card_register import REGISTER_NAME, CardRegister
from service.groups.member_body import masked_name
from service.groups.plan_roster import Listed
from service.members.rules import Standing, serial_in_use
from service.sites.authority import issue_card, load_authority
from service.sites.card import Card
from service.sites.read_sites import read_sites
from service.sites.records import SiteNames
from service.vocabulary import GroupNo, MemberNo, SiteNo, TradeDay

Item = dict[str, Any]


class CardRefusal(StrEnum):
    """Why no card is issued."""

    UNKNOWN_GROUP = "unknown_group"
    UNKNOWN_MEMBER = "unknown_member"
    NOT_ACTIVE = "member_not_active"


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """A card as it is printed: no certificate, and of the name no more than a mask."""

    card: Card
    text: str
    name: str
    group: GroupNo
    group_name: str
    site: SiteNo
    site_names: SiteNames
    note: str = ""


@dataclass(frozen=True, slots=True)
class CardOffice:
    """The authority's folder, the pages it has signed, and the day and time of issuing."""

    directory: Path
    archive: PageArchive
    day: TradeDay
    at_ms: int

    @classmethod
    def of(cls, directory: Path, *, day: TradeDay, at_ms: int) -> "CardOffice":
        """Open the office in the authority's folder; raises as ``load_authority`` does."""
        return cls(directory, archive_of(directory, load_authority(directory)), day, at_ms)

    @property
    def register(self) -> CardRegister:
        return CardRegister(self.directory / REGISTER_NAME)


@dataclass(frozen=True, slots=True)
class _Files:
    """What the office's papers say now: who is listed, which cards are out, which are revoked."""

    listed: Listed
    issued: dict[MemberNo, Card]
    revoked: dict[MemberNo, int]

    def in_use(self, member: MemberNo) -> Card | None:
        """The card a member carries, unless it was revoked since."""
        card = self.issued.get(member)
        return card if card and card.serial > self.revoked.get(member, 0) else None


def issue_cards(office: CardOffice, group: GroupNo) -> list[PrintedCard] | CardRefusal:
    """The cards of a group's active adults, by number: the one each carries, printed again, or
    the next. Refuses with ``UNKNOWN_GROUP``."""
    with office.archive.alone():
        files = _read(office)
        if group not in files.listed.groups:
            return CardRefusal.UNKNOWN_GROUP
        members = sorted(
            number
            for number, item in files.listed.members.items()
            if item["group"] == group and _is_carrier(item)
        )
        return _issue(office, files, members)


def issue_cards_of(office: CardOffice, members: Iterable[MemberNo]) -> list[PrintedCard]:
    """The cards of these listed members, whatever their standing: for samples."""
    with office.archive.alone():
        files = _read(office)
        return _issue(office, files, [each for each in members if each in files.listed.members])


def replace_card(office: CardOffice, member: MemberNo) -> PrintedCard | CardRefusal:
    """Revoke the card a member carries on the members feed, and issue the next.

    The revocation is published first: if the power fails between, the lost card is dead and the
    next one is issued when asked again. Refuses with ``UNKNOWN_MEMBER`` or ``NOT_ACTIVE``.
    """
    with office.archive.alone():
        files = _read(office)
        item = files.listed.members.get(member)
        if item is None:
            return CardRefusal.UNKNOWN_MEMBER
        if not _is_carrier(item):
            return CardRefusal.NOT_ACTIVE
        carried = files.in_use(member)
        lost = carried.serial if carried else serial_in_use(files.revoked.get(member))
        revoked = {"type": "card.revoked", "v": 1, "member": member, "serial": lost}
        office.archive.publish("members", [revoked], at_ms=office.at_ms)
        [printed] = _issue(office, _read(office), [member])
        return printed


def _is_carrier(item: Item) -> bool:
    """A minor has no card: the guardian comes."""
    return item["guardian"] is None and item["standing"] == Standing.ACTIVE


def _read(office: CardOffice) -> _Files:
    members = list(office.archive.items("members", at_ms=office.at_ms))
    revoked: dict[MemberNo, int] = {}
    for item in members:
        if item["type"] == "card.revoked":
            number = MemberNo(item["member"])
            revoked[number] = max(revoked.get(number, 0), item["serial"])
    groups = office.archive.items("groups", at_ms=office.at_ms)
    return _Files(Listed.from_items(members, groups), office.register.newest(), revoked)


def _issue(office: CardOffice, files: _Files, members: list[MemberNo]) -> list[PrintedCard]:
    new = {
        number: Card(number, serial_in_use(files.revoked.get(number)), office.day)
        for number in members
        if files.in_use(number) is None
    }
    office.register.add(new.values())
    cards = [new.get(number) or files.issued[number] for number in members]
    return [_print(office, files.listed, card) for card in cards]


def _print(office: CardOffice, listed: Listed, card: Card) -> PrintedCard:
    item = listed.members[card.member]
    group = listed.groups.get(item["group"])
    authority = office.archive.authority
    site = read_sites().get(item["site"])
    no = item["site"]
    return PrintedCard(
        card=card,
        text=issue_card(authority, card),
        name=masked_name(card.member, item["name"], authority.field_keys),
        group=item["group"],
        group_name=group["name"] if group else "",
        site=no,
        site_names=SiteNames(site.zh, site.en, site.vi) if site else SiteNames(no, no, no),
    )
