"""What storage can be relied on for: its mount, its room, its anchors."""

from dataclasses import replace

import pytest

from service.storage.rules import (
    Footing,
    LastProof,
    Mount,
    StorageWarning,
    find_mount,
    judge_storage,
    read_mounts,
)

NOW_MS = 1_790_000_000_000
HOUR_MS = 3600 * 1000
TOLD = """\
/dev/mmcblk0p2 / ext4 rw,relatime 0 0
/dev/mmcblk0p3 /data ext4 rw,noatime,data=ordered 0 0
tmpfs /data/my\\040stick tmpfs rw 0 0
not a mount
"""
SOUND = Footing(
    mount=Mount("/data", "ext4", frozenset({"rw", "data=ordered"})),
    free_bytes=10,
    floor_bytes=10,
    anchors_apart=True,
    anchor_missing=False,
    ballast_held=True,
    last_proof=LastProof(at_ms=NOW_MS - HOUR_MS, events=9, holds=True, held_at_ms=NOW_MS - HOUR_MS),
    now_ms=NOW_MS,
)


@pytest.mark.parametrize(
    ("path", "point"),
    [
        ("/data/twogate", "/data"),
        ("/data", "/data"),
        ("/database", "/"),
        ("/data/my stick/S01", "/data/my stick"),
    ],
)
def test_a_folder_is_on_the_deepest_mount_above_it(path: str, point: str) -> None:
    found = find_mount(path, read_mounts(TOLD))
    assert found and found.point == point


def test_of_two_mounts_at_one_place_the_later_counts() -> None:
    mounts = read_mounts(TOLD + "nas:/x /data nfs4 rw 0 0\n")
    found = find_mount("/data", mounts)
    assert found and found.kind == "nfs4"


def test_sound_storage_warns_of_nothing() -> None:
    assert judge_storage(SOUND) == ()


@pytest.mark.parametrize(
    ("footing", "warning"),
    [
        (
            replace(SOUND, mount=Mount("/", "ext4", frozenset({"data=writeback"}))),
            StorageWarning.DATA_NOT_ORDERED,
        ),
        (
            replace(SOUND, mount=Mount("/", "ext4", frozenset({"nobarrier"}))),
            StorageWarning.NO_BARRIERS,
        ),
        (
            replace(SOUND, mount=Mount("/", "ext4", frozenset({"barrier=0"}))),
            StorageWarning.NO_BARRIERS,
        ),
        (replace(SOUND, mount=Mount("/", "tmpfs", frozenset())), StorageWarning.IN_MEMORY),
        (replace(SOUND, mount=Mount("/", "nfs4", frozenset())), StorageWarning.ON_NETWORK),
        (replace(SOUND, free_bytes=9), StorageWarning.LITTLE_ROOM),
        (replace(SOUND, ballast_held=False), StorageWarning.BALLAST_SPENT),
        (replace(SOUND, anchors_apart=None), StorageWarning.ONE_ANCHOR),
        (replace(SOUND, anchors_apart=False), StorageWarning.ANCHORS_TOGETHER),
        (replace(SOUND, anchor_missing=True), StorageWarning.ANCHOR_MISSING),
        (replace(SOUND, last_proof=LastProof(NOW_MS, 9, holds=False)), StorageWarning.PROOF_FAILED),
        (replace(SOUND, now_ms=NOW_MS + 50 * HOUR_MS), StorageWarning.PROOF_OLD),
    ],
)
def test_each_flaw_of_storage_has_its_warning(footing: Footing, warning: StorageWarning) -> None:
    assert judge_storage(footing) == (warning,)


def test_storage_that_tells_nothing_and_wants_no_ballast_is_not_accused() -> None:
    assert judge_storage(replace(SOUND, mount=None, ballast_held=None, last_proof=None)) == ()
