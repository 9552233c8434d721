"""Back a site up while it runs: one consistent file, proved before it counts, on two media."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.connection import DRIVER, connect
from service.console.verify_site import SiteProof, verify_site
from service.database_key import DatabaseKeyFault, database_key, is_plain
from service.journal.store import head_of
from service.kit.durable import settle, sync_file
from service.open_site import database_path, identity_at_rest
from service.session import Session
from service.settings import Settings

KEPT = 48
"""Two days of hourly backups in each place; the oldest go when a newer one has been proved."""


class BackupFault(Exception):
    """The copy does not hold, or could not be written; nothing that was there before is gone."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A proved copy: its file, where the journal ended in it, and how much was proved."""

    path: Path
    seq: int
    proof: SiteProof


def back_up(settings: Settings, folder: Path, *, second: Path | None = None) -> Backup:
    """Write a backup into ``folder`` and, if named, a second one on another medium.

    The file holds the journal, the feeds and all tables; it holds no key, and is encrypted if the
    database is. When the second medium takes nothing, the first backup stands all the same. Raises
    ``BackupFault`` or ``OSError``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / "unfinished.db"
    unfinished.unlink(missing_ok=True)
    _copy_out(settings, unfinished)
    backup = _prove(settings, unfinished, folder)
    settle(unfinished, backup.path)
    if second is not None:
        _carry_or_say(backup.path, second)
    for place in filter(None, (folder, second)):
        _thin(place)
    return backup


@contextmanager
def sound_copy(settings: Settings, copy: Path) -> Iterator[Session]:
    """A session on a backup whose every page is sound. Raises ``BackupFault``."""
    try:
        connection = _connect(settings, copy)
    except DatabaseKeyFault as fault:
        raise BackupFault(str(fault)) from None
    except DRIVER.DatabaseError as fault:
        raise BackupFault(f"{copy} is no database of this site: {fault}") from None
    try:
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if said != "ok":
            raise BackupFault(f"{copy} is damaged: {said}")
        yield Session(connection)
    except DRIVER.DatabaseError as fault:
        raise BackupFault(f"{copy} is damaged: {fault}") from None
    finally:
        connection.close()


def _connect(settings: Settings, path: Path) -> Any:
    """A copy from before the database was encrypted is opened as what it is."""
    key = None if is_plain(path) else database_key(settings)
    return connect(path, key=key, read_only=True)


def _copy_out(settings: Settings, to: Path) -> None:
    """``VACUUM INTO`` reads one moment of the database, whoever writes meanwhile."""
    source = _connect(settings, database_path(settings))
    try:
        source.execute("PRAGMA query_only=OFF")  # which would refuse to write the copy too
        source.execute("VACUUM INTO ?", (str(to),))
    finally:
        source.close()


def _prove(settings: Settings, copy: Path, folder: Path) -> Backup:
    identity = identity_at_rest(settings)
    with sound_copy(settings, copy) as session:
        proof = verify_site(session, identity, rebuild=False)
        if not proof.holds:
            raise BackupFault("the copy does not hold: " + "; ".join(proof.flaws[:3]))
        seq = head_of(session, identity.epoch, identity.genesis).seq
    name = f"twogate-{identity.site}-{identity.epoch}-{seq:012d}.db"
    return Backup(folder / name, seq, proof)


def _carry_or_say(path: Path, second: Path) -> None:
    try:
        carry(path, second)
    except OSError as fault:
        raise BackupFault(
            f"{path} is made, but not the second one: {second} takes nothing ({fault.strerror}). "
            "Is the medium there?"
        ) from None


def carry(path: Path, second: Path) -> None:
    """Copy to the second medium, and read back what it holds before it counts."""
    second.mkdir(parents=True, exist_ok=True)
    unfinished = second / "unfinished.db"
    shutil.copyfile(path, unfinished)
    sync_file(unfinished)
    if _digest(unfinished) != _digest(path):
        raise BackupFault(f"{second} does not hold what was written to it")
    settle(unfinished, second / path.name)


def _thin(folder: Path) -> None:
    by_age = sorted(folder.glob("twogate-*.db"), key=lambda path: path.stat().st_mtime)
    for old in by_age[:-KEPT]:
        old.unlink()


def _digest(path: Path) -> bytes:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
