"""The authority lets a site use its members' quota for some more days, at the command line."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from service.feeds.archive import PageArchive, archive_of
from service.kit.clock import SystemClock, local_date
from service.kit.cose import Flaw, from_text
from service.quota.grant_horizon import grant_horizon
from service.quota.lease_rules import LONGEST_HORIZON_DAYS
from service.quota.plan_grants import Grant, GrantRefusal
from service.settings import Settings
from service.sites import feed_items
from service.sites.authority import load_authority
from service.sites.records import SITE_RECORD_PREFIX, KeyRole, SiteRecord, open_site_record
from service.vocabulary import PassId, TradeDay


def grant(
    directory: Annotated[Path, typer.Argument(help="The authority's folder.")],
    site: Annotated[
        str, typer.Option(help="Its number, as S07; with an epoch, S07.ab12cd34, for that one.")
    ],
    days: Annotated[
        int, typer.Option(help="For how many days from today.", min=1, max=LONGEST_HORIZON_DAYS)
    ] = LONGEST_HORIZON_DAYS,
    holds_from: Annotated[
        str, typer.Option(help="A day (YYYY-MM-DD) from which no other epoch can have spent.")
    ] = "",
) -> None:
    """Let a site hold its members' quota: grant it a horizon, which a site needs to spend any.

    `--holds-from` is for a site's very first enrolment alone. Without it, quota begins with the
    next day and the next month: a new epoch cannot know what an earlier one spent.
    """
    archive = archive_of(directory, load_authority(directory))
    moment = SystemClock().now()
    today = TradeDay(local_date(moment, ZoneInfo(Settings().time_zone)))
    named = _epoch_of(archive, site, moment.at_ms)
    until = TradeDay((date.fromisoformat(today) + timedelta(days=days)).isoformat())
    said = Grant(named.site, named.epoch, until, _day(holds_from))
    written = grant_horizon(archive, said, today=today, at_ms=moment.at_ms)
    if isinstance(written, GrantRefusal):
        raise typer.BadParameter(f"{until} cannot be granted: {written}")
    for path in written:
        typer.echo(str(path))
    typer.echo(f"{named.site}.{named.epoch} holds its members' quota up to {until}.")


def _day(said: str) -> TradeDay | None:
    try:
        return TradeDay(date.fromisoformat(said).isoformat()) if said else None
    except ValueError as fault:
        raise typer.BadParameter(f"{said} is no day, such as 2026-11-01") from fault


def _epoch_of(archive: PageArchive, said: str, at_ms: int) -> PassId:
    """The epoch that was named, or the last that the archive tells of for that site."""
    named = PassId.parse(f"{said}.0")
    if named is not None:
        return named
    known = [each for each in _epochs(archive, at_ms) if each.site == said]
    if not known:
        raise typer.BadParameter(f"no epoch of {said} is in the archive: name it, as S07.ab12cd34")
    return known[-1]


def _epochs(archive: PageArchive, at_ms: int) -> Iterator[PassId]:
    """Every epoch that the archive tells of, in order."""
    trust = archive.authority.trust
    for item in archive.items(feed_items.SITES, at_ms=at_ms):
        message = from_text(SITE_RECORD_PREFIX, item.get("record", ""))
        if isinstance(message, Flaw):
            continue
        record = open_site_record(message, lambda kid: trust.keys_for(KeyRole.RECORDS, kid, at_ms))
        if isinstance(record, SiteRecord):
            yield PassId(record.site, record.epoch, 0)
