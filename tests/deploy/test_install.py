"""install.sh, really run into a folder: no network, twice the same, never half, and back again."""

import json
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from service.sites.authority import load_authority, load_root
from service.sites.keys import save_site_keys
from service.sites.software_update import sign_update
from tests.deploy.image import Image, sum_up
from tests.places import NOW_MS, enrol, make_authority, make_site


@pytest.fixture
def own(image: Image, tmp_path: Path) -> Image:
    """A machine of one's own, installed as the other."""
    shutil.copytree(image.root, tmp_path / "own", symlinks=True)
    return Image(tmp_path / "own")


@pytest.fixture
def newer(update: Path, tmp_path: Path) -> Path:
    """An update in which one file is another."""
    shutil.copytree(update, tmp_path / "newer")
    with open(tmp_path / "newer/site/files/etc/tmpfiles.d/twogate.conf", "a") as folders:
        folders.write("# newer\n")
    sum_up(tmp_path / "newer")
    return tmp_path / "newer"


FIND_ASSETS = """
import json, service.settings
names = ("kiosk_ui", "migrations", "packs")
print(json.dumps([str(service.settings.asset_dir(name)) for name in names]))
"""


def said(image: Image, program: str, *words: str, folder: Path) -> str:
    """What an installed program says in a folder that holds nothing of ours."""
    command = [str(image.current / "bin" / program), *words]
    clean = {"PATH": os.environ["PATH"], "TERM": "dumb"}
    done = subprocess.run(
        command, cwd=folder, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_installed_command_needs_nothing_but_itself(image: Image, tmp_path: Path) -> None:
    found = json.loads(said(image, "python", "-c", FIND_ASSETS, folder=tmp_path))
    for folder in map(Path, found):
        assert folder.is_relative_to(image.root) and any(folder.iterdir())
    said(image, "twogate", "policy", "check", f"{found[-1]}/cn.yaml", folder=tmp_path)


def test_everything_lies_where_systemd_and_the_browser_look(image: Image) -> None:
    wanted = image.units / "multi-user.target.wants"
    assert {each.name for each in wanted.iterdir()} == {
        "twogate-site.service",
        "twogate-sync.service",
        "twogate-screen.service",
        "twogate-devices.service",
    }
    assert "twogate-backup.timer" in os.listdir(image.units / "timers.target.wants")
    assert (image.current / "resting" / "out-of-service.html").is_file()
    assert "IPAddressAllow=192.168.7.0/24" in (
        image.units / "twogate-site.service.d" / "30-lan.conf"
    ).read_text("ascii")
    assert os.access(image.root / "usr/local/bin/twogate", os.X_OK)


def test_only_the_site_reads_its_data(image: Image) -> None:
    if os.geteuid() != 0:  # folders with owners are root's to make; then the first start does it
        assert not (image.root / "data").exists()
        return
    for name in ("twogate", "twogate-backup", "twogate-kiosk"):
        assert stat.S_IMODE((image.root / "data" / name).stat().st_mode) == 0o700
    users = (image.root / "etc/passwd").read_text("utf-8")
    assert {"twogate:", "twogate-io:", "twogate-kiosk:", "twogate-line:"} <= {
        line.partition(":")[0] + ":" for line in users.splitlines()
    }


def test_a_second_run_changes_nothing_that_the_owner_set(own: Image, update: Path) -> None:
    settings = own.root / "etc/twogate/site.env"
    settings.write_text("TWOGATE_PAPER_MM=80\n", encoding="ascii")
    before = os.readlink(own.current)
    done = own.install(update)
    assert done.returncode == 0, done.stderr
    assert "is here already" in done.stderr
    assert os.readlink(own.current) == before
    assert settings.read_text("ascii") == "TWOGATE_PAPER_MM=80\n"


def test_a_dry_run_does_nothing(update: Path, tmp_path: Path) -> None:
    machine = Image(tmp_path / "machine")
    done = machine.install(update, "--dry-run", "--kiosk", "--lan", "10.0.0.0/8")
    assert done.returncode == 0, done.stderr
    assert "would run: python3 -m venv" in done.stdout
    assert list(machine.root.iterdir()) == []


@pytest.mark.parametrize("change", ["altered", "missing"])
def test_a_damaged_update_is_not_installed(update: Path, tmp_path: Path, change: str) -> None:
    shutil.copytree(update, tmp_path / "update")
    victim = tmp_path / "update/requirements.lock"
    if change == "missing":
        victim.unlink()
    else:
        victim.write_bytes(b"other==1\n")
    machine = Image(tmp_path / "machine")
    assert machine.install(tmp_path / "update").returncode != 0
    assert not machine.current.exists()


def test_an_enrolled_site_takes_only_what_its_root_signed(
    own: Image, newer: Path, tmp_path: Path
) -> None:
    make_authority(tmp_path / "authority")
    enrol_in(own, tmp_path / "authority")
    before = os.readlink(own.current)
    refused = own.install(newer)
    assert refused.returncode == 1
    assert "update_not_signed" in refused.stderr
    assert os.readlink(own.current) == before

    sign(newer, tmp_path / "authority")
    done = own.install(newer)
    assert done.returncode == 0, done.stderr
    assert os.readlink(own.current) != before
    assert own.install(newer, "--rollback").returncode == 0
    assert os.readlink(own.current) == before
    assert "# newer" not in (own.root / "etc/tmpfiles.d/twogate.conf").read_text("ascii")


def enrol_in(image: Image, authority: Path) -> None:
    keys, data = make_site(), image.root / "data" / "twogate"
    (data / "keys").mkdir(parents=True)
    save_site_keys(keys, data / "keys")
    (data / "enrolment.json").write_bytes(enrol(load_authority(authority), keys))


def sign(update: Path, authority: Path) -> None:
    sums = (update / "SHA256SUMS").read_bytes()
    said = sign_update(sums, "0.1.0", root=load_root(authority), now_ms=NOW_MS)
    (update / "update.signed").write_bytes(said)


def test_there_is_no_way_back_from_the_first_version(own: Image, update: Path) -> None:
    done = own.install(update, "--rollback")
    assert done.returncode == 1
    assert "no version before" in done.stderr
