"""On the stick a bundle is there whole, or not there, at whichever moment it is pulled out."""

import os
from pathlib import Path

import pytest

from service.kit import durable
from service.sync import carry_bundle
from service.sync.carry_bundle import CarryFault, bundles_in, put_bundle
from service.vocabulary import SiteNo
from tests.places import DONGXING

HUB, HEZHOU = SiteNo("S00"), SiteNo("S07")
FIRST, SECOND = b"the first file", b"the second file"


def put(folder: Path, data: bytes, to: SiteNo = HUB) -> Path:
    return put_bundle(folder, data, sender=DONGXING, to=to)


def test_files_are_found_in_the_order_in_which_they_were_written(tmp_path: Path) -> None:
    written = [put(tmp_path, bytes([number])) for number in range(11)]
    other = put(tmp_path, b"other", to=HEZHOU)
    (tmp_path / "photo.jpg").touch()
    assert bundles_in(tmp_path, to=HUB) == written
    assert bundles_in(tmp_path, to=HEZHOU) == [other]
    assert bundles_in(other, to=HUB) == [other], "a file that is named is read"


def test_every_file_system_takes_the_names(tmp_path: Path) -> None:
    name = put(tmp_path, FIRST).name
    assert name == "S01-S00-000001.TWB"
    put(tmp_path, FIRST).rename(tmp_path / "s01-s00-000002.twb")  # as old systems spell it
    assert put(tmp_path, SECOND).name == "S01-S00-000003.TWB"
    assert len(bundles_in(tmp_path, to=HUB)) == 3


STEPS = ("write", "sync_file", "replace", "sync_folder", "_read_back")


@pytest.mark.parametrize("step", STEPS)
def test_a_stick_that_is_pulled_out_at_any_step_has_whole_files_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = put(tmp_path, FIRST)
    with monkeypatch.context() as patched:
        pull_out_at(step, patched)
        with pytest.raises(OSError, match="No such device"):
            put(tmp_path, SECOND)
    found = bundles_in(tmp_path, to=HUB)
    assert found[0] == before and before.read_bytes() == FIRST
    assert all(each.read_bytes() == SECOND for each in found[1:])
    again = put(tmp_path, SECOND)  # it is plugged in again
    assert bundles_in(tmp_path, to=HUB)[-1] == again and again.read_bytes() == SECOND


def pull_out_at(step: str, patched: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise OSError(19, "No such device")

    def half(path: Path, data: bytes) -> None:
        with open(path, "wb") as file:
            file.write(data[: len(data) // 2])
        gone()

    match step:
        case "write":
            patched.setattr(Path, "write_bytes", half)
        case "replace":
            patched.setattr(Path, "replace", gone)
        case "_read_back":
            patched.setattr(carry_bundle, step, gone)
        case _:
            patched.setattr(durable, step, gone)


def test_a_stick_that_forgets_what_it_was_given_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carry_bundle, "_read_back", lambda path: bytes(len(SECOND)))
    with pytest.raises(CarryFault, match="another stick"):
        put(tmp_path, SECOND)
    assert bundles_in(tmp_path, to=HUB) == []


def test_nothing_is_done_before_the_medium_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    monkeypatch.setattr(os, "fsync", done.append)
    put(tmp_path, FIRST)
    assert len(done) == 2, "the file, then its name"
