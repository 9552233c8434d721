"""Anchors: what a power cut tears, what a lost device loses, and what they tell of a copy."""

from pathlib import Path

import pytest

from service.journal.judge_restored import Restored, Standing, judge_restored
from service.sites.anchor import SLOT_BYTES, Anchor, AnchorLost, Anchors, read_anchors
from service.vocabulary import Epoch

EPOCH = Epoch("ab12cd34")


def anchor(seq: int) -> Anchor:
    return Anchor(EPOCH, seq, bytes([seq % 256]) * 32)


def test_the_newest_anchor_of_each_file_is_read(tmp_path: Path) -> None:
    paths = (tmp_path / "one", tmp_path / "other" / "two")
    anchors = Anchors(paths)
    for seq in (1, 2, 3):
        anchors.write(anchor(seq))
    anchors.close()
    assert read_anchors(paths) == [anchor(3), anchor(3)]


@pytest.mark.parametrize("torn_at", range(0, SLOT_BYTES, 37))
def test_a_torn_write_leaves_the_anchor_before_it(tmp_path: Path, torn_at: int) -> None:
    path = tmp_path / "anchor"
    anchors = Anchors((path,))
    anchors.write(anchor(7))
    anchors.write(anchor(8))
    anchors.close()
    content = bytearray(path.read_bytes())
    slot = content.index(anchor(8).to_slot())
    content[slot + torn_at : slot + SLOT_BYTES] = bytes(SLOT_BYTES - torn_at)
    path.write_bytes(content)
    assert read_anchors([path]) == [anchor(7)]


@pytest.mark.parametrize("newest", [1, 2, 3])
def test_a_restarted_site_does_not_write_over_its_newest_anchor(
    tmp_path: Path, newest: int
) -> None:
    path = tmp_path / "anchor"
    for seq in range(1, newest + 1):
        write_once(path, seq)
    before = path.read_bytes()
    write_once(path, newest + 1)
    assert anchor(newest).to_slot() in before
    assert anchor(newest).to_slot() in path.read_bytes()


def write_once(path: Path, seq: int) -> None:
    """As a site does that is started, writes, and is stopped."""
    anchors = Anchors((path,))
    anchors.write(anchor(seq))
    anchors.close()


def test_one_lost_device_is_named_and_the_other_anchor_serves(tmp_path: Path) -> None:
    here, gone = tmp_path / "here", tmp_path / "file-in-the-way" / "gone"
    gone.parent.write_text("not a folder")
    anchors = Anchors((here, gone))
    anchors.write(anchor(1))
    assert anchors.missing == (gone,)
    assert read_anchors([here, gone]) == [anchor(1)]
    anchors.close()


def test_with_every_anchor_lost_nobody_may_be_answered(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(AnchorLost):
        Anchors((tmp_path / "file" / "gone",)).write(anchor(1))


def standing(seq: int, *anchors: Anchor, epoch: str = EPOCH) -> Standing:
    return Standing(
        epoch=Epoch(epoch),
        seq=seq,
        hash_at=lambda at: bytes([at % 256]) * 32 if at <= seq else None,
        anchors=list(anchors),
        enrolled_hardware=frozenset({b"board"}),
        present_hardware=frozenset({b"board", b"new disk"}),
    )


@pytest.mark.parametrize(
    ("found", "sign"),
    [
        (standing(0), None),
        (standing(0, Anchor(EPOCH, 0, b"another record")), None),
        (standing(1, anchor(0)), None),
        (standing(5, anchor(5), anchor(5)), None),
        (standing(6, anchor(5)), None),
        (standing(5), Restored.NO_ANCHOR),
        (standing(4, anchor(5)), Restored.BEHIND_ANCHOR),
        (standing(5, anchor(5), anchor(6)), Restored.BEHIND_ANCHOR),
        (standing(5, anchor(5), epoch="00000000"), Restored.OTHER_EPOCH),
        (standing(5, Anchor(EPOCH, 5, b"\0" * 32)), Restored.OTHER_HEAD),
    ],
)
def test_a_restored_site_shows_itself(found: Standing, sign: Restored | None) -> None:
    assert judge_restored(found) is sign


def test_other_hardware_is_a_copy_whatever_the_anchors_say() -> None:
    found = Standing(
        EPOCH, 0, lambda at: None, [], frozenset({b"board"}), frozenset({b"another board"})
    )
    assert judge_restored(found) is Restored.OTHER_HARDWARE
