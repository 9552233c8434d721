"""The authority's cards at the command line: sheets for a group, another card for a lost one."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from service.groups.draw_card_sheet import draw_card_sheet
from service.groups.issue_cards import (
    CardOffice,
    CardRefusal,
    PrintedCard,
    issue_cards,
    replace_card,
)
from service.kit.clock import SystemClock, local_date
from service.settings import Settings
from service.vocabulary import GroupNo, MemberNo, TradeDay

Folder = Annotated[Path, typer.Argument(help="The authority's folder.")]
Out = Annotated[Path, typer.Option(help="Page to print; it holds signed cards, so guard it.")]


def cards(
    directory: Folder,
    group: Annotated[str, typer.Option(help="The group, as G017.")],
    out: Out = Path("cards.html"),
) -> None:
    """Write a group's member cards as a page to print: A4, ten a page, with marks to cut along.

    Who has a card already gets the same one again; whom a guardian stands for gets none.
    """
    issued = issue_cards(_office(directory), GroupNo(group))
    if isinstance(issued, CardRefusal):
        raise typer.BadParameter(f"{group}: {issued}")
    _write(out, issued, title=f"{group} {issued[0].group_name}" if issued else group)
    typer.echo(f"Wrote {out}: {len(issued)} cards of {group}. Print it at 100 %.")


def replace(
    directory: Folder,
    member: Annotated[int, typer.Argument(help="The member's number, eight digits.")],
    out: Out = Path("card.html"),
) -> None:
    """Revoke the card a member has lost, and write the next one as a page to print.

    The revocation is a page of the members feed: bring it to the sites as any other.
    """
    issued = replace_card(_office(directory), MemberNo(member))
    if isinstance(issued, CardRefusal):
        raise typer.BadParameter(f"{member}: {issued}")
    _write(out, [issued], title=str(member))
    typer.echo(f"Wrote {out}: card {issued.card.serial} of {member}; the one before is revoked.")
    typer.echo("Bring the new page to each site: twogate import pages --authority …")


def _office(directory: Path) -> CardOffice:
    moment = SystemClock().now()
    day = TradeDay(local_date(moment, ZoneInfo(Settings().time_zone)))
    return CardOffice.of(directory, day=day, at_ms=moment.at_ms)


def _write(out: Path, issued: list[PrintedCard], *, title: str) -> None:
    out.touch(mode=0o600)
    out.write_text(draw_card_sheet(issued, title=title), encoding="utf-8")
