"""The authority at the command line: its keys, its word for a site, its feed pages."""

import json
from pathlib import Path
from typing import Annotated

import typer

from service.feeds.archive import archive_of
from service.kit.clock import SystemClock
from service.kit.cose import Flaw
from service.kit.ids import system_randomness
from service.sites.authority import SiteTerms, init_authority, load_authority, sign_site
from service.sites.enrolment_file import open_request
from service.sites.read_sites import read_sites
from service.sites.records import SiteNames
from service.sites.six_words import six_words
from service.vocabulary import SiteNo

authority = typer.Typer(help="The root of trust, before and without a hub.")

Folder = Annotated[Path, typer.Argument(help="The authority's folder.")]


@authority.command("init")
def init(directory: Folder) -> None:
    """Make an authority: a root key to take off-line, and the keys that sign day by day."""
    init_authority(directory, random=system_randomness, now_ms=SystemClock().now().at_ms)
    typer.echo(f"Made {directory}. Move {directory / 'root'} to a medium kept under lock.")


@authority.command("sign-site")
def sign_site_request(
    directory: Folder,
    request: Annotated[Path, typer.Argument(help="The site's request file.")],
    names: Annotated[
        str, typer.Option(help="Chinese/English/Vietnamese, if other than in the site list.")
    ] = "",
    out: Annotated[Path, typer.Option(help="File to carry back to the site.")] = Path(
        "site.enrolment"
    ),
) -> None:
    """Enrol a site: sign its record and seal the field keys to it."""
    opened = load_authority(directory)
    asked = open_request(request.read_bytes())
    if isinstance(asked, Flaw):
        raise typer.BadParameter(f"{request} is no request: {asked}")
    terms = SiteTerms(_names(names, asked.site))
    out.write_bytes(sign_site(opened, asked, terms, now_ms=SystemClock().now().at_ms))
    typer.echo(f"Wrote {out} for {asked.site}. Compare these words on both screens:")
    typer.echo("  " + " ".join(six_words(asked.signing, opened.trust.root)))


@authority.command("sign-feed")
def sign_feed(
    directory: Folder,
    feed: Annotated[str, typer.Argument(help="members, groups, officers, policies …")],
    items: Annotated[Path, typer.Argument(help="One JSON object a line, canonical or not.")],
    audience: Annotated[str, typer.Option(help="`all`, or one site's number.")] = "all",
) -> None:
    """Sign items as the next pages of a feed, in the authority's archive."""
    lines = items.read_text(encoding="utf-8").splitlines()
    archive = archive_of(directory, load_authority(directory))
    said = [json.loads(line) for line in lines if line.strip()]
    now_ms = SystemClock().now().at_ms
    for path in archive.publish(feed, said, at_ms=now_ms, audience=audience):
        typer.echo(str(path))


def _names(given: str, site: SiteNo) -> SiteNames:
    if given:
        parts = given.split("/")
        if len(parts) != 3:
            raise typer.BadParameter("--names takes three names with / between them")
        return SiteNames(*parts)
    listed = read_sites().get(site)
    if listed is None:
        raise typer.BadParameter(f"{site} is not in the site list: give its --names")
    return SiteNames(listed.zh, listed.en, listed.vi)
