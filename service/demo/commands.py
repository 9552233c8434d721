"""The demonstration at the command line: an invented city, and a site that serves it."""

from pathlib import Path
from typing import Annotated

import typer

from service.demo.run_demo import run_demo
from service.demo.write_lists import write_lists


def demo(
    folder: Annotated[Path, typer.Option(help="Where the demonstration lives.")] = Path(
        "build/demo"
    ),
    port: Annotated[
        int, typer.Option(help="First of six TCP numbers: sites, hub, page, lines.")
    ] = 8080,
    members: Annotated[int, typer.Option(help="Members of the invented roster.")] = 25_000,
    groups: Annotated[int, typer.Option(help="Their mutual aid groups.")] = 128,
) -> None:
    """Start two sites and their hub on loopback with an invented roster; print how to sign in."""
    run_demo(folder, port=port, members=members, groups=groups)


def demo_data(
    folder: Annotated[Path, typer.Argument(help="Folder to write roster.csv and groups.csv to.")],
    members: Annotated[int, typer.Option(help="How many members.")] = 25_000,
    groups: Annotated[int, typer.Option(help="In how many mutual aid groups.")] = 128,
    seed: Annotated[int, typer.Option(help="The same seed invents the same people.")] = 1,
) -> None:
    """Write an invented roster and its groups as the office's lists; nobody in it exists."""
    for path in write_lists(folder, members=members, groups=groups, seed=seed):
        typer.echo(str(path))
