"""Where the things of a recorded site lie, under the one folder that stands for its disks."""

from pathlib import Path
from typing import Final

from tests.crash.tape import NOTES

BACKUPS: Final = "backups"
OTHER_MEDIUM: Final = "other-medium"
REQUEST: Final = "stick/site.request"
WATCHED: Final = ("S01", "stick", BACKUPS, OTHER_MEDIUM, NOTES)


def second_anchor(folder: Path) -> Path:
    """The anchor on another device."""
    return folder / "stick" / "anchor"
