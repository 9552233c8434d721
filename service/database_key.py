"""The key that encrypts a site's whole database, from a file of its own or a systemd credential."""

import re
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from service.kit.ids import Randomness
from service.kit.secret_file import SecretExposed, read_credential, read_secret, write_secret
from service.settings import Settings

CREDENTIAL: Final = "twogate.database.key"
"""The name under which systemd hands the key over: ``LoadCredential=twogate.database.key:…``."""

KEY_BYTES: Final = 32
PLAIN_HEADER: Final = b"SQLite format 3\0"

_KEY: Final = re.compile("[0-9a-f]{64}")


class DatabaseKeyFault(Exception):
    """The database does not open with what this machine was given; the message says what to do."""


def database_key(settings: Settings) -> str | None:
    """The key as 64 hexadecimal digits; ``None`` where the database is not to be encrypted.

    The setting goes before the credential. Raises ``DatabaseKeyFault`` when a key is asked for
    and not to be had, or lies where whoever copies the database copies it too.
    """
    path = settings.database_key_file
    try:
        said = read_secret(path) if path else read_credential(CREDENTIAL)
    except SecretExposed as fault:
        raise DatabaseKeyFault(str(fault)) from None
    except OSError as fault:
        raise DatabaseKeyFault(
            f"the database's key {path or CREDENTIAL} cannot be read: {fault.strerror}. Bring the "
            "medium it is on; without the key nobody opens this database"
        ) from None
    if said is None:
        return None
    if path:
        assert_apart(path, settings)
    return _parse(said, path or CREDENTIAL)


def read_database_key(path: Path) -> str:
    """The key in this very file. Raises ``DatabaseKeyFault``, ``SecretExposed``, ``OSError``."""
    return _parse(read_secret(path), path)


def make_database_key(path: Path, settings: Settings, random: Randomness) -> None:
    """Draw a key and write it to a new file of mode 0600. Raises ``FileExistsError``, or
    ``DatabaseKeyFault`` inside the data folder."""
    assert_apart(path, settings)
    write_secret(path, random(KEY_BYTES).hex().encode("ascii") + b"\n")


def _parse(said: bytes, where: object) -> str:
    key = said.decode("ascii", errors="replace").strip()
    if not _KEY.fullmatch(key):
        raise DatabaseKeyFault(f"{where} holds no database key of 64 hexadecimal digits")
    return key


def assert_apart(path: Path, settings: Settings) -> None:
    """A key beside its database protects nothing. Raises ``DatabaseKeyFault``."""
    if path.resolve().is_relative_to(settings.data_dir.resolve()):
        raise DatabaseKeyFault(
            f"{path} lies in the data folder {settings.data_dir}: whoever copies or steals that "
            "has both. Keep the key on another medium, or as a systemd credential"
        )


def is_plain(path: Path) -> bool | None:
    """Whether a file is a database that anybody can read; ``None`` if there is no database yet."""
    try:
        with open(path, "rb") as file:
            header = file.read(len(PLAIN_HEADER))
    except FileNotFoundError:
        return None
    return header == PLAIN_HEADER if header else None


def unlock(connection: Any, path: Path, key: str | None, driver: ModuleType) -> None:
    """Give a fresh connection its key. Raises ``DatabaseKeyFault`` when the file and the key do
    not belong together, and when encryption is asked of a machine that has none."""
    plain = is_plain(path)
    if key is None:
        if plain is False:
            raise DatabaseKeyFault(
                f"{path} is encrypted, and no key was given (or it is damaged): set "
                f"TWOGATE_DATABASE_KEY_FILE, or the credential {CREDENTIAL}"
            )
        return
    if driver.__name__.startswith("sqlite3"):
        raise DatabaseKeyFault(
            "the database is to be encrypted, but this machine has no SQLCipher: install the "
            "package sqlcipher3"
        )
    if plain:
        raise DatabaseKeyFault(
            f"{path} is not encrypted, but a key was given: stop the site and run `twogate encrypt`"
        )
    connection.execute("PRAGMA cipher_log_level=NONE")  # it would write to standard error
    connection.execute(f'PRAGMA key="{as_raw(key)}"')
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except driver.DatabaseError as fault:
        if getattr(fault, "sqlite_errorname", "") != "SQLITE_NOTADB":
            raise
        raise DatabaseKeyFault(
            f"{path} does not open with this key: it is another database's key, or the file is "
            "damaged"
        ) from None


def as_raw(key: str) -> str:
    """The key as SQLCipher takes one that no passphrase stands behind: nothing is derived."""
    return f"x'{key}'"
