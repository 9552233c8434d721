"""What runs of the long and the short tests came to, kept as JSON for docs/reliability.md."""

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path("build/reliability")
LOCALES: Final = Path("kiosk_ui/src/locales")


def keep(name: str, facts: dict[str, Any]) -> None:
    """Keep the facts of one harness under its name, with the day, the machine and the code."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = {
        "day": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "commit": _commit(),
        **facts,
    }
    text = json.dumps(written, ensure_ascii=False, indent=1, sort_keys=True)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def sentence(key: str) -> str:
    """What an English screen says: a key of the kiosk's catalogue, or ``officer/`` and a key."""
    catalogue, _, name = key.rpartition("/")
    words = json.loads((LOCALES / catalogue / "en.json").read_text("utf-8"))
    return str(words[name])


def _commit() -> str:
    """Which code ran; a plus for changes that are in no commit."""
    said = _git("rev-parse", "--short=12", "HEAD")
    return said + ("+" if _git("status", "--porcelain") else "") if said else "no checkout"


def _git(*words: str) -> str:
    try:
        return subprocess.run(
            ["git", *words], capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
