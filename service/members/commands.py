"""The authority forgets a member, at the command line."""

from pathlib import Path
from typing import Annotated

import typer

from service.feeds.archive import archive_of
from service.kit.clock import SystemClock
from service.kit.ids import has_check_digit
from service.members.forget_in_archive import forget_in_archive
from service.sites.authority import load_authority
from service.vocabulary import MemberNo


def forget(
    directory: Annotated[Path, typer.Argument(help="The authority's folder.")],
    member: Annotated[int, typer.Argument(help="The member's number.")],
) -> None:
    """Forget a member: destroy name, certificate number and birth date in the archive, and say so.

    Every site that takes in the new page (`twogate import pages`) destroys its own copies.
    """
    if not has_check_digit(member):
        raise typer.BadParameter(f"{member} is no member number: compare its last digit")
    archive = archive_of(directory, load_authority(directory))
    now_ms = SystemClock().now().at_ms
    written = forget_in_archive(archive, MemberNo(member), at_ms=now_ms)
    for path in written:
        typer.echo(str(path))
    if not written:
        typer.echo(f"The archive holds nothing personal of {member}.")
