"""`twogate bundle`: from a running site to a stick, and from the stick to a running site."""

from pathlib import Path

from typer.testing import CliRunner, Result

from service.cli import app
from service.settings import Settings
from tests.places import DONGXING


def run(settings: Settings, *words: str) -> Result:
    environment = {"TWOGATE_DATA_DIR": str(settings.data_dir), "TWOGATE_PORT": str(settings.port)}
    return CliRunner().invoke(app, ["bundle", *words], env=environment)


def test_what_was_written_to_a_stick_is_read_from_it(running: Settings, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    written = run(running, "write", "--to", DONGXING, "--folder", str(stick))
    assert written.exit_code == 0, written.output
    assert "The stick may go" in written.output
    read = run(running, "read", str(stick))
    assert read.exit_code == 0, read.output
    assert "0 new" in read.output


def test_a_place_that_nobody_knows_and_a_stick_that_is_gone_are_told(
    running: Settings, tmp_path: Path
) -> None:
    refused = run(running, "write", "--to", "hub", "--folder", str(tmp_path))
    assert (refused.exit_code, "bundle_receiver_unknown" in refused.output) == (1, True)
    gone = run(running, "write", "--to", DONGXING, "--folder", str(tmp_path / "gone"))
    assert (gone.exit_code, "0 files are whole" in gone.output) == (1, True)


def test_a_damaged_file_is_named_and_the_others_are_read(running: Settings, tmp_path: Path) -> None:
    for _ in range(2):
        run(running, "write", "--to", DONGXING, "--folder", str(tmp_path))
    damaged = tmp_path / f"{DONGXING}-{DONGXING}-000001.TWB"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    read = run(running, "read", str(tmp_path))
    assert read.exit_code == 1
    assert "000001.TWB: refused, bundle_damaged" in read.output
    assert "000002.TWB: from S01" in read.output
