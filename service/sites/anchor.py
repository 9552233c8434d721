"""Where the journal's end is written a second time, so that a copied or old database shows itself.

An anchor is {epoch, seq, head} in a small file beside the database, and in another on another
device. It is written after each commit and before anybody is answered (docs/protocol.md, Anchors).
"""

import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from service.kit import canonical_json
from service.kit.durable import sync_folder
from service.vocabulary import Epoch

SLOT_BYTES: Final = 512
"""One sector: what a power cut tears is one slot, and the other one still holds."""

CHECK_BYTES: Final = 16


class AnchorLost(OSError):
    """None of the anchors could be written: nothing may be answered on top of this commit."""


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """Where the journal of ``epoch`` ended when somebody was last answered."""

    epoch: Epoch
    seq: int
    head: bytes

    def to_slot(self) -> bytes:
        """Exactly one slot: the words, blanks, and a check that a torn write does not pass."""
        said = canonical_json.encode(
            {"epoch": self.epoch, "seq": self.seq, "head": self.head.hex()}
        ).ljust(SLOT_BYTES - CHECK_BYTES)
        return said + sha256(said).digest()[:CHECK_BYTES]

    @classmethod
    def from_slot(cls, slot: bytes) -> "Anchor | None":
        """Read a slot; ``None`` when it was never written, or torn."""
        said, check = slot[:-CHECK_BYTES], slot[-CHECK_BYTES:]
        if len(slot) != SLOT_BYTES or not hmac.compare_digest(
            sha256(said).digest()[:CHECK_BYTES], check
        ):
            return None
        fields = canonical_json.decode(said.rstrip())
        return cls(Epoch(fields["epoch"]), fields["seq"], bytes.fromhex(fields["head"]))


@dataclass(slots=True)
class Anchors:
    """The anchor files of one site. ``missing`` names those that could not be written last time."""

    paths: tuple[Path, ...]
    missing: tuple[Path, ...] = ()
    _files: dict[Path, "_AnchorFile"] = field(default_factory=dict)

    def write(self, anchor: Anchor) -> None:
        """Write and sync the anchor everywhere; raises ``AnchorLost`` if it went nowhere."""
        slot = anchor.to_slot()
        failed = [path for path in self.paths if not self._written(path, slot)]
        self.missing = tuple(failed)
        if self.paths and len(failed) == len(self.paths):
            raise AnchorLost("no anchor could be written: " + ", ".join(map(str, failed)))

    def close(self) -> None:
        for file in self._files.values():
            os.close(file.descriptor)
        self._files.clear()

    def _written(self, path: Path, slot: bytes) -> bool:
        try:
            file = self._files.get(path) or self._open(path)
            file.newest ^= 1  # never over the newest: torn, it would leave an older one
            os.pwrite(file.descriptor, slot, file.newest * SLOT_BYTES)
            os.fdatasync(file.descriptor)
        except OSError:
            self._forget(path)
            return False
        return True

    def _open(self, path: Path) -> "_AnchorFile":
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        slots = _slots(os.pread(descriptor, 2 * SLOT_BYTES, 0))
        file = self._files[path] = _AnchorFile(descriptor, slots.index(_newest(slots)))
        sync_folder(path.parent)  # an anchor that a power cut unnames would lock the site out
        return file

    def _forget(self, path: Path) -> None:
        file = self._files.pop(path, None)
        if file is not None:
            os.close(file.descriptor)


@dataclass(slots=True)
class _AnchorFile:
    """An anchor file as it is open, and which of its two slots was written last."""

    descriptor: int
    newest: int


def read_anchors(paths: Iterable[Path]) -> list[Anchor]:
    """Every anchor that can be read, the newest of each file."""
    found = (_newest_in(path) for path in paths)
    return [anchor for anchor in found if anchor is not None]


def _newest_in(path: Path) -> Anchor | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return _newest(_slots(content))


def _slots(content: bytes) -> list[Anchor | None]:
    return [Anchor.from_slot(content[at : at + SLOT_BYTES]) for at in (0, SLOT_BYTES)]


def _newest(slots: list[Anchor | None]) -> Anchor | None:
    anchors = [anchor for anchor in slots if anchor]
    return max(anchors, key=lambda anchor: anchor.seq, default=None)
