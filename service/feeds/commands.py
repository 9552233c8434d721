"""The authority at the command line: its keys, its word for a site, its feed pages."""

import json
import re
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from service.feeds.archive import archive_of
from service.kit.clock import SystemClock
from service.kit.cose import Flaw
from service.kit.ids import system_randomness
from service.sites import feed_items
from service.sites.authority import (
    SiteTerms,
    certify_keys,
    init_authority,
    load_authority,
    sign_site,
)
from service.sites.enrolment_file import open_request, signed_record_in
from service.sites.read_sites import read_sites
from service.sites.records import Continues, SiteNames
from service.sites.rules import HOUR_MS
from service.sites.six_words import six_words
from service.sites.store import REVOCATIONS
from service.vocabulary import PassId, SiteNo

authority = typer.Typer(help="The root of trust, before and without a hub.")

_HEAD: Final = re.compile("[0-9a-f]{64}")

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
    begins_in_days: Annotated[
        int, typer.Option(help="Announce a successor's key: its record begins that much later.")
    ] = 0,
    continues: Annotated[
        str, typer.Option(help="The closed epoch it goes on from, as S01.ab12cd34.SEQ.HEAD.")
    ] = "",
) -> None:
    """Enrol a site: sign its record, seal the field keys to it, and tell all other sites."""
    opened = load_authority(directory)
    asked = open_request(request.read_bytes())
    if isinstance(asked, Flaw):
        raise typer.BadParameter(f"{request} is no request: {asked}")
    terms = SiteTerms(
        _names(names, asked.site),
        continues=_continues(continues, asked.site),
        begins_in_days=begins_in_days,
    )
    now_ms = SystemClock().now().at_ms
    said = sign_site(opened, asked, terms, now_ms=now_ms)
    out.write_bytes(said)
    record = signed_record_in(said)
    assert record is not None, "it was written just now"
    archive = archive_of(directory, opened)
    archive.publish(feed_items.SITES, [feed_items.record_site(record)], at_ms=now_ms)
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


@authority.command("renew-keys")
def renew_keys(directory: Folder) -> None:
    """Let the root, for once at hand, certify the signing keys anew, and tell all sites."""
    now_ms = SystemClock().now().at_ms
    certify_keys(directory, now_ms=now_ms)
    opened = load_authority(directory)
    said = [feed_items.certify_key(record) for record in opened.key_records]
    _publish(directory, feed_items.SITES, said, now_ms)


@authority.command("revoke-key")
def revoke_site_key(
    directory: Folder,
    epoch: Annotated[str, typer.Argument(help="Site and epoch, as S07.ab12cd34.")],
    last_seq: Annotated[int, typer.Option(help="The last of its events that stands.", min=0)],
) -> None:
    """Take a site's key back: no pass of it is honoured any more without an inspection."""
    named = PassId.parse(f"{epoch}.0")
    if named is None:
        raise typer.BadParameter(f"{epoch} names no epoch, such as S07.ab12cd34")
    now_ms = SystemClock().now().at_ms
    item = feed_items.revoke_key(named.site, named.epoch, last_seq=last_seq, at_ms=now_ms)
    _publish(directory, REVOCATIONS, [item], now_ms)


@authority.command("revoke-pass")
def revoke_one_pass(
    directory: Folder,
    name: Annotated[str, typer.Argument(metavar="PASS", help="As S07.ab12cd34.123.")],
    hours: Annotated[int, typer.Option(help="For how long it could still be valid.")] = 72,
) -> None:
    """Take one pass back, by the name that its issuer's record and its receipt have."""
    named = PassId.parse(name)
    if named is None:
        raise typer.BadParameter(f"{name} names no pass, such as S07.ab12cd34.123")
    now_ms = SystemClock().now().at_ms
    item = feed_items.revoke_pass(named, expires_ms=now_ms + hours * HOUR_MS, at_ms=now_ms)
    _publish(directory, REVOCATIONS, [item], now_ms)


@authority.command("confirm-lists")
def confirm_current_lists(directory: Folder) -> None:
    """Tell all sites that nothing else has been revoked until now: their lists stay fresh."""
    now_ms = SystemClock().now().at_ms
    _publish(directory, REVOCATIONS, [feed_items.confirm_lists(at_ms=now_ms)], now_ms)


def _publish(directory: Path, feed: str, items: list[dict[str, Any]], now_ms: int) -> None:
    archive = archive_of(directory, load_authority(directory))
    for path in archive.publish(feed, items, at_ms=now_ms):
        typer.echo(str(path))


def _continues(given: str, site: SiteNo) -> Continues | None:
    if not given:
        return None
    name, _, head = given.rpartition(".")
    old = PassId.parse(name)
    if old is None or old.site != site or not _HEAD.fullmatch(head):
        raise typer.BadParameter(f"{given} is no end of a journal of {site}")
    return Continues(old.epoch, old.seq, bytes.fromhex(head))


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
