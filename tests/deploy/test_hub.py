"""The hub's containers and units: nothing runs as root, writes where it need not, or is unknown."""

import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.image import ROOT, UNITS
from tests.deploy.test_units import exposure, understands

HUB = ROOT / "deploy" / "hub"
SERVICES = sorted(each.name for each in (HUB / "units").glob("*.service"))


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((HUB / "compose.yaml").read_text("utf-8"))
    return told


def test_every_container_is_locked_up_and_looked_after(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "door" else []), name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["healthcheck"]["test"], name
        assert "/" not in service["image"], f"{name}: an image by its common name"
        assert not service.get("privileged"), name


def test_nothing_secret_stands_in_the_file(compose: dict[str, Any]) -> None:
    assert all(set(each) == {"file"} for each in compose["secrets"].values())
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            assert "PASSWORD" not in name or name.endswith("_FILE"), name
            assert ":" not in str(value).partition("://")[2].partition("@")[0], value


def test_only_the_door_is_open_to_the_net(compose: dict[str, Any]) -> None:
    open_to_all = [name for name, each in compose["services"].items() if each.get("ports")]
    assert open_to_all == ["door"]
    assert compose["networks"]["inside"]["internal"]
    assert compose["services"]["database"]["networks"] == ["inside"]


def calls_in(words: list[str]) -> list[str]:
    """What `twogate` is called with among the words of a command."""
    return words[words.index("twogate") + 1 :]


def test_what_the_containers_start_is_a_command(compose: dict[str, Any]) -> None:
    hub = compose["services"]["hub"]
    assert hub["entrypoint"][2].endswith('exec "$$@"')
    assert understands(calls_in(hub["command"]))
    [line] = [
        each.removeprefix("CMD ")
        for each in (HUB / "Containerfile").read_text("utf-8").splitlines()
        if each.startswith("CMD ")
    ]
    assert understands(calls_in(yaml.safe_load(line)))


@pytest.mark.parametrize("unit", SERVICES)
def test_a_unit_of_the_hub_is_exposed_to_little_and_starts_a_command(
    unit: str, tmp_path: Path
) -> None:
    units = tmp_path / "etc/systemd/system"
    shutil.copytree(UNITS / "twogate-.service.d", units / "twogate-.service.d")
    shutil.copy(HUB / "units" / unit, units)
    judged = exposure(tmp_path, unit)
    assert judged.returncode == 0, judged.stdout[-400:]
    [starts] = [
        each.partition("=")[2]
        for each in (HUB / "units" / unit).read_text("utf-8").splitlines()
        if each.startswith("ExecStart=")
    ]
    assert understands(shlex.split(starts)[1:]), starts
