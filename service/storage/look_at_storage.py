"""Look at the storage that a site's data and anchors are on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.storage.ballast import Ballast, free_bytes
from service.storage.rules import Footing, LastProof, Mount, find_mount, read_mounts

MOUNTS = Path("/proc/self/mounts")


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked at: the database's file, its anchors, its ballast, the least room wanted."""

    database: Path
    anchors: Sequence[Path]
    ballast: Ballast
    floor_bytes: int
    missing_anchors: Callable[[], Sequence[Path]] = tuple
    last_proof: Callable[[], LastProof | None] = lambda: None
    now_ms: Callable[[], int] = lambda: 0


def look_at_storage(at: Looked) -> Footing:
    """What can be read of it now; what this machine does not tell is left out."""
    return Footing(
        mount=_mount_of(at.database),
        free_bytes=free_bytes(at.database),
        floor_bytes=at.floor_bytes,
        anchors_apart=_are_apart(at),
        anchor_missing=bool(at.missing_anchors()),
        ballast_held=at.ballast.is_held,
        last_proof=at.last_proof(),
        now_ms=at.now_ms(),
    )


def _mount_of(database: Path) -> Mount | None:
    try:
        told = MOUNTS.read_text("utf-8", "replace")
    except OSError:
        return None
    return find_mount(str(database.parent.resolve()), read_mounts(told))


def _are_apart(at: Looked) -> bool | None:
    """Whether an anchor is on another device than the database; ``None`` if only one is set. A
    device that is not there now is another one: a stick that was pulled out."""
    if len(at.anchors) < 2:
        return None
    own = _device_of(at.database)
    return any(_device_of(anchor) != own for anchor in at.anchors)


def _device_of(file: Path) -> int | None:
    try:
        return file.parent.stat().st_dev
    except OSError:
        return None
