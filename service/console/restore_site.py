"""Put a backup in the place of a site's database; it writes again only under a new epoch."""

import shutil
from pathlib import Path

from service.console.back_up import sound_copy
from service.database import held_alone
from service.open_site import database_path
from service.settings import Settings


def restore_site(settings: Settings, backup: Path) -> Path:
    """Restore ``backup``; where the files that were there before lie now.

    The old write-ahead log goes with the old database: beside another file it would corrupt it.
    The restored site refuses to write until it is enrolled anew (docs/protocol.md, Anchors).
    Raises ``AlreadyOpen`` while the site runs, ``BackupFault`` when the file is damaged.
    """
    with sound_copy(settings, backup):
        pass
    path = database_path(settings)
    _assert_nobody_writes(path)
    aside = _aside(settings)
    for old in path.parent.glob(f"{path.name}*"):
        old.replace(aside / old.name)
    shutil.copyfile(backup, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)
    return aside


def _assert_nobody_writes(path: Path) -> None:
    if path.exists():
        with held_alone(path):  # raises AlreadyOpen: the lock is the running service's
            return
    elif not path.parent.is_dir():
        path.parent.mkdir(parents=True)


def _aside(settings: Settings) -> Path:
    number = 1
    while (aside := settings.data_dir / f"before-restore-{number}").exists():
        number += 1
    aside.mkdir(parents=True)
    return aside
