"""Policies at the command line: look a pack over, compare two, sign one, bring it, look back."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from service.console.policy_history import policy_history
from service.console.site_at_hand import site_at_hand
from service.days.rules import read_day
from service.feeds.archive import PageArchive, archive_of
from service.feeds.page import FOR_ALL
from service.kit import canonical_json
from service.kit.clock import SystemClock
from service.open_site import enrolled_site_no
from service.policies.read_pack_file import PackUnreadable, read_pack_file
from service.policies.rules.notices import SiteState
from service.policies.sign_notice import sign_notice
from service.policies.sign_pack import Signing, SignRefusal, sign_pack, signed_packs
from service.policies.tell_difference import show_amount, tell_difference
from service.settings import Settings
from service.sites.authority import load_authority
from service.sync.bring_pages import bring_pages
from service.vocabulary import SiteNo

app = typer.Typer(help="The rules of the trade: signed, dated packs, and how sites stand.")

PackFile = Annotated[Path, typer.Argument(help="A pack, as packs/cn.yaml.")]
Folder = Annotated[Path, typer.Argument(help="The authority's folder.")]
FromDay = Annotated[
    str, typer.Option(help="First trade day, YYYY-MM-DD: tomorrow at the earliest.")
]
Audience = Annotated[str, typer.Option(help="`all`, or one site's number.")]

REFUSALS = {
    SignRefusal.DAY_HAS_BEGUN: (
        "That day has begun, and a policy never changes a day that has. Choose a later --from-day."
    ),
    SignRefusal.BEFORE_THE_LAST: (
        "An earlier version begins later and would take its place at once. Choose a --from-day "
        "not before that version's."
    ),
    SignRefusal.OTHER_REGIME: "This authority's last pack is of another regime. Check the file.",
    SignRefusal.SAME_AS_BEFORE: "The last version says the same. Nothing was signed.",
}


@app.command("check")
def check(file: PackFile) -> None:
    """Look a pack over: its shape, its dates, its goods. The exit status is 1 for any fault."""
    said = _read(file)
    console = Console()
    table = Table(title=f"{file.name}: {said['regime']}, {said['time_zone']}")
    for heading in ("component", "from", "limit", "source"):
        table.add_column(heading)
    for part in said["components"]:
        for each in part["limits"]:
            limit = show_amount(each["limit"], part["unit"], said["currency"])
            table.add_row(
                f"{part['number']} {part['code']}",
                each["from"],
                f"{limit} a {part['period']}",
                each["source"],
            )
    console.print(table)
    size = len(canonical_json.encode(said))
    typer.echo(
        f"{len(said['catalogue'])} goods, {len(said['listed_goods'])} kinds listed as not exempt, "
        f"{len(said['relaxations'])} relaxations, {size:,} bytes. No fault."
    )


@app.command("diff")
def diff(
    old: Annotated[Path, typer.Argument(help="The pack as it is.")],
    new: Annotated[Path, typer.Argument(help="The pack as it is to be.")],
) -> None:
    """Tell in words what one pack changes against another."""
    changes = tell_difference(_read(old), _read(new))
    for line in changes or ["Nothing changes."]:
        typer.echo(line)


@app.command("sign")
def sign(directory: Folder, file: PackFile, from_day: FromDay, audience: Audience = "all") -> None:
    """Sign a pack as the next version, into the authority's archive."""
    _sign(directory, file, from_day, audience)


@app.command("publish")
def publish(
    directory: Folder, file: PackFile, from_day: FromDay, audience: Audience = "all"
) -> None:
    """Sign a pack as the next version, and bring it to this machine's site."""
    _sign(directory, file, from_day, audience)
    _bring(_archive(directory))


@app.command("history")
def history(
    directory: Annotated[
        Path | None, typer.Argument(help="The authority's folder; else this machine's site.")
    ] = None,
) -> None:
    """Tell every version: of the authority what each changed, of a site which days it opened."""
    if directory is None:
        _tell_site()
        return
    before: dict[str, dict[str, Any]] = {}
    for pack in signed_packs(_archive(directory), at_ms=SystemClock().now().at_ms):
        typer.echo(f"version {pack.version}, from {pack.from_day}, for {pack.audience}")
        changes = tell_difference(before.get(pack.audience, {}), pack.said)
        for line in changes if pack.audience in before else []:
            typer.echo(f"  {line}")
        before[pack.audience] = pack.said


@app.command("status")
def status(
    directory: Folder,
    site: Annotated[str, typer.Argument(help="The site's number, as S01.")],
    state: Annotated[SiteState, typer.Argument(help="How it is to stand.")],
    zh: Annotated[str, typer.Option(help="What screens say, in Chinese.")],
    vi: Annotated[str, typer.Option(help="The same in Vietnamese.")],
    en: Annotated[str, typer.Option(help="The same in English.")],
    begin: Annotated[str, typer.Option(help="`YYYY-MM-DD HH:MM`, local; now if not given.")] = "",
    until: Annotated[str, typer.Option(help="The same; until further notice if not given.")] = "",
    zone: Annotated[str, typer.Option(help="The zone of these times.")] = "Asia/Shanghai",
    member: Annotated[list[int] | None, typer.Option(help="Only these may come in.")] = None,
    group: Annotated[list[str] | None, typer.Option(help="Only these groups.")] = None,
    goods: Annotated[list[str] | None, typer.Option(help="Only these codes, headings.")] = None,
    hours: Annotated[list[str] | None, typer.Option(help="Only then, as 08:00-12:00.")] = None,
    capacity: Annotated[int | None, typer.Option(help="At most so many inside at once.")] = None,
    pass_seconds: Annotated[int, typer.Option(help="By how much passes there last longer.")] = 0,
) -> None:
    """Say how a site stands, from when to when; of notices that hold at once the newest counts."""
    now_ms = SystemClock().now().at_ms
    said = {
        "state": state,
        "from_ms": _moment(begin, zone) if begin else now_ms,
        "until_ms": _moment(until, zone) if until else None,
        "message": {"zh": zh, "vi": vi, "en": en},
        "members": sorted(member or []),
        "groups": sorted(group or []),
        "goods": sorted(goods or []),
        "hours": [each.split("-") for each in hours or []],
        "zone": zone,
        "capacity": capacity,
        "pass_seconds": pass_seconds,
    }
    try:
        pages = sign_notice(_archive(directory), SiteNo(site), said, at_ms=now_ms)
    except ValueError as fault:
        raise typer.BadParameter(str(fault)) from fault
    typer.echo(f"Signed {pages[0]}. `twogate import pages` brings it to this machine's site.")


def _read(file: Path) -> dict[str, Any]:
    """The pack of a file; ends the command with every fault if it has any."""
    try:
        said, faults = read_pack_file(file)
    except (PackUnreadable, FileNotFoundError) as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from fault
    for line in faults:
        typer.echo(f"{file}: {line}", err=True)
    if faults:
        typer.echo(f"{len(faults)} faults; nothing was done.", err=True)
        raise typer.Exit(1)
    return said


def _sign(directory: Path, file: Path, from_day: str, audience: str) -> None:
    said, day = _read(file), read_day(from_day)
    if day is None:
        raise typer.BadParameter("--from-day is a date, YYYY-MM-DD")
    archive = _archive(directory)
    under = Signing(archive, day, SystemClock().now().at_ms, audience)
    _tell_changes(archive, said, under)
    signed = sign_pack(said, under)
    if isinstance(signed, SignRefusal):
        typer.echo(REFUSALS[signed], err=True)
        raise typer.Exit(1)
    for path in signed:
        typer.echo(f"Signed {path}")


def _tell_changes(archive: PageArchive, said: dict[str, Any], under: Signing) -> None:
    """Whoever signs sees first what they change."""
    before = [
        pack
        for pack in signed_packs(archive, at_ms=under.at_ms)
        if pack.audience in (under.audience, FOR_ALL)
    ]
    for line in tell_difference(before[-1].said, said) if before else ["The first pack."]:
        typer.echo(f"  {line}")


def _tell_site() -> None:
    table = Table(title="Policies of this site")
    for heading in ("version", "from", "regime", "goods", "days opened under it"):
        table.add_column(heading)
    for each in policy_history(Settings()).versions:
        days = f"{each.days}: {each.first_day} to {each.last_day}" if each.days else "none"
        table.add_row(str(each.version), each.from_day, each.regime, str(each.goods), days)
    Console().print(table)


def _bring(archive: PageArchive) -> None:
    files = archive.files_for(enrolled_site_no(Settings()))
    with site_at_hand(Settings()) as site:
        count = bring_pages(files, site, progress=lambda done, of: None)
    typer.echo(f"{count} pages brought in.")


def _archive(directory: Path) -> PageArchive:
    return archive_of(directory, load_authority(directory))


def _moment(text: str, zone: str) -> int:
    try:
        local = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone))
    except ValueError as fault:
        raise typer.BadParameter(f"{text}: write YYYY-MM-DD HH:MM") from fault
    return int(local.timestamp()) * 1000
