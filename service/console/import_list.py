"""Import a list of the office: judge it, sign what is new, bring it to this site, tell the rest."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress

from service.console.site_at_hand import site_at_hand
from service.feeds.archive import PageArchive, archive_of
from service.groups.publish_roster import (
    Publishing,
    PublishReport,
    publish_groups,
    publish_roster,
)
from service.groups.row_faults import GROUP_SENTENCES
from service.kit.clock import SystemClock, local_date
from service.kit.ids import system_randomness
from service.kit.read_table import TableFault
from service.members.row_faults import Language, fault_sentence, file_sentence
from service.open_site import enrolled_site_no
from service.settings import Settings
from service.sites.authority import load_authority
from service.sync.bring_pages import bring_pages
from service.vocabulary import TradeDay

Kind = Literal["roster", "groups"]
FAULTS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ListImport:
    """One import: the file, who signs, and what to do about bad rows."""

    file: Path
    authority_dir: Path
    dry_run: bool = False
    skip_bad: bool = False
    language: Language = "zh"


def import_list(
    kind: Kind, what: ListImport, settings: Settings, console: Console | None = None
) -> bool:
    """Import ``what`` and tell how it went; whether it was taken (a dry run: would have been)."""
    console = console or Console()
    archive = archive_of(what.authority_dir, load_authority(what.authority_dir))
    try:
        with console.status(f"{what.file.name} …"):
            report = _publish(kind, what, archive, settings)
    except TableFault as fault:
        console.print(f"[red]{file_sentence(fault, what.language)}")
        return False
    _tell(report, what, console)
    if report.published:
        _bring(archive, settings, console)
    return report.published or (what.dry_run and not report.faults)


def _publish(
    kind: Kind, what: ListImport, archive: PageArchive, settings: Settings
) -> PublishReport:
    moment = SystemClock().now()
    under = Publishing(
        archive=archive,
        site=enrolled_site_no(settings),
        day=TradeDay(local_date(moment, ZoneInfo(settings.time_zone))),
        at_ms=moment.at_ms,
        random=system_randomness,
        dry_run=what.dry_run,
        skip_bad=what.skip_bad,
    )
    publish = publish_roster if kind == "roster" else publish_groups
    with open(what.file, "rb") as stream:
        return publish(stream, under)


def _tell(report: PublishReport, what: ListImport, console: Console) -> None:
    for fault in [*report.faults[:FAULTS_SHOWN], *report.warnings[:FAULTS_SHOWN]]:
        console.print(fault_sentence(fault, what.language, GROUP_SENTENCES), highlight=False)
    console.print(
        f"{report.accepted} good rows ({report.added} new, {report.changed} changed, "
        f"{report.unchanged} unchanged), {len(report.faults)} bad, "
        f"{len(report.warnings)} warnings, {len(report.shapes)} groups unlike 1+n20+1"
    )
    if not report.published:
        console.print("Nothing was published." + ("" if what.dry_run else " (--skip-bad?)"))


def _bring(archive: PageArchive, settings: Settings, console: Console) -> None:
    with site_at_hand(settings) as site, Progress(console=console, transient=True) as bar:
        task = bar.add_task("pages", total=None)
        count = bring_pages(
            archive.files_for(enrolled_site_no(settings)),
            site,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )
    console.print(f"{count} signed pages applied on this site.")
