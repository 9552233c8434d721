"""Sign a roster that was handed in at a running site, and bring its pages to that site."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from service.feeds.archive import ArchiveFault, HandedOver, PageArchive, archive_of
from service.groups.publish_roster import Publishing, PublishReport, publish_roster
from service.kit import pii
from service.kit.clock import local_date
from service.kit.ids import Randomness
from service.sites import keys
from service.sites.authority import AuthorityFault, load_authority
from service.sites.identity import SiteIdentity
from service.sync.bring_pages import PageRefused, bring_pages
from service.sync.running_site import SiteOnLoop
from service.vocabulary import TradeDay


class SigningRefusal(StrEnum):
    """Why nothing can be signed here and now."""

    NO_SIGNING_KEY = "no_signing_key"
    ARCHIVE_DAMAGED = "archive_damaged"
    PAGE_REFUSED = "page_refused"
    FEEDS_AT_HUB = "feeds_at_hub"


@dataclass(frozen=True, slots=True)
class SigningPlace:
    """Where this machine's signing keys are, if it has any; the zone of the days rosters name."""

    authority_dir: Path | None
    zone: ZoneInfo
    random: Randomness


@dataclass(frozen=True, slots=True)
class RosterImport:
    """A roster's bytes, and what to do with it."""

    stream: BinaryIO
    dry_run: bool = False
    skip_bad: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What the roster came to, and how many signed pages were applied here."""

    report: PublishReport
    pages: int


def import_roster(
    what: RosterImport, place: SigningPlace, site: SiteOnLoop
) -> Imported | SigningRefusal:
    """Judge, sign and apply ``what``, as ``twogate import roster`` does. For a thread: it is long.

    Refuses with a ``SigningRefusal``. Raises ``TableFault`` when the file is no roster, and
    ``Busy`` or ``NotWriting``: what is signed by then is brought in by the next import.
    """
    archive = _archive(place, site.desk.identity)
    if isinstance(archive, SigningRefusal):
        return archive
    moment = site.desk.clock.now()
    under = Publishing(
        archive=archive,
        site=site.desk.identity.site,
        day=TradeDay(local_date(moment, place.zone)),
        at_ms=moment.at_ms,
        random=place.random,
        dry_run=what.dry_run,
        skip_bad=what.skip_bad,
    )
    try:
        report = publish_roster(what.stream, under)
        return Imported(report, _bring(archive, site) if report.published else 0)
    except HandedOver:
        return SigningRefusal.FEEDS_AT_HUB
    except ArchiveFault:
        return SigningRefusal.ARCHIVE_DAMAGED
    except PageRefused:
        return SigningRefusal.PAGE_REFUSED


def _archive(place: SigningPlace, identity: SiteIdentity) -> PageArchive | SigningRefusal:
    """The archive of this site's own authority: another's pages would be refused here anyway."""
    if place.authority_dir is None:
        return SigningRefusal.NO_SIGNING_KEY
    try:
        authority = load_authority(place.authority_dir)
    except (OSError, AuthorityFault, keys.KeyFileFault, pii.KeyFileFault):
        return SigningRefusal.NO_SIGNING_KEY
    if authority.trust.root != identity.trust.root:
        return SigningRefusal.NO_SIGNING_KEY
    return archive_of(place.authority_dir, authority)


def _bring(archive: PageArchive, site: SiteOnLoop) -> int:
    files = archive.files_for(site.desk.identity.site)
    return bring_pages(files, site, progress=lambda done, of: None)
