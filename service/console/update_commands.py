"""An update of this software, signed at the authority and looked over at a site."""

from pathlib import Path
from typing import Annotated

import typer

from service.console.check_update import SIGNATURE, SUMS, check_update, holds
from service.kit.clock import SystemClock
from service.open_site import identity_at_rest
from service.settings import Settings
from service.sites.authority import load_root
from service.sites.software_update import UpdateRefusal, sign_update

UpdateFolder = Annotated[Path, typer.Argument(help="Folder that make_wheels.sh has filled.")]


def sign(
    directory: Annotated[Path, typer.Argument(help="The authority's folder.")],
    folder: UpdateFolder,
) -> None:
    """Let the root, for once at hand, sign an update of this software.

    Every site checks it against the root it has pinned, before anything of it runs.
    """
    sums = (folder / SUMS).read_bytes()
    if not holds(folder, sums):
        raise typer.BadParameter(f"{folder} is not what its {SUMS} says")
    wheels = [each.name.split("-")[1] for each in folder.rglob("twogate-*.whl")]
    if len(wheels) != 1:
        raise typer.BadParameter(f"{folder} must hold one wheel of twogate")
    now_ms = SystemClock().now().at_ms
    (folder / SIGNATURE).write_bytes(
        sign_update(sums, wheels[0], root=load_root(directory), now_ms=now_ms)
    )
    typer.echo(f"Signed {wheels[0]}: {folder / SIGNATURE}")


def check(folder: UpdateFolder) -> None:
    """Look an update over: signed by the root this site has pinned, and whole.

    The exit status is 1 when it is not; nothing of it has run then.
    """
    update = check_update(folder, root=identity_at_rest(Settings()).trust.root)
    if isinstance(update, UpdateRefusal):
        typer.echo(f"refused: {update}", err=True)
        raise typer.Exit(1)
    typer.echo(f"{update.version}, signed by the root, and whole")
