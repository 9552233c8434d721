"""The passes of this site at the command line."""

import typer
from rich.console import Console
from rich.table import Table

from service.console.prove_site import one_moment
from service.passes.measure_passes import HIGHEST_VERSION, PassSize, measure_passes
from service.passes.token import LONGEST_TEXT
from service.settings import Settings

app = typer.Typer(help="Passes that went out from this site.", no_args_is_help=True)


@app.callback()
def passes() -> None:
    """Passes that went out from this site."""


@app.command("sizes")
def sizes() -> None:
    """Print how large real passes are: of each kind that is still here, the largest.

    Beside a running site or a resting one; nobody is named. A code is at most version 13, level M.
    """
    settings = Settings()
    with one_moment(settings) as session:
        measured = measure_passes(session, hub=settings.hub_origin)
    if not measured:
        typer.echo("No pass went out from here whose text is still kept.")
        return
    table = Table(title="Passes of this site, the largest of each kind")
    for column in ("carries", "how many", "bytes", "characters", "QR", "QR of link", "QR of goods"):
        table.add_column(column, justify="left" if column == "carries" else "right")
    for size, count in measured:
        table.add_row(*_row(size, count))
    Console().print(table)
    typer.echo(f"At most {LONGEST_TEXT} characters, which is QR {HIGHEST_VERSION}-M.")


def _row(size: PassSize, count: int) -> tuple[str, ...]:
    versions = (size.version, size.link_version, size.manifest_version)
    shown = ("–" if version is None else f"{version}-M" for version in versions)
    return size.carries, str(count), str(size.message_bytes), str(size.characters), *shown
