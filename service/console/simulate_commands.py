"""`twogate policy simulate`: what a draft pack would have changed here, before it is published."""

import csv
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from service.console.prove_site import one_moment
from service.days.rules import read_day
from service.declarations.rules.simulation import LineChange, Sums, sum_by, sum_up
from service.declarations.simulate_policy import Draft, simulate_policy
from service.members.store import find_member
from service.policies.read_pack_file import PackUnreadable, read_pack_file
from service.policies.rules import read_pack
from service.policies.rules.judge_pack import first_day_of
from service.policies.rules.read_pack import EVER
from service.policies.tell_difference import show_amount
from service.session import Session
from service.settings import Settings
from service.vocabulary import TradeDay

MOST_MEMBERS_SHOWN: Final = 20
COLUMNS: Final = (
    "day",
    "member",
    "declaration",
    "goods",
    "outcome_before",
    "outcome_after",
    "exempt_fen_before",
    "exempt_fen_after",
    "dutiable_fen_before",
    "dutiable_fen_after",
)
Groups = dict[str, dict[str, Sums]]


def simulate(
    draft: Annotated[Path, typer.Option(help="The draft, a pack as packs/cn.yaml.")],
    first: Annotated[str, typer.Option("--from", help="First trade day, YYYY-MM-DD.")],
    last: Annotated[str, typer.Option("--to", help="Last trade day, YYYY-MM-DD.")],
    as_of: Annotated[
        str, typer.Option(help="Judge every day by the draft's limits and dates of this one.")
    ] = "",
    group: Annotated[str, typer.Option(help="Only members of this group, as G001.")] = "",
    csv_file: Annotated[
        Path | None, typer.Option("--csv", help="Write every line that changes here.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write all sums, and every line that changes.")
    ] = None,
) -> None:
    """Replay recorded days of this machine's site under a draft pack, and tell who and what would
    change. Whether the site runs or rests, nothing of it is written."""
    said = _read_pack(draft)
    drafted = Draft(
        read_pack(0, EVER, said), first_day_of(said), _day(as_of, "--as-of") if as_of else None
    )
    days = _day(first, "--from"), _day(last, "--to")
    if days[0] > days[1]:
        raise typer.BadParameter("--from comes after --to")
    with one_moment(Settings()) as session:
        lines = simulate_policy(session, drafted, first=days[0], last=days[1])
        lines = _of_group(session, lines, group) if group else lines
    sums = _groups(lines)
    _tell(lines, sums, said["currency"])
    if csv_file:
        _write_csv(csv_file, lines)
    if json_file:
        _write_json(json_file, lines, sums)


def _read_pack(file: Path) -> dict[str, Any]:
    try:
        said, faults = read_pack_file(file)
    except (PackUnreadable, FileNotFoundError) as fault:
        raise typer.BadParameter(str(fault)) from fault
    if faults:
        raise typer.BadParameter("\n".join(f"{file}: {each}" for each in faults))
    return said


def _day(text: str, name: str) -> TradeDay:
    day = read_day(text)
    if day is None:
        raise typer.BadParameter(f"{name} is a date, YYYY-MM-DD")
    return day


def _of_group(session: Session, lines: list[LineChange], group: str) -> list[LineChange]:
    found = {each.member: find_member(session, each.member) for each in lines}
    of = {number for number, member in found.items() if member and member.group == group}
    return [each for each in lines if each.member in of]


def _groups(lines: list[LineChange]) -> Groups:
    return {
        "day": sum_by(lines, lambda each: each.day),
        "goods": sum_by(lines, lambda each: each.goods),
        "member": sum_by(
            (each for each in lines if each.changes), lambda each: f"{each.member:08d}"
        ),
    }


def _tell(lines: list[LineChange], sums: Groups, currency: str) -> None:
    console = Console()
    if not lines:
        console.print("Nothing was declared here on these days.")
        return
    for name, by_name in sums.items():
        shown = dict(sorted(by_name.items(), key=_by_loss) if name == "member" else by_name.items())
        rows = list(shown.items())[: MOST_MEMBERS_SHOWN if name == "member" else None]
        if rows:
            console.print(_table(f"By {name}", name, rows, currency))
    all_of_it = sum_up(lines)
    console.print(_table("In all", "", [("", all_of_it)], currency))
    console.print(
        f"{all_of_it.changed} of {all_of_it.lines} lines change, of {all_of_it.members} members."
        if all_of_it.changed
        else "Nothing changes."
    )


def _by_loss(named: tuple[str, Sums]) -> int:
    """Whom the draft costs most comes first."""
    return named[1].after.exempt_fen - named[1].before.exempt_fen


def _table(title: str, name: str, rows: list[tuple[str, Sums]], currency: str) -> Table:
    table = Table(title=title)
    for heading in (name, "lines", "change", "duty-free", "dutiable", "capped", "refused", "wait"):
        table.add_column(heading, justify="left" if heading == name else "right")
    for each, sums in rows:
        before, after = sums.before, sums.after
        money = [
            _arrow(show_amount(was, "fen", currency), show_amount(now, "fen", currency))
            for was, now in (
                (before.exempt_fen, after.exempt_fen),
                (before.dutiable_fen, after.dutiable_fen),
            )
        ]
        counts = [
            _arrow(str(was), str(now))
            for was, now in (
                (before.capped, after.capped),
                (before.refused, after.refused),
                (before.waiting, after.waiting),
            )
        ]
        table.add_row(each, str(sums.lines), str(sums.changed), *money, *counts)
    return table


def _arrow(was: str, now: str) -> str:
    return was if was == now else f"{was} → {now}"


def _row(each: LineChange) -> dict[str, Any]:
    before, after = each.before, each.after
    said = (
        each.day,
        f"{each.member:08d}",
        each.declaration,
        each.goods,
        str(before.outcome),
        str(after.outcome),
        before.exempt_fen,
        after.exempt_fen,
        before.dutiable_fen,
        after.dutiable_fen,
    )
    return dict(zip(COLUMNS, said, strict=True))


def _write_csv(path: Path, lines: list[LineChange]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(_row(each) for each in lines if each.changes)


def _write_json(path: Path, lines: list[LineChange], sums: Groups) -> None:
    said = {
        "all": asdict(sum_up(lines)),
        **{
            f"by_{name}": {key: asdict(each) for key, each in by_name.items()}
            for name, by_name in sums.items()
        },
        "lines": [_row(each) for each in lines if each.changes],
    }
    path.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
