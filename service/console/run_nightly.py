"""The nightly job: bring site and hub together, prove the site, back it up, and say so plainly."""

from dataclasses import dataclass, field
from pathlib import Path

import httpx

from service.connection import DRIVER
from service.console.back_up import BackupFault, back_up
from service.console.prove_site import prove_site
from service.console.sync_site import sync_once
from service.settings import Settings
from service.sync.push_journal import Progress


@dataclass(slots=True)
class Night:
    """What was done, a line each; what was not, a line each."""

    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        return not self.failed


@dataclass(frozen=True, slots=True)
class NightPlan:
    """Where backups go, and on which second medium; none are made without a folder."""

    backups: Path | None = None
    second: Path | None = None


def run_nightly(
    settings: Settings, plan: NightPlan, *, progress: Progress = lambda done, of: None
) -> Night:
    """Do all of it; what fails keeps nothing else from being done. Raises ``NotEnrolled``,
    ``NoHub``."""
    night = Night()
    _sync(settings, night, progress)
    _prove(settings, night)
    if plan.backups is not None:
        _back_up(settings, plan.backups, plan.second, night)
    return night


def _sync(settings: Settings, night: Night, progress: Progress) -> None:
    try:
        run = sync_once(settings, progress=progress)
    except (OSError, httpx.HTTPError) as fault:
        night.failed.append(f"The site could not be asked: {type(fault).__name__}.")
        return
    night.done.append(f"{run.pushed.events} events sent, {run.pages} pages brought in.")
    if run.pushed.aside:
        night.failed.append(f"The hub has put {run.pushed.aside} events aside.")
    if run.pushed.is_fork:
        night.failed.append("The hub holds another end of this journal: this may be an old copy.")
    if not run.is_done:
        night.failed.append(f"The sync did not come to its end: {run.outcome}.")


def _prove(settings: Settings, night: Night) -> None:
    try:
        proof = prove_site(settings, rebuild=False, pages=True)
    except DRIVER.DatabaseError as fault:
        night.failed.append(f"The database could not be proved: {fault}")
        return
    if proof.holds:
        night.done.append(f"{proof.chain.events} events proved, every page of the file read.")
    else:
        night.failed.append("The proof does not hold: " + "; ".join(proof.flaws[:3]))


def _back_up(settings: Settings, folder: Path, second: Path | None, night: Night) -> None:
    try:
        made = back_up(settings, folder, second=second)
    except (BackupFault, OSError) as fault:
        night.failed.append(f"No backup: {fault}")
        return
    night.done.append(f"Backed up to {made.path}.")
