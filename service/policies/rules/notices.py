"""How a site stands: open, restricted or closed, as the authority's newest notice says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from service.policies.rules.dates import local_minute
from service.policies.rules.hours import Hours, is_within, read_hours
from service.policies.rules.names import Names, read_names
from service.vocabulary import GroupNo, MemberNo


class SiteState(StrEnum):
    """Whether a site works, works for some only, or does not."""

    OPEN = "open"
    RESTRICTED = "restricted"
    CLOSED = "closed"


class EntryRefusal(StrEnum):
    """Why a site lets nobody, or not this member, in by its notice."""

    SITE_CLOSED = "site_closed"
    OUTSIDE_HOURS = "outside_hours"
    NOT_DESIGNATED = "not_designated"
    SITE_FULL = "site_full"


@dataclass(frozen=True, slots=True)
class Notice:
    """The authority's word on a site from ``from_ms`` to ``until_ms`` (UTC; the end is outside).

    A restriction names the members and groups that may come (all if it names none), the goods by
    heading or catalogue code, hours of the local day in ``zone``, and how many may be inside.
    ``pass_seconds`` is by how much longer passes to that site are valid.
    """

    number: int
    state: SiteState
    from_ms: int
    until_ms: int | None
    message: Names
    members: frozenset[MemberNo] = frozenset()
    groups: frozenset[GroupNo] = frozenset()
    goods: tuple[str, ...] = ()
    hours: tuple[Hours, ...] = ()
    zone: str = ""
    capacity: int | None = None
    pass_seconds: int = 0

    def holds(self, at_ms: int) -> bool:
        return self.from_ms <= at_ms and (self.until_ms is None or at_ms < self.until_ms)

    @property
    def designates(self) -> bool:
        """Whether it lets named members or groups in only."""
        return bool(self.members or self.groups)


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who wants to come in, as far as a notice cares."""

    member: MemberNo
    group: GroupNo
    is_inside: bool = False


def site_status_at(notices: Iterable[Notice], at_ms: int) -> Notice | None:
    """The notice that holds at a moment (ms, UTC): the newest; ``None`` when all is as always."""
    holding = [notice for notice in notices if notice.holds(at_ms)]
    return max(holding, key=lambda notice: notice.number, default=None)


def next_change_ms(notices: Iterable[Notice], at_ms: int) -> int | None:
    """The next moment (ms, UTC) at which another notice, or none, may hold."""
    moments = {m for notice in notices for m in (notice.from_ms, notice.until_ms) if m is not None}
    return min((moment for moment in moments if moment > at_ms), default=None)


def judge_entry(
    notice: Notice | None, entrant: Entrant, at_ms: int, count_inside: Callable[[], int]
) -> EntryRefusal | None:
    """Whether a notice keeps somebody out; who is inside already takes no other's place."""
    if notice is None or notice.state is SiteState.OPEN:
        return None
    if notice.state is SiteState.CLOSED:
        return EntryRefusal.SITE_CLOSED
    if notice.hours and not is_within(notice.hours, local_minute(at_ms, notice.zone)):
        return EntryRefusal.OUTSIDE_HOURS
    if notice.designates and not _is_designated(notice, entrant):
        return EntryRefusal.NOT_DESIGNATED
    if notice.capacity is None or entrant.is_inside or count_inside() < notice.capacity:
        return None
    return EntryRefusal.SITE_FULL


def admits_goods(notice: Notice | None, code: str, heading: str) -> bool:
    """Whether goods may be declared under a notice; one that names none admits all."""
    if notice is None or notice.state is SiteState.OPEN:
        return True
    if notice.state is SiteState.CLOSED:
        return False
    named = notice.goods
    return not named or any(code == each or heading.startswith(each) for each in named)


def read_notice(said: dict[str, Any]) -> Notice:
    """Read a published notice; raises ``ValueError``, ``KeyError`` or ``TypeError`` if it is none.

    Nothing beside its number, state, beginning and message need be there.
    """
    notice = Notice(
        number=int(said["number"]),
        state=SiteState(said["state"]),
        from_ms=int(said["from_ms"]),
        until_ms=said.get("until_ms"),
        message=read_names(said["message"]),
        members=frozenset(said.get("members", ())),
        groups=frozenset(said.get("groups", ())),
        goods=tuple(said.get("goods", ())),
        hours=read_hours(said.get("hours", ())),
        zone=said.get("zone", ""),
        capacity=said.get("capacity"),
        pass_seconds=int(said.get("pass_seconds", 0)),
    )
    if notice.hours and not notice.zone:
        raise ValueError("hours without a time zone")
    if notice.until_ms is not None and notice.until_ms <= notice.from_ms:
        raise ValueError("a notice ends before it begins")
    return notice


def _is_designated(notice: Notice, entrant: Entrant) -> bool:
    return entrant.member in notice.members or entrant.group in notice.groups
