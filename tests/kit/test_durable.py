"""What is put in a file's place is there whole, and nothing else is left."""

from pathlib import Path

import pytest

from service.kit.durable import replace_durably, sync_folder, write_again


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "enrolment.json"
    for content in (b"first", b"2nd"):
        replace_durably(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_written_again_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "site.db-wal"
    write_again(path)
    assert not path.exists()
    content = bytes(range(256)) * 5000
    path.write_bytes(content)
    write_again(path)
    assert path.read_bytes() == content


def test_only_a_folder_is_synced_as_one(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        sync_folder(tmp_path / "file")
