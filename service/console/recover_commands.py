"""``twogate recover``: what a restored site can get back, and from where."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from service.console.back_up import BackupFault
from service.console.recover_tail import NotThisWay, recover_tail
from service.database import AlreadyOpen
from service.journal.judge_restored import Restored
from service.journal.take_tail import TailRefusal
from service.settings import Settings

recover = typer.Typer(help="Give a restored site back what others still hold of its records.")

SENTENCES = {
    TailRefusal.NOTHING_MISSING: "Nothing is missing here: the journal reaches its anchor.",
    TailRefusal.NOT_LINKED: "That file does not go on where this journal ends.",
    TailRefusal.TOO_SHORT: "That file ends before the anchor does: look for a newer one.",
    TailRefusal.OTHER_HEAD: "That file says something else than this site had written.",
    TailRefusal.NOT_SIGNED: "The end of that file is not signed by this site.",
    TailRefusal.NOT_EVENTS: "That file holds something that is no event of this site.",
}
RE_ENROL = "If there is no better file: twogate re-enrol"


@recover.command("tail")
def tail(
    file: Annotated[Path, typer.Argument(help="A newer backup, or a database put aside.")],
) -> None:
    """Take back the records a restored site has lost, up to its anchor, while it is stopped.

    It goes on in the same epoch, as if nothing had happened. Pages of the authority that came in
    since are brought in again with `twogate import pages`.
    """
    try:
        taken = recover_tail(Settings(), file)
    except NotThisWay as sign:
        _give_up(_other_way(str(sign)))
    except AlreadyOpen:
        _give_up("The site is running. Stop it first.")
    except BackupFault as fault:
        _give_up(f"{fault}. {RE_ENROL}")
    if isinstance(taken, TailRefusal):
        _give_up(f"{SENTENCES[taken]} ({taken}) {RE_ENROL}")
    typer.echo(f"{taken} records taken back. The site goes on where it was: start it.")


def _other_way(sign: str) -> str:
    if not sign:
        return "This site is not restored: nothing is to be taken back."
    if sign in set(Restored):
        return f"This site shows another sign ({sign}), which no tail mends: twogate re-enrol"
    return f"This site writes nothing for another reason ({sign}): see its officer station."


def _give_up(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(1)
