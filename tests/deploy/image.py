"""A site's machine in a folder: what is carried there, and what install.sh makes of it."""

import hashlib
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from tools.site_lock import line_of

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "deploy" / "site"
UNITS = SITE / "files" / "etc" / "systemd" / "system"


def build_wheel(folder: Path) -> Path:
    """The wheel of this very checkout, as make_wheels.sh builds it."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("twogate-*.whl")
    return wheel


def fill(update: Path, wheel: Path) -> None:
    """An update as make_wheels.sh fills it; of the wheels it has our own, which is the one that
    changes, for the others come from a network."""
    (update / "wheels").mkdir(parents=True)
    shutil.copy(wheel, update / "wheels")
    (update / "requirements.lock").write_text(line_of(wheel), encoding="ascii")
    shutil.copytree(SITE, update / "site")
    sum_up(update)


def sum_up(update: Path) -> None:
    """Write its list of files anew."""
    own = ("SHA256SUMS", "update.signed")
    files = sorted(each for each in update.rglob("*") if each.is_file() and each.name not in own)
    lines = [f"{_digest(each)}  {each.relative_to(update).as_posix()}\n" for each in files]
    (update / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@dataclass(frozen=True)
class Image:
    """A folder that install.sh has been told is the root of a machine."""

    root: Path

    @property
    def current(self) -> Path:
        return self.root / "opt" / "twogate" / "current"

    @property
    def units(self) -> Path:
        return self.root / "etc" / "systemd" / "system"

    def install(self, update: Path, *options: str) -> "subprocess.CompletedProcess[str]":
        """Run the update's own install.sh."""
        command = ["bash", str(update / "site" / "install.sh"), "--root", str(self.root), *options]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def lend_packages(self) -> None:
        """Let what is installed find the packages of the tests; the site's come by wheels."""
        [here] = self.current.glob("lib/python3*/site-packages")
        (here / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
