"""Files that only their owner may read: private keys and the like."""

import os
import stat
from pathlib import Path
from typing import Final

from service.kit.durable import sync_folder

_LARGEST_BYTES: Final = 64 * 1024


class SecretExposed(PermissionError):
    """Others than the owner may read or write a secret file."""


def write_secret(path: Path, content: bytes) -> None:
    """Write a new file of mode 0600, durably. Raises ``FileExistsError``: secrets are not lost."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with open(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def read_secret(path: Path) -> bytes:
    """Read a secret file. Raises ``SecretExposed`` unless it is a plain file of its owner alone."""
    with open(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK), "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(mode) or mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SecretExposed(f"{path} must be a file of mode 0600: chmod 600 {path}")
        return file.read(_LARGEST_BYTES)


def read_credential(name: str) -> bytes | None:
    """Read what systemd handed this service under ``name`` (``LoadCredential=``); ``None`` if
    nothing. Raises ``SecretExposed`` if it is not for this service alone.

    systemd keeps credentials in memory. They may be root's, with an access list for the service,
    which shows as read permission of the group.
    """
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        return None
    path = Path(folder) / name
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    with open(descriptor, "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(mode) or mode & (stat.S_IWGRP | stat.S_IXGRP | stat.S_IRWXO):
            raise SecretExposed(f"{path} must not be open to others: chmod 400 {path}")
        return file.read(_LARGEST_BYTES)
