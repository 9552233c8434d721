"""Packs a site's folder into one small file, and lays it out again as it was."""

import gzip
import json
import tarfile
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
ENDING: Final = ".tar.gz"
FACTS_NAME: Final = "facts.json"
_KEPT: Final = ("site.db", "anchor", "enrolment.json", "keys/*")


@dataclass(frozen=True, slots=True)
class Facts:
    """What cannot be read out of the folder, or was read when it was packed.

    ``at_ms`` is the machine's time (UTC) and ``hardware`` what it is known by; ``kiosk`` and
    ``station`` are cookies; ``card`` is the text of a card whose bearer may enter; ``told`` is what
    the site's officers were shown.
    """

    at_ms: int
    hardware: list[str]
    kiosk: str
    station: str
    card: str
    events: int
    head: str
    told: dict[str, Any]


def snapshots() -> list[Path]:
    """Every snapshot there is, oldest first."""
    return sorted(FOLDER.glob(f"*{ENDING}"))


def version_of(snapshot: Path) -> str:
    """The migration that made its schema: ``0001``."""
    return snapshot.name.removesuffix(ENDING)


def pack(data_dir: Path, facts: Facts, snapshot: Path) -> None:
    """Write the site in ``data_dir`` and its facts; the same site gives the same bytes."""
    written = json.dumps(asdict(facts), ensure_ascii=False, indent=1, sort_keys=True)
    with (
        open(snapshot, "wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
        tarfile.open(mode="w", fileobj=packed) as archive,
    ):
        _add(archive, FACTS_NAME, written.encode())
        for path in sorted(path for kept in _KEPT for path in data_dir.glob(kept)):
            _add(archive, str(path.relative_to(data_dir)), path.read_bytes())


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, BytesIO(content))


def unpack(snapshot: Path, data_dir: Path) -> Facts:
    """Lay the site out in ``data_dir``, each file for its owner alone; what is known about it."""
    with tarfile.open(snapshot) as archive:
        files = {entry.name: archive.extractfile(entry) for entry in archive}
        content = {name: file.read() for name, file in files.items() if file}
    facts = Facts(**json.loads(content.pop(FACTS_NAME)))
    for name, written in content.items():
        path = data_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(written)
    return facts
