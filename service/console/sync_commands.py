"""`twogate sync`: by hand, by night, and for as long as the machine runs."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from service.console.run_nightly import NightPlan, run_nightly
from service.console.serve_peers import serving_peers
from service.console.sync_site import keep_in_sync, relay_by_hub
from service.logs import configure_logs
from service.settings import Settings
from service.sync.push_journal import Progress


def sync(
    loop: Annotated[
        bool, typer.Option(help="Go on for ever beside the site's service, and do nothing else.")
    ] = False,
    every: Annotated[
        float, typer.Option(help="With --loop: seconds between two runs that reach the hub.", min=1)
    ] = 30.0,
    backups: Annotated[Path | None, typer.Option(help="Folder to back up to.")] = None,
    second: Annotated[
        Path | None, typer.Option(help="A second medium for the backup, such as a stick.")
    ] = None,
) -> None:
    """Bring this site's records to the hub and the authority's pages here; prove and back up.

    The nightly job. The exit status is 1 when anything was not done, and the report says what.
    """
    settings = Settings()
    if loop:
        configure_logs()
        relay = partial(relay_by_hub, settings) if settings.hub_url else None
        with suppress(KeyboardInterrupt), serving_peers(settings, relay):
            keep_in_sync(settings, every=every)
        return
    with _bar() as progress:
        night = run_nightly(settings, NightPlan(backups, second), progress=progress)
    for line in night.done:
        typer.echo(line)
    for line in night.failed:
        typer.echo(f"NOT DONE  {line}")
    raise typer.Exit(0 if night.is_well else 1)


@contextmanager
def _bar() -> Iterator[Progress]:
    """A progress bar for whoever watches; nothing for a timer."""
    from rich.progress import Progress as Bar

    with Bar(transient=True) as bar:
        task = bar.add_task("events with the hub", total=None)

        def progress(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        yield progress
