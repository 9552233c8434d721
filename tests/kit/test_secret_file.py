"""A secret is its owner's alone, is never overwritten, and is not read once exposed."""

import os
from pathlib import Path

import pytest

from service.kit.secret_file import SecretExposed, read_secret, write_secret


def test_a_secret_is_read_back_and_its_file_is_the_owners_alone(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        write_secret(tmp_path / "key", b"secret")
    finally:
        os.umask(umask)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert read_secret(tmp_path / "key") == b"secret"


def test_a_secret_is_never_overwritten(tmp_path: Path) -> None:
    write_secret(tmp_path / "key", b"first")
    with pytest.raises(FileExistsError):
        write_secret(tmp_path / "key", b"second")
    assert read_secret(tmp_path / "key") == b"first"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o601, 0o666])
def test_a_secret_that_others_can_reach_is_not_read(tmp_path: Path, mode: int) -> None:
    write_secret(tmp_path / "key", b"secret")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(SecretExposed, match="chmod 600"):
        read_secret(tmp_path / "key")


def test_a_pipe_is_no_secret_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "key", 0o600)
    with pytest.raises(SecretExposed):
        read_secret(tmp_path / "key")


def test_a_read_only_secret_such_as_a_systemd_credential_is_read(tmp_path: Path) -> None:
    write_secret(tmp_path / "key", b"secret")
    (tmp_path / "key").chmod(0o400)
    assert read_secret(tmp_path / "key") == b"secret"
