"""One process holds the lock, and the next one learns whether it was cut off."""

from pathlib import Path

import pytest

from service.kit.writer_lock import WriterLock


def test_a_lock_is_held_once(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "some.lock")
    with pytest.raises(BlockingIOError):
        WriterLock(tmp_path / "some.lock")
    lock.close()
    WriterLock(tmp_path / "some.lock").close()


def test_who_was_cut_off_is_remembered_once(tmp_path: Path) -> None:
    path = tmp_path / "some.lock"
    first = WriterLock(path)
    assert not first.was_left_open
    left = path.read_bytes()
    first.close()
    path.write_bytes(left)
    second = WriterLock(path)
    assert second.was_left_open
    second.close()
    third = WriterLock(path)
    assert not third.was_left_open
    third.close()
