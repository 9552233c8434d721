"""Room held in reserve: taken when there is plenty, given up when there is none."""

from pathlib import Path

from service.storage.ballast import Ballast

MIB = 1024 * 1024


def test_room_is_held_and_given_up_once(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "ballast", MIB)
    ballast.hold(floor_bytes=0)
    assert ballast.is_held and (tmp_path / "ballast").stat().st_blocks * 512 >= MIB
    assert ballast.give_up() and not ballast.give_up()
    assert ballast.is_held is False


def test_no_room_is_taken_that_others_need(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "ballast", MIB)
    ballast.hold(floor_bytes=2**60)
    assert not list(tmp_path.iterdir())


def test_where_none_is_wanted_none_is_held(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "ballast", 0)
    ballast.hold(floor_bytes=0)
    assert ballast.is_held is None and not list(tmp_path.iterdir())


def test_a_start_with_room_leaves_the_ballast_alone(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "ballast", MIB)
    ballast.hold(floor_bytes=0)
    assert not ballast.give_up_if_full() and ballast.is_held


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "gone" / "ballast", MIB)
    ballast.hold(floor_bytes=0)
    assert ballast.is_held is False
