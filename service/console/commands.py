"""The owner's commands: enrol, run, import, verify."""

from pathlib import Path
from typing import Annotated

import typer

from service.console import enrol_site
from service.console.back_up import back_up
from service.console.import_list import Kind, ListImport, import_list
from service.console.restore_site import restore_site
from service.console.run_site import run_site as serve
from service.console.site_at_hand import site_at_hand
from service.console.verify_site import verify_site
from service.feeds.archive import archive_of
from service.members.row_faults import Language
from service.open_site import enrolled_site_no, open_site
from service.settings import Settings
from service.sites.authority import load_authority
from service.sync.bring_pages import bring_pages

enrol = typer.Typer(help="Make this machine a site: a request goes out, an enrolment comes back.")
imports = typer.Typer(help="Sign a list of the office as feed pages and bring them to this site.")

AuthorityDir = Annotated[
    Path, typer.Option("--authority", help="Folder of the authority's signing keys.")
]


@enrol.command("request")
def enrol_request(
    site: Annotated[str, typer.Argument(help="The site's number, as S01.")],
    out: Annotated[Path, typer.Option(help="File to carry to the authority.")] = Path(
        "site.request"
    ),
) -> None:
    """Make this site's keys, on this machine, and write a request to be enrolled."""
    words = enrol_site.request_enrolment(Settings(), site, out)
    typer.echo(f"Wrote {out}. Carry it to the authority. Keys: {words}")


@enrol.command("accept")
def enrol_accept(
    enrolment: Annotated[Path, typer.Argument(help="The file the authority gave back.")],
) -> None:
    """Take in the authority's answer, after comparing six words on both screens."""
    words = enrol_site.accept_enrolment(Settings(), enrolment.read_bytes())
    typer.echo("Enrolled. Compare these six words with those on the authority's screen:")
    typer.echo("  " + " ".join(words))


def re_enrol(
    out: Annotated[Path, typer.Option(help="File to carry to the authority.")] = Path(
        "site.request"
    ),
) -> None:
    """Begin a new epoch: how a restored site, or one moved to other hardware, goes on.

    The old keys are put aside, and a request is written; `twogate enrol accept` takes the answer.
    """
    epoch = enrol_site.request_new_epoch(Settings(), out)
    typer.echo(f"Wrote {out}, for a new epoch {epoch}. Carry it to the authority.")


def backup(
    folder: Annotated[Path, typer.Argument(help="Where the backup goes.")],
    second: Annotated[Path | None, typer.Option(help="A second medium, such as a stick.")] = None,
) -> None:
    """Write a proved copy of the database, while the site runs or rests. It holds no key."""
    made = back_up(Settings(), folder, second=second)
    typer.echo(f"{made.path}: {made.proof.chain.events} events proved, the last is {made.seq}")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
) -> None:
    """Put a backup in the database's place, while the site is stopped.

    The site then shows that it was restored, and writes again after `twogate re-enrol`.
    """
    aside = restore_site(Settings(), file)
    typer.echo(f"Restored. What was here before lies in {aside}. Next: twogate re-enrol")


@imports.command("roster")
def import_roster(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX, Chinese or English headings.")],
    authority: AuthorityDir,
    dry_run: Annotated[bool, typer.Option(help="Judge only; publish nothing.")] = False,
    skip_bad: Annotated[bool, typer.Option(help="Publish the good rows all the same.")] = False,
    lang: Annotated[str, typer.Option(help="Language of the report: zh, vi or en.")] = "zh",
) -> None:
    """Import a roster of members; every bad row is named with line, field and reason."""
    _import("roster", ListImport(file, authority, dry_run, skip_bad, _language(lang)))


@imports.command("groups")
def import_groups(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX of groups.")],
    authority: AuthorityDir,
    dry_run: Annotated[bool, typer.Option(help="Judge only; publish nothing.")] = False,
    skip_bad: Annotated[bool, typer.Option(help="Publish the good rows all the same.")] = False,
    lang: Annotated[str, typer.Option(help="Language of the report: zh, vi or en.")] = "zh",
) -> None:
    """Import mutual aid groups, coordination groups and cooperatives."""
    _import("groups", ListImport(file, authority, dry_run, skip_bad, _language(lang)))


@imports.command("pages")
def import_pages(authority: AuthorityDir) -> None:
    """Bring every page of the authority's archive that this site does not hold yet."""
    opened = load_authority(authority)
    files = archive_of(authority, opened).files_for(enrolled_site_no(Settings()))
    with site_at_hand(Settings()) as site:
        count = bring_pages(files, site, progress=lambda done, of: None)
    typer.echo(f"{count} pages brought in.")


def run_site() -> None:
    """Run this machine's site: kiosk, officer stations and displays on one listener."""
    serve(Settings())


def verify(
    rebuild: Annotated[
        bool, typer.Option(help="Replay everything and compare the tables by hash too.")
    ] = False,
) -> None:
    """Prove this site from its raw bytes: chain, signatures and, if asked, every table.

    The exit status is 1 when anything does not hold.
    """
    site = open_site(Settings())
    proof = site.database.read_now(
        lambda session: verify_site(session, site.identity, rebuild=rebuild)
    )
    site.close()
    typer.echo(
        f"{proof.chain.events} events, {proof.chain.checkpoints} signed checkpoints, "
        f"{proof.feeds.pages} pages of the authority, {len(proof.day_keys.told)} keys of draws"
    )
    for flaw in proof.flaws:
        typer.echo(f"  FLAW {flaw}")
    for table in proof.tables:
        typer.echo(f"  {'equal' if table.equal else 'DIFFERS'}  {table.table}: {table.rows} rows")
    typer.echo("Everything holds." if proof.holds else "Something does not hold.")
    raise typer.Exit(0 if proof.holds else 1)


def _import(kind: Kind, what: ListImport) -> None:
    raise typer.Exit(0 if import_list(kind, what, Settings()) else 1)


def _language(text: str) -> Language:
    if text not in ("zh", "en", "vi"):
        raise typer.BadParameter("zh, vi or en")
    return text  # type: ignore[return-value]  # just compared with each of them
