"""What is built: pages only when a source is newer, and a wheel that needs nothing beside it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import build_ui

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("kiosk", "officer", "display")


@pytest.fixture
def ui(tmp_path: Path) -> Path:
    for name in ("package.json", "src/kiosk/App.svelte", "dist/kiosk/index.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for path in tmp_path.rglob("*"):
        os.utime(path, (1000, 1000))
    os.utime(tmp_path / "dist/kiosk/index.html", (2000, 2000))
    return tmp_path


def is_stale(ui: Path) -> bool:
    return build_ui.is_stale(ui / "dist/kiosk/index.html", build_ui.sources_of(ui))


def test_pages_newer_than_all_sources_are_not_built_again(ui: Path) -> None:
    assert not is_stale(ui)
    (ui / "node_modules/svelte").mkdir(parents=True)
    assert not is_stale(ui), "what npm installs is no source"


@pytest.mark.parametrize("name", ["package.json", "src/kiosk/App.svelte"])
def test_one_newer_source_is_enough(ui: Path, name: str) -> None:
    os.utime(ui / name, (3000, 3000))
    assert is_stale(ui)


def test_a_removed_source_is_noticed(ui: Path) -> None:
    (ui / "src/kiosk/App.svelte").unlink()
    assert is_stale(ui)


def test_pages_that_are_not_there_are_built(ui: Path) -> None:
    (ui / "dist/kiosk/index.html").unlink()
    assert is_stale(ui)


def test_a_wheel_carries_pages_and_migrations(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"service/_assets/kiosk_ui/{page}/index.html" for page in PAGES} <= names
    assert "service/_assets/migrations/env.py" in names
    assert "service/_assets/packs/cn.yaml" in names
    assert not [name for name in names if name.startswith(("tests/", "tools/", "kiosk_ui/"))]
