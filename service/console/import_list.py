"""Import a list of the office: judge it, sign what is new, bring it to this site, tell the rest."""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress

from service.console.site_at_hand import site_at_hand
from service.feeds.archive import PageArchive, archive_of
from service.groups.give_back_rows import Kind, give_back_rows
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
from service.kit.secret_file import write_secret
from service.members.languages import SITE_LANGUAGE, Language
from service.members.row_faults import Told, fault_sentence, file_sentence
from service.open_site import enrolled_site_no, proven_at_rest_ms
from service.settings import Settings
from service.sites.authority import load_authority
from service.sync.bring_pages import bring_pages
from service.vocabulary import TradeDay

FAULTS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ListImport:
    """One import: the file, who signs, what to do about bad rows and where they are to go."""

    file: Path
    authority_dir: Path
    dry_run: bool = False
    skip_bad: bool = False
    language: Language = SITE_LANGUAGE
    rejected: Path | None = None


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
    if what.rejected and report.faults:
        _give_back(kind, what, what.rejected, report)
        console.print(str(what.rejected), highlight=False)
    if report.published:
        _bring(archive, settings, what.language, console)
    return report.published or (what.dry_run and not report.faults)


def _publish(
    kind: Kind, what: ListImport, archive: PageArchive, settings: Settings
) -> PublishReport:
    clock = SystemClock()  # which may stand at 1970: then everybody would be a minor
    clock.raise_floor(max(proven_at_rest_ms(settings), archive.newest_signed_ms()))
    moment = clock.now()
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
    sums = {
        "accepted": report.accepted,
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "bad": len(report.faults),
        "warnings": len(report.warnings),
        "shapes": len(report.shapes),
    }
    console.print(getattr(_SUMS, what.language).format(**sums))
    if not report.published:
        said: str = getattr(_NOTHING, what.language)
        console.print(said + ("" if what.dry_run else " (--skip-bad?)"))


def _give_back(kind: Kind, what: ListImport, to: Path, report: PublishReport) -> None:
    """Certificate numbers stand in it: only its owner reads it, and it is not written twice."""
    with open(what.file, "rb") as stream:
        write_secret(to, give_back_rows(kind, stream, report.faults, what.language).content)


def _bring(archive: PageArchive, settings: Settings, language: Language, console: Console) -> None:
    with site_at_hand(settings) as site, Progress(console=console, transient=True) as bar:
        task = bar.add_task("pages", total=None)
        count = bring_pages(
            archive.files_for(enrolled_site_no(settings)),
            site,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )
    console.print(getattr(_APPLIED, language).format(count=count))


_SUMS = Told(
    "{accepted} 行有效（新增 {added}，变更 {changed}，未变 {unchanged}），{bad} 处有误，"
    "{warnings} 处提示，{shapes} 处与“1+n20+1”不符",
    "{accepted} good rows ({added} new, {changed} changed, {unchanged} unchanged), {bad} bad, "
    "{warnings} warnings, {shapes} groups unlike 1+n20+1",
    "{accepted} dòng hợp lệ ({added} mới, {changed} thay đổi, {unchanged} không đổi), {bad} lỗi, "
    "{warnings} lưu ý, {shapes} tổ không đúng mẫu 1+n20+1",
)
_NOTHING = Told("没有发布任何内容。", "Nothing was published.", "Chưa công bố gì.")
_APPLIED = Told(
    "本口岸已应用 {count} 页签名名册。",
    "{count} signed pages applied on this site.",
    "Đã áp dụng {count} trang có chữ ký tại cửa khẩu này.",
)
