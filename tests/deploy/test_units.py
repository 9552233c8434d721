"""Every unit is read by systemd without a complaint, is locked up, and starts what there is."""

import shlex
import subprocess
from pathlib import Path

import pytest
import typer.main

from service.cli import app
from tests.deploy.image import UNITS, Image

SERVICES = sorted(each.name for each in UNITS.glob("*.service"))
ALL = sorted(each.name for each in UNITS.iterdir() if each.is_file())
THRESHOLD = 15
"""Tenths of systemd's exposure level: 1.5."""


def exposure(root: Path, unit: str) -> "subprocess.CompletedProcess[str]":
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", f"--root={root}"]
    return subprocess.run(
        [*command, f"--threshold={THRESHOLD}", unit], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("unit", SERVICES)
def test_a_unit_is_exposed_to_little(image: Image, unit: str) -> None:
    judged = exposure(image.root, unit)
    assert judged.returncode == 0, judged.stdout[-400:] + judged.stderr


def test_a_unit_without_the_common_rules_is_exposed_to_much(image: Image, tmp_path: Path) -> None:
    units = tmp_path / "etc/systemd/system"
    units.mkdir(parents=True)
    (units / "twogate-site.service").write_bytes(
        (image.units / "twogate-site.service").read_bytes()
    )
    assert exposure(tmp_path, "twogate-site.service").returncode != 0


def verify(image: Image, folder: Path) -> str:
    """What systemd has to say of all units, where every program and unit is that they name."""
    for unit in image.units.rglob("*"):
        if unit.is_file() and not unit.is_symlink():
            told = unit.read_text("utf-8").replace("/opt/twogate/", f"{image.root}/opt/twogate/")
            there = folder / unit.relative_to(image.units)
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_text(told.replace("/usr/bin/cage", "/usr/bin/env"), encoding="utf-8")
    (folder / "seatd.service").write_text("[Service]\nExecStart=/bin/true\n", encoding="ascii")
    judged = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(folder / each) for each in ALL)],
        env={"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = judged.stderr.splitlines()
    return "\n".join(each for each in lines if str(folder) in each or "twogate" in each)


def test_systemd_reads_every_unit_without_a_complaint(image: Image, tmp_path: Path) -> None:
    assert verify(image, tmp_path) == ""


def test_a_complaint_of_systemd_is_heard(image: Image, tmp_path: Path) -> None:
    wrong = image.units / "twogate-verify.service.d"
    wrong.mkdir()
    (wrong / "50-wrong.conf").write_text("[Service]\nNoNewPrivilege=yes\n", encoding="ascii")
    try:
        assert "NoNewPrivilege" in verify(image, tmp_path)
    finally:
        (wrong / "50-wrong.conf").unlink()
        wrong.rmdir()


def commands_of(unit: str) -> list[list[str]]:
    """What a unit calls `twogate` with."""
    told = (UNITS / unit).read_text("utf-8").replace("\\\n", " ").splitlines()
    calls = [shlex.split(each.partition("=")[2]) for each in told if each.startswith("ExecStart")]
    return [call[1:] for call in calls if call[0].endswith("/bin/twogate")]


@pytest.mark.parametrize("unit", [each for each in SERVICES if commands_of(each)])
def test_what_a_unit_starts_is_a_command_with_these_options(unit: str) -> None:
    for call in commands_of(unit):
        assert understands(call), call


def test_a_command_that_does_not_exist_is_noticed() -> None:
    assert not understands(["verify", "--page"])
    assert not understands(["verifi"])
    assert understands(["verify", "--pages"])


@pytest.mark.parametrize("unit", ["twogate-sync.service", "twogate-night.service"])
def test_a_unit_that_goes_to_the_hub_rests_where_none_is_named(unit: str) -> None:
    told = (UNITS / unit).read_text("utf-8").splitlines()
    [asks] = [each.partition("=")[2] for each in told if each.startswith("ExecCondition=")]
    call = shlex.split(asks.replace("$$", "$"))
    assert subprocess.run(call, env={}, check=False).returncode == 1
    named = {"TWOGATE_HUB_URL": "https://hub.example"}
    assert subprocess.run(call, env=named, check=False).returncode == 0


def understands(call: list[str]) -> bool:
    """Whether the command line takes this call; nothing of it is run."""
    command, words = typer.main.get_command(app), call
    while (known := getattr(command, "commands", None)) is not None:
        if not words or words[0] not in known:
            return False
        command, words = known[words[0]], words[1:]
    try:
        command.make_context("twogate", list(words))
    except Exception:  # of whichever command line library this is
        return False
    return True


def test_a_job_that_was_missed_is_made_up_for_and_has_its_service() -> None:
    timers = [each for each in ALL if each.endswith(".timer")]
    assert timers
    for timer in timers:
        told = (UNITS / timer).read_text("utf-8")
        assert timer.replace(".timer", ".service") in SERVICES
        assert "Persistent=yes" in told and "RandomizedDelaySec=" in told
