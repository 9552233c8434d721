"""Look an update on a stick over before anything of it runs: signed by the root, and whole."""

import hashlib
import re
from pathlib import Path
from typing import Final

from service.sites.software_update import Update, UpdateRefusal, open_update

SUMS: Final = "SHA256SUMS"
SIGNATURE: Final = "update.signed"

_LINE: Final = re.compile("([0-9a-f]{64})  (?:\\./)?([A-Za-z0-9._+@/-]+)")


def check_update(folder: Path, *, root: bytes) -> Update | UpdateRefusal:
    """Judge a folder as ``deploy/site/make_wheels.sh`` fills it, against the pinned root key.

    Every file must be listed with its SHA-256, and none beside them may be there.
    """
    try:
        said, sums = (folder / SIGNATURE).read_bytes(), (folder / SUMS).read_bytes()
    except FileNotFoundError:
        return UpdateRefusal.NOT_SIGNED
    update = open_update(said, sums, root=root)
    if isinstance(update, Update) and not holds(folder, sums):
        return UpdateRefusal.NOT_WHOLE
    return update


def holds(folder: Path, sums: bytes) -> bool:
    """Whether the folder has exactly the files that are listed, each with its content."""
    lines = sums.decode("ascii", errors="replace").splitlines()
    listed = {read[2]: read[1] for line in lines if (read := _LINE.fullmatch(line))}
    found = {_name(each, folder): each for each in folder.rglob("*") if not each.is_dir()}
    for own in (SUMS, SIGNATURE):
        found.pop(own, None)
    return (
        len(listed) == len(lines)
        and listed.keys() == found.keys()
        and all(_digest(path) == listed[name] for name, path in found.items())
    )


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _digest(path: Path) -> str:
    """Of a plain file; a link would lead to another one once it was judged."""
    if path.is_symlink() or not path.is_file():
        return ""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
