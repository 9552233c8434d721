"""The owner's commands after a loss: what others hold of this site's record comes back."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from service.console.recover_receipts import read_lines, recover_lines
from service.receipts.rules import Recovery
from service.settings import Settings

recover = typer.Typer(help="After a loss: take back what others hold of this site's record.")

_TAKEN = (Recovery.RECOVERED, Recovery.HERE_ALREADY)


@recover.callback()
def recovering() -> None:
    """Taking a lost record back in is done by one command for each kind of evidence."""


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
        if outcome not in _TAKEN:
            typer.echo(f"{line.file}:{line.number}: {outcome}")
    for outcome, count in sorted(counts.items()):
        typer.echo(f"{outcome}: {count}")
    raise typer.Exit(0 if counts.keys() <= set(_TAKEN) else 1)
