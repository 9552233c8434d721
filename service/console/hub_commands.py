"""The hub at the command line: found it, run it, bring it pages, see what it holds."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table

from service.console.back_up_hub import back_up_hub
from service.console.found_hub import bring_all, found_hub
from service.console.hub_at_hand import HubAtHand
from service.console.prove_hub import list_anomalies, prove_hub
from service.console.run_site import serve_app
from service.console.site_at_hand import console_client
from service.console.take_feeds import take_feeds
from service.hub_status import SitesBody, show_sites
from service.officers.operator_bodies import ListedBody, OperatorToListBody
from service.open_hub import open_hub
from service.settings import Settings
from service.vocabulary import Role

app = typer.Typer(help="The centre, site S00: it keeps the journals of all sites.")

AuthorityDir = Annotated[
    Path, typer.Option("--authority", help="Folder of the authority's signing keys.")
]


@app.command("init")
def init(authority: AuthorityDir) -> None:
    """Make this machine's data folder a hub's: keys, a record by the authority, all its pages."""
    words = found_hub(Settings(), authority)
    typer.echo("The hub is founded. Its key is known by these six words:")
    typer.echo("  " + " ".join(words))


@app.command("take-feeds")
def take_over_feeds(authority: AuthorityDir) -> None:
    """Let the hub write all feeds from now on: the signing keys go there, the root does not.

    The authority's folder signs no page any more; what it did is done by `twogate hub` and on the
    hub's pages.
    """
    brought = take_feeds(Settings(), authority)
    typer.echo(f"{brought} pages brought in. The hub writes the feeds; start it anew.")


@app.command("operator")
def operator(
    number: Annotated[str, typer.Argument(help="Their code, four to six digits.")],
    name: Annotated[str, typer.Option(help="Their full name; it is kept sealed.")],
    role: Annotated[
        list[Role], typer.Option(help="operator, or auditor, who reads and changes nothing.")
    ],
    withdraw: Annotated[bool, typer.Option(help="Take every right away, at once.")] = False,
) -> None:
    """List an operator or auditor of the hub, with a one-time code to choose a passphrase by."""
    who = OperatorToListBody(officer=number, name=name, roles=role, active=not withdraw)
    said = HubAtHand(Settings()).list_operator(who)
    if isinstance(said, str):
        typer.echo(f"refused: {said}", err=True)
        raise typer.Exit(1)
    typer.echo(f"{said.officer} is withdrawn" if withdraw else _handed_over(said))


def _handed_over(said: ListedBody) -> str:
    return f"{said.officer}  {said.one_time_code}  (with it they choose a passphrase)"


@app.command("run")
def run() -> None:
    """Serve the hub; on PostgreSQL several processes may serve the same one."""
    serve_app("service.hub_app:create_app", Settings())


@app.command("pages")
def pages(authority: AuthorityDir) -> None:
    """Bring every page of the authority's archive that the hub does not hold yet."""
    typer.echo(f"{bring_all(Settings(), authority)} pages brought in.")


@app.command("backup")
def backup(
    folder: Annotated[Path, typer.Argument(help="Where the backup goes.")],
    second: Annotated[Path | None, typer.Option(help="A second medium, such as a stick.")] = None,
) -> None:
    """Write a copy of the hub, walk every journal in it, and sign to the sites for what it holds.

    Only then do sites say "Confirmed by centre". A hub on PostgreSQL is copied into the file of one
    without it.
    """
    made = back_up_hub(Settings(), folder, second=second)
    typer.echo(f"{made.path}: {made.proof.events} events of {len(made.proof.ends)} journals proved")


@app.command("sites")
def sites() -> None:
    """Show how far the hub holds each site's journal, what is missing and what is put aside."""
    said = _sites(Settings())
    table = Table("site", "epoch", "stored", "durable", "applied", "aside", "forks")
    for each in said.journals:
        counts = (each.stored, each.durable, each.applied, each.aside, each.forks)
        table.add_row(each.site, each.epoch, *map(str, counts))
    console = Console()
    console.print(table)
    for gap in said.gaps:
        console.print(f"GAP {gap.site}.{gap.epoch}: {gap.first} to {gap.last} are missing")
    for aside in said.aside:
        console.print(f"ASIDE {aside.event} {aside.type}: {aside.reason}")


@app.command("prove")
def prove() -> None:
    """Verify every journal from its bytes, hold all that they say against one another, and keep
    what was found as a report that the hub has signed. The nightly timer runs it.

    The exit status is 1 when a promise does not hold. `twogate verify --proof` makes the report
    again from the bytes alone.
    """
    proof = prove_hub(Settings())
    typer.echo(proof.page, nl=False)
    raise typer.Exit(0 if proof.is_well else 1)


@app.command("anomalies")
def anomalies(
    most: Annotated[int, typer.Option(help="How many to show.", min=1, max=100)] = 50,
) -> None:
    """Show what does not fit in the journals of all sites and nobody has answered yet."""
    said = list_anomalies(Settings(), count=most)
    table = Table("number", "kind", "weight", "site", "about")
    for each in said.items:
        table.add_row(each.id, each.kind, each.weight, each.site or "", each.subject)
    Console().print(table)


def _sites(settings: Settings) -> SitesBody:
    """From the running hub, or from its database while it rests."""
    try:
        with console_client(settings) as client:
            answer = client.get("/v1/hub/sites").raise_for_status()
            return SitesBody.model_validate_json(answer.content)
    except (OSError, httpx.TransportError):
        with closing(open_hub(settings)) as hub:
            return hub.database.read_now(show_sites)
