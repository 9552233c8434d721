"""Whether storage can be relied on: what its mount, its room and its anchors say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "ceph", "glusterfs"})
IN_MEMORY = frozenset({"tmpfs", "ramfs"})
PROOF_OLD_MS = 50 * 3600 * 1000
"""Two nights without a proof: the nightly job has stopped, and nobody has noticed."""


class StorageWarning(StrEnum):
    """What is wrong with the storage although it still takes writes."""

    DATA_NOT_ORDERED = "data_not_ordered"
    NO_BARRIERS = "no_barriers"
    IN_MEMORY = "in_memory"
    ON_NETWORK = "on_network"
    LITTLE_ROOM = "little_room"
    BALLAST_SPENT = "ballast_spent"
    ONE_ANCHOR = "one_anchor"
    ANCHORS_TOGETHER = "anchors_together"
    ANCHOR_MISSING = "anchor_missing"
    PROOF_FAILED = "proof_failed"
    PROOF_OLD = "proof_old"


class PageCheck(StrEnum):
    """What became of reading every page after the site had been cut off."""

    NOT_NEEDED = "not_needed"
    RUNNING = "running"
    SOUND = "sound"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Mount:
    """A filesystem as ``/proc/self/mounts`` tells it."""

    point: str
    kind: str
    options: frozenset[str]


@dataclass(frozen=True, slots=True)
class LastProof:
    """When ``twogate verify`` last ran (ms, UTC), over how many events, and whether all held;
    ``held_at_ms`` when a proof last did."""

    at_ms: int
    events: int
    holds: bool
    held_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Footing:
    """What the data stands on now. ``anchors_apart`` is ``None`` when there is only one anchor;
    ``ballast_held`` ``None`` when none is wanted; bytes are of the data's filesystem; ``now_ms`` is
    the site's own time."""

    mount: Mount | None
    free_bytes: int
    floor_bytes: int
    anchors_apart: bool | None
    anchor_missing: bool
    ballast_held: bool | None
    last_proof: LastProof | None
    now_ms: int


def read_mounts(told: str) -> list[Mount]:
    """The lines of ``/proc/self/mounts``; what is not such a line is passed over."""
    fields = [line.split(" ") for line in told.splitlines()]
    return [
        Mount(_unescape(each[1]), each[2], frozenset(each[3].split(",")))
        for each in fields
        if len(each) >= 4
    ]


def find_mount(path: str, mounts: Iterable[Mount]) -> Mount | None:
    """The filesystem that ``path`` (absolute, without links) is on: of the mounts above it the
    deepest, and of several at one place the last, which hides the others."""
    above = [each for each in mounts if f"{path}/".startswith(f"{each.point.rstrip('/')}/")]
    deepest = max((len(each.point) for each in above), default=0)
    return next((each for each in reversed(above) if len(each.point) == deepest), None)


def judge_storage(footing: Footing) -> tuple[StorageWarning, ...]:
    """Every warning that applies, in the order of their enum."""
    found = {
        **_judge_mount(footing.mount),
        StorageWarning.LITTLE_ROOM: footing.free_bytes < footing.floor_bytes,
        StorageWarning.BALLAST_SPENT: footing.ballast_held is False,
        StorageWarning.ONE_ANCHOR: footing.anchors_apart is None,
        StorageWarning.ANCHORS_TOGETHER: footing.anchors_apart is False,
        StorageWarning.ANCHOR_MISSING: footing.anchor_missing,
        **_judge_proof(footing.last_proof, footing.now_ms),
    }
    return tuple(each for each in StorageWarning if found[each])


def _judge_mount(mount: Mount | None) -> dict[StorageWarning, bool]:
    """A filesystem that may forget what it said was synced, or be gone after a power cut."""
    kind = mount.kind if mount else ""
    options = mount.options if mount else frozenset[str]()
    return {
        StorageWarning.DATA_NOT_ORDERED: "data=writeback" in options,
        StorageWarning.NO_BARRIERS: bool(options & {"nobarrier", "barrier=0"}),
        StorageWarning.IN_MEMORY: kind in IN_MEMORY,
        StorageWarning.ON_NETWORK: kind in NETWORK,
    }


def _judge_proof(proof: LastProof | None, now_ms: int) -> dict[StorageWarning, bool]:
    """Where nobody ever asked for a proof, none is missing."""
    failed = proof is not None and not proof.holds
    old = proof is not None and now_ms - proof.at_ms > PROOF_OLD_MS
    return {StorageWarning.PROOF_FAILED: failed, StorageWarning.PROOF_OLD: old}


def _unescape(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), field)
