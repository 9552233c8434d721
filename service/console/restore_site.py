"""Put a backup in the place of a site's database; it writes again only under a new epoch."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from service.connection import DRIVER
from service.console.back_up import sound_copy
from service.database import Database
from service.database_key import DatabaseKeyFault, database_key
from service.kit.durable import settle, sync_file, sync_folder
from service.open_site import database_path
from service.settings import Settings


def restore_site(settings: Settings, backup: Path) -> Path:
    """Restore ``backup``; where the files that were there before lie now.

    Whenever the power fails, either the old database is there, whole, or the new one. The old
    write-ahead log goes first: beside another file it would corrupt it. The restored site refuses
    to write until it is enrolled anew (docs/protocol.md, Anchors). Raises ``AlreadyOpen`` while the
    site runs, ``BackupFault`` when the file is damaged.
    """
    with sound_copy(settings, backup):
        pass
    path = database_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    _let_nobody_write(settings, path)
    unfinished = path.with_suffix(".new")
    shutil.copyfile(backup, unfinished)
    old = sorted(path.parent.glob(f"{path.name}*"))
    aside = _keep(old, settings)
    for log in old:
        if log != path:
            log.unlink()
    sync_folder(path.parent)
    settle(unfinished, path)
    return aside


def _let_nobody_write(settings: Settings, path: Path) -> None:
    """Raises ``AlreadyOpen``: the lock is the running service's. A sound database takes its log in
    as it closes; one too damaged for that is the reason why we are here."""
    if not path.exists():
        return
    try:
        Database(path, key=database_key(settings)).close()
    except (DRIVER.DatabaseError, DatabaseKeyFault):
        return


def _keep(old: Sequence[Path], settings: Settings) -> Path:
    """Give the old files a second name in a folder of their own."""
    number = 1
    while (aside := settings.data_dir / f"before-restore-{number}").exists():
        number += 1
    aside.mkdir()
    for path in old:
        _link(path, aside / path.name)
    sync_folder(aside)
    return aside


def _link(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except OSError:  # a file system without second names
        shutil.copyfile(path, other)
        sync_file(other)
