"""The owner's commands: enrol, run, import, verify."""

from pathlib import Path
from typing import Annotated

import typer

from service.console import enrol_site
from service.console.back_up import back_up
from service.console.change_key import KeyNotChanged, announce_key, change_key
from service.console.encrypt_site import encrypt_site
from service.console.import_list import ListImport, import_list
from service.console.prove_site import prove_site
from service.console.restore_site import restore_site
from service.console.run_site import run_site as serve
from service.console.site_at_hand import site_at_hand
from service.console.verify_proof import NoProof, verify_proof
from service.console.warn_of_storage import warn_of_storage
from service.database_key import make_database_key, read_database_key
from service.feeds.archive import archive_of
from service.groups.give_back_rows import Kind
from service.kit.ids import system_randomness
from service.members.languages import Language, language_of_terminal
from service.open_site import enrolled_site_no
from service.settings import Settings
from service.sites.authority import load_authority
from service.sync.bring_pages import bring_pages

enrol = typer.Typer(help="Make this machine a site: a request goes out, an enrolment comes back.")
imports = typer.Typer(help="Sign a list of the office as feed pages and bring them to this site.")

AuthorityDir = Annotated[
    Path, typer.Option("--authority", help="Folder of the authority's signing keys.")
]

SpokenLanguage = Annotated[
    str | None,
    typer.Option(
        "--language", "--lang", help="Of the report: zh, vi or en; the terminal's if not said."
    ),
]
RejectedFile = Annotated[
    Path | None,
    typer.Option("--rejected", help="New file for the bad rows alone, each with its reasons."),
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
    for warning in warn_of_storage(Settings()):
        typer.echo(warning, err=True)


def re_enrol(
    out: Annotated[Path, typer.Option(help="File to carry to the authority.")] = Path(
        "site.request"
    ),
) -> None:
    """Begin a new epoch: how a restored site, or one moved to other hardware, goes on.

    The old keys are put aside, and a request is written; `twogate enrol accept` takes the answer.
    Whoever was cut off, or has lost the request, calls it again.
    """
    epoch = enrol_site.request_new_epoch(Settings(), out)
    typer.echo(f"Wrote {out}, for a new epoch {epoch}. Carry it to the authority.")


def announce_next_key(
    out: Annotated[Path, typer.Option(help="File to carry to the authority.")] = Path(
        "site.request"
    ),
) -> None:
    """Make the key that is to follow this one, for the authority to announce.

    There: `twogate authority sign-site DIR site.request --begins-in-days 35`, so that sites which
    are cut off have it in time; and bring the page to this site too.
    """
    epoch = announce_key(Settings(), out)
    typer.echo(f"Wrote {out}, for the epoch {epoch} that is to follow. Carry it to the authority.")


def change_to_next_key(
    out: Annotated[Path, typer.Option(help="File to carry to the authority.")] = Path(
        "site.request"
    ),
) -> None:
    """End the present key's journal and let the announced key go on, while the site is stopped.

    Close the trade day first. The site writes again after `twogate enrol accept`.
    """
    try:
        changed = change_key(Settings(), out)
    except KeyNotChanged as why:
        typer.echo(f"The old key goes on: {why}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Wrote {out}, for the epoch {changed.epoch}. The authority signs it by:")
    typer.echo(f"  twogate authority sign-site DIR {out} --continues {changed.continues}")


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


def new_database_key(
    file: Annotated[Path, typer.Argument(help="Where the key goes: not the data folder.")],
) -> None:
    """Draw a key for the whole database and write it to a new file that only its owner reads.

    Keep a second copy in a safe: without the key nobody opens the database or its backups.
    """
    make_database_key(file, Settings(), system_randomness)
    typer.echo(f"Wrote {file}. Set TWOGATE_DATABASE_KEY_FILE={file}")
    typer.echo("A new site begins encrypted then; one that has a database needs `twogate encrypt`.")


def encrypt(
    old_key: Annotated[
        Path | None, typer.Option(help="File of the key it has now, to give it another.")
    ] = None,
) -> None:
    """Encrypt the whole database under the key of the settings, while the site is stopped."""
    key = read_database_key(old_key) if old_key else None
    proof = encrypt_site(Settings(), old_key=key)
    typer.echo(f"Encrypted. {proof.events} events and every table proved in the new file.")


@imports.command("roster")
def import_roster(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX, Chinese or English headings.")],
    authority: AuthorityDir,
    dry_run: Annotated[bool, typer.Option(help="Judge only; publish nothing.")] = False,
    skip_bad: Annotated[bool, typer.Option(help="Publish the good rows all the same.")] = False,
    language: SpokenLanguage = None,
    rejected: RejectedFile = None,
) -> None:
    """Import a roster of members; every bad row is named with line, field and reason."""
    _import("roster", ListImport(file, authority, dry_run, skip_bad, _language(language), rejected))


@imports.command("groups")
def import_groups(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX of groups.")],
    authority: AuthorityDir,
    dry_run: Annotated[bool, typer.Option(help="Judge only; publish nothing.")] = False,
    skip_bad: Annotated[bool, typer.Option(help="Publish the good rows all the same.")] = False,
    language: SpokenLanguage = None,
    rejected: RejectedFile = None,
) -> None:
    """Import mutual aid groups, coordination groups and cooperatives."""
    _import("groups", ListImport(file, authority, dry_run, skip_bad, _language(language), rejected))


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
    pages: Annotated[bool, typer.Option(help="Read every page of the database file too.")] = False,
    draws: Annotated[
        bool, typer.Option(help="Do every draw of the days that have closed again too.")
    ] = False,
    proof: Annotated[
        bool,
        typer.Option(
            help="At a hub: make its last proof again from the bytes too; on PostgreSQL only that."
        ),
    ] = False,
) -> None:
    """Prove this site from its raw bytes, while it runs or rests: chain, signatures and, if asked,
    every table.

    The exit status is 1 when anything does not hold; the officer stations say so too. The nightly
    job runs it with `--pages`.
    """
    if proof and Settings().database_url:
        raise typer.Exit(0 if _verify_last_proof() else 1)
    proved = prove_site(Settings(), rebuild=rebuild, pages=pages, draws=draws)
    typer.echo(
        f"{proved.chain.events} events, {proved.chain.checkpoints} signed checkpoints, "
        f"{proved.feeds.pages} pages of the authority, {len(proved.day_keys.told)} keys of draws"
    )
    if draws:
        typer.echo(f"{proved.draws.draws} draws done again")
        if proved.draws.untold:
            typer.echo(
                f"{proved.draws.untold} draws of a day that broke off, whose key nobody told"
            )
    for flaw in proved.flaws:
        typer.echo(f"  FLAW {flaw}")
    for table in proved.tables:
        typer.echo(f"  {'equal' if table.equal else 'DIFFERS'}  {table.table}: {table.rows} rows")
    holds = proved.holds and (not proof or _verify_last_proof())
    typer.echo("Everything holds." if holds else "Something does not hold.")
    raise typer.Exit(0 if holds else 1)


def _verify_last_proof() -> bool:
    """Whether the hub's last proof comes out again from the bytes of the journals."""
    try:
        verified = verify_proof(Settings())
    except NoProof:
        typer.echo("This hub has made no proof yet: twogate hub prove")
        return False
    checked = verified.anew.checked
    typer.echo(f"Proof made again: {checked.events} events, {checked.passes} passes")
    for flaw in verified.flaws:
        typer.echo(f"  DIFFERS {flaw}")
    return verified.holds


def _import(kind: Kind, what: ListImport) -> None:
    raise typer.Exit(0 if import_list(kind, what, Settings()) else 1)


def _language(text: str | None) -> Language:
    if text is None:
        return language_of_terminal()
    if text not in ("zh", "en", "vi"):
        raise typer.BadParameter("zh, vi or en")
    return text  # type: ignore[return-value]  # just compared with each of them
