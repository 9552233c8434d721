"""Encrypt the whole database of a resting site, or give it another key."""

import os
from pathlib import Path
from typing import Any

from service.connection import DRIVER, connect
from service.console.back_up import sound_copy
from service.console.verify_site import verify_site
from service.database import held_alone
from service.database_key import DatabaseKeyFault, as_raw, database_key, is_plain
from service.journal.verify_chain import ChainProof
from service.open_site import database_path, identity_at_rest
from service.settings import Settings


def encrypt_site(settings: Settings, *, old_key: str | None = None) -> ChainProof:
    """Write the database anew under the key of the settings, prove the copy, put it in place.

    ``old_key`` opens one that is encrypted already. Until the one step in which the new file
    takes the old one's name nothing has changed; what the old file held is overwritten then.
    Raises ``DatabaseKeyFault``, ``BackupFault``, ``AlreadyOpen`` while the site runs.
    """
    key = database_key(settings)
    if key is None:
        raise DatabaseKeyFault("no key was given: run `twogate database-key FILE` first")
    path = database_path(settings)
    with held_alone(path):
        if is_plain(path) is None:
            raise DatabaseKeyFault(f"there is no database {path} yet; it will begin encrypted")
        unfinished = path.with_name("encrypting.db")
        unfinished.unlink(missing_ok=True)
        _export(path, old_key, unfinished, key)
        proof = _prove(settings, unfinished)
        _settle(unfinished, path)
    return proof


def _export(path: Path, old_key: str | None, to: Path, key: str) -> None:
    source = connect(path, key=old_key)
    try:
        _empty_log(source, path)
        source.execute("ATTACH ? AS sealed KEY ?", (str(to), as_raw(key)))
        source.execute("SELECT sqlcipher_export('sealed')")
        source.execute("DETACH sealed")
    except DRIVER.OperationalError as fault:
        raise DatabaseKeyFault(f"{path} could not be encrypted: {fault}") from None
    finally:
        source.close()


def _empty_log(source: Any, path: Path) -> None:
    """Else the old write-ahead log would lie beside a database that is not its own."""
    if source.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise DatabaseKeyFault(f"somebody still reads {path}: try again")


def _prove(settings: Settings, copy: Path) -> ChainProof:
    identity = identity_at_rest(settings)
    with sound_copy(settings, copy) as session:
        proof = verify_site(session, identity, rebuild=True)
    if not proof.holds:
        raise DatabaseKeyFault("the encrypted copy does not hold: " + "; ".join(proof.flaws[:3]))
    return proof.chain


def _settle(unfinished: Path, path: Path) -> None:
    """In one step; then the plain bytes that the old file held are overwritten, as far as the
    storage lets one."""
    _sync(unfinished)
    with open(path, "r+b") as old:
        for beside in ("-wal", "-shm"):
            path.with_name(path.name + beside).unlink(missing_ok=True)
            unfinished.with_name(unfinished.name + beside).unlink(missing_ok=True)
        unfinished.replace(path)
        _sync(path.parent)
        _overwrite(old)


def _overwrite(file: Any) -> None:
    left = os.fstat(file.fileno()).st_size
    file.seek(0)
    while left > 0:
        left -= file.write(bytes(min(left, 1 << 20)))
    file.flush()
    os.fsync(file.fileno())


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
