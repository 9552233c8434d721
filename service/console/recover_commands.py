"""``twogate recover``: what a site can get back after a loss, and from where."""

from collections import Counter
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from service.console.back_up import BackupFault
from service.console.recover_receipts import read_lines, recover_lines
from service.console.recover_tail import NotThisWay, recover_tail, recover_tail_from_hub
from service.console.sync_site import NoHub, hub_line
from service.database import AlreadyOpen
from service.journal.judge_restored import Restored
from service.journal.take_tail import TailRefusal
from service.open_site import identity_at_rest
from service.receipts.rules import Recovery
from service.settings import Settings
from service.sync.hub_line import LineFault

recover = typer.Typer(help="After a loss: take back what others hold of this site's records.")

SENTENCES = {
    TailRefusal.NOTHING_MISSING: "Nothing is missing here: the journal reaches its anchor.",
    TailRefusal.NOT_LINKED: "What is held there does not go on where this journal ends.",
    TailRefusal.TOO_SHORT: "What is held there ends before the anchor does: look for a newer file.",
    TailRefusal.OTHER_HEAD: "What is held there says something else than this site had written.",
    TailRefusal.NOT_SIGNED: "The end of what is held there is not signed by this site.",
    TailRefusal.NOT_EVENTS: "There is something that is no event of this site.",
}
TAKEN = {Recovery.RECOVERED, Recovery.HERE_ALREADY}
RE_ENROL = "If there is no better file: twogate re-enrol"


@recover.command("tail")
def tail(
    file: Annotated[
        Path | None,
        typer.Argument(help="A newer backup, or a database put aside; without one, from the hub."),
    ] = None,
) -> None:
    """Take back the records a restored site has lost, up to its anchor, while it is stopped.

    It goes on in the same epoch, as if nothing had happened. Pages of the authority that came in
    since are brought in again with `twogate import pages`.
    """
    try:
        taken = _from_hub(Settings()) if file is None else recover_tail(Settings(), file)
    except (LineFault, NoHub) as fault:
        _give_up(f"The hub was not reached: {fault}. {RE_ENROL}")
    except NotThisWay as sign:
        _give_up(_other_way(str(sign)))
    except AlreadyOpen:
        _give_up("The site is running. Stop it first.")
    except BackupFault as fault:
        _give_up(f"{fault}. {RE_ENROL}")
    if isinstance(taken, TailRefusal):
        _give_up(f"{SENTENCES[taken]} ({taken}) {RE_ENROL}")
    typer.echo(f"{taken} records taken back. The site goes on where it was: start it.")


@recover.command("receipts")
def receipts(
    files: Annotated[list[Path], typer.Argument(help="Texts of receipts (TR1…), one a line.")],
    enrolment: Annotated[
        Path | None, typer.Option(help="The lost epoch's enrolment, if no backup is left.")
    ] = None,
) -> None:
    """Take check-ins and exits back in from the receipts that people hold, each once.

    The exit status is 1 when a line was refused; each such line is named.
    """
    counts: Counter[Recovery] = Counter()
    told = enrolment.read_text("ascii") if enrolment else None
    for line, outcome in recover_lines(read_lines(files), told, Settings()):
        counts[outcome] += 1
        if outcome not in TAKEN:
            typer.echo(f"{line.file}:{line.number}: {outcome}")
    for outcome, count in sorted(counts.items()):
        typer.echo(f"{outcome}: {count}")
    raise typer.Exit(0 if counts.keys() <= TAKEN else 1)


def _from_hub(settings: Settings) -> int | TailRefusal:
    with hub_line(settings, identity_at_rest(settings)) as line:
        return recover_tail_from_hub(settings, line)


def _other_way(sign: str) -> str:
    if not sign:
        return "This site is not restored: nothing is to be taken back."
    if sign in set(Restored):
        return f"This site shows another sign ({sign}), which no tail mends: twogate re-enrol"
    return f"This site writes nothing for another reason ({sign}): see its officer station."


def _give_up(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(1)
