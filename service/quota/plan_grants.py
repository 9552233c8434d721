"""What the authority says of quota: up to which day a site holds root, and whose home it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from service.quota.lease_rules import ALWAYS, LONGEST_HORIZON_DAYS, horizon_days_left
from service.vocabulary import Epoch, MemberNo, SiteNo, TradeDay

Item = dict[str, Any]


class GrantRefusal(StrEnum):
    """Why the authority does not say it."""

    TOO_LONG = "horizon_too_long"
    NEVER_LISTED = "member_never_listed"
    AT_HOME_ALREADY = "member_at_home_already"


@dataclass(frozen=True, slots=True)
class Grant:
    """Root for one epoch of a site up to a day. ``holds_from`` only where no earlier epoch of the
    site can have spent in the periods that begin from that day: at a site's first enrolment."""

    site: SiteNo
    epoch: Epoch
    until_day: TradeDay
    holds_from: TradeDay | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """The event by which a home gave a member up: whose it was, which item it ends, from when."""

    event: str
    site: SiteNo
    epoch: Epoch
    item: int
    from_day: TradeDay


@dataclass(frozen=True, slots=True)
class HomeMove:
    """A member's home is to be ``to``, no sooner than ``from_day``."""

    member: MemberNo
    to: SiteNo
    from_day: TradeDay
    release: Release | None = None


def plan_horizon(
    grant: Grant, *, today: TradeDay, members: int, policies: int
) -> Item | GrantRefusal:
    """The item that grants a horizon, presuming all that the feeds have said so far."""
    left = horizon_days_left(grant.until_day, today)
    if left is None or left > LONGEST_HORIZON_DAYS:
        return GrantRefusal.TOO_LONG
    return {
        "type": "horizon.granted",
        "v": 1,
        "site": grant.site,
        "epoch": grant.epoch,
        "until_day": grant.until_day,
        "presumes": {"members": members, "policies": policies},
        "holds_from": grant.holds_from,
    }


def plan_move(
    move: HomeMove, *, members: Iterable[tuple[int, Item]], grants: Iterable[Item]
) -> Item | GrantRefusal:
    """The item that names a member's home anew, from all items of both feeds so far.

    Every site that was ever the member's home may still hold root until its longest horizon, but
    for the epoch that gave up the very item by which it is home now.
    """
    homes = list(_homes(members, move.member))
    if not homes:
        return GrantRefusal.NEVER_LISTED
    if homes[-1][1] == move.to:
        return GrantRefusal.AT_HOME_ALREADY
    release = move.release
    stands = release is not None and (release.item, release.site) == homes[-1]
    gone = {(release.site, release.epoch)} if release and stands else set()
    return {
        "type": "home.moved",
        "v": 1,
        "member": move.member,
        "to": move.to,
        "from_day": max(move.from_day, release.from_day) if release and stands else move.from_day,
        "old_until": _longest(grants, {site for _, site in homes}, gone),
        "release": release.event if release and stands else None,
    }


def longest_horizon(today: TradeDay) -> TradeDay:
    """The last day of a horizon granted today."""
    last = date.fromisoformat(today) + timedelta(days=LONGEST_HORIZON_DAYS)
    return TradeDay(last.isoformat())


def _homes(members: Iterable[tuple[int, Item]], member: MemberNo) -> Iterator[tuple[int, SiteNo]]:
    """Every home that a member was given, with the item that names it; 0 for the listing."""
    is_listed = False
    for number, item in members:
        if item.get("member") != member:
            continue
        if item["type"] == "member.listed" and not is_listed:
            is_listed = True
            yield 0, item["site"]
        elif item["type"] == "home.moved":
            yield number, item["to"]


def _longest(
    grants: Iterable[Item], sites: set[SiteNo], gone: set[tuple[SiteNo, Epoch]]
) -> TradeDay:
    until = (
        item["until_day"]
        for item in grants
        if item["type"] == "horizon.granted"
        and item["site"] in sites
        and (item["site"], item["epoch"]) not in gone
    )
    return max(until, default=ALWAYS)
