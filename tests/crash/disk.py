"""A disk without power: what was synced is on it; of the rest, whatever the dice say.

A write that was not synced may be there, or not, or in part: each sector of 512 bytes by itself. A
name given, changed or taken away holds once its folder was synced. A file's sync that failed proves
nothing, then or later: the kernel takes those pages for clean.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final

from tests.crash.tape import NOTES, Kind, Step

SECTOR: Final = 512
_MEMORY: Final = ("-shm", ".lock")
"""What lives in the memory of processes, and is on no disk."""


class Fate(Enum):
    """What a power cut does to a change: nothing, whatever it likes, the same for ever."""

    SURE = "synced"
    LOOSE = "not synced"
    DOOMED = "a sync failed that should have covered it"


@dataclass(slots=True)
class Change:
    """One write, or with ``data`` of ``None`` a change of size to ``at``."""

    at: int
    data: bytes | None
    fate: Fate = Fate.LOOSE


@dataclass(slots=True)
class File:
    """What surely is on the disk, and what came after."""

    sure: bytearray
    changes: list[Change] = field(default_factory=list)

    def sync(self, *, failed: bool) -> None:
        """All that was loose is on the disk now; or if the sync failed, may never be."""
        for change in self.changes:
            if change.fate is Fate.LOOSE:
                change.fate = Fate.DOOMED if failed else Fate.SURE
        while self.changes and self.changes[0].fate is Fate.SURE:
            _apply(self.sure, self.changes.pop(0))

    def content(self, cut: "Cut") -> bytes:
        content = bytearray(self.sure)
        for change in self.changes:
            for part in cut.parts(change):
                _apply(content, part)
        return bytes(content)


@dataclass(slots=True)
class Naming:
    """A name given to a file (``old`` is ``None``), changed, or taken away (no ``new``)."""

    old: str | None
    new: str | None
    file: File | None
    fate: Fate = Fate.LOOSE

    def touches(self, folder: str) -> bool:
        return any(name.rpartition("/")[0] == folder for name in (self.old, self.new) if name)


@dataclass(slots=True)
class Disk:
    """The disks below ``root`` while a tape is played; names are relative to it."""

    root: Path
    names: dict[str, File] = field(default_factory=dict)
    live: dict[str, File] = field(default_factory=dict)
    namings: list[Naming] = field(default_factory=list)
    mapped: list[str] = field(default_factory=list)
    _handles: dict[int, File | str | None] = field(default_factory=dict)

    @classmethod
    def that_is(cls, root: Path, files: Path) -> "Disk":
        """A disk on which ``files`` lie, all of them for certain."""
        disk = cls(root)
        for path in sorted(files.rglob("*")):
            if path.is_file() and not path.name.endswith(_MEMORY):
                disk.names[path.relative_to(files).as_posix()] = File(bytearray(path.read_bytes()))
        disk.live = dict(disk.names)
        return disk

    def play(self, step: Step) -> bytes | None:
        """Let one step happen; what was noted, if it was a note."""
        match step.kind:
            case Kind.OPEN | Kind.CREATE | Kind.OPEN_FOLDER:
                self._open(step)
            case Kind.WRITE | Kind.RESIZE | Kind.SYNC:
                return self._change(step)
            case Kind.LINK:
                old, new = map(self._name, step.names)
                self._name_changes(Naming(None, new, self.live[old]))
            case Kind.RENAME | Kind.UNLINK:
                self._rename(*map(self._name, step.names))
            case Kind.MAP:
                self.mapped.append(self._path_of(self._handles[step.handle]))
        return None

    def after_cut(self, seed: str) -> dict[str, bytes]:
        """Every file that is there when the power comes back."""
        cut = Cut(random.Random(seed))
        names = dict(self.names)
        for naming in cut.kept(self.namings):
            _rename(names, naming)
        return {name: file.content(cut) for name, file in names.items()}

    def as_it_is(self) -> dict[str, bytes]:
        """Every file as processes see it, whatever was synced."""
        return {name: file.content(Cut.nowhere()) for name, file in self.live.items()}

    def _open(self, step: Step) -> None:
        name = self._name(step.names[0])
        if name.endswith(NOTES):
            self._handles[step.handle] = None
        elif step.kind is Kind.OPEN_FOLDER:
            self._handles[step.handle] = name
        elif step.kind is Kind.OPEN:
            self._handles[step.handle] = self.live[name]
        else:
            file = self._handles[step.handle] = File(bytearray())
            self._name_changes(Naming(None, name, file))

    def _change(self, step: Step) -> bytes | None:
        match self._handles[step.handle]:
            case File() as file if step.kind is Kind.SYNC:
                file.sync(failed=step.failed)
            case File() as file:
                file.changes.append(
                    Change(step.offset, step.data if step.kind is Kind.WRITE else None)
                )
            case str(folder):
                self._sync_folder(folder, failed=step.failed)
            case None if step.kind is Kind.WRITE:
                return step.data
        return None

    def _sync_folder(self, folder: str, *, failed: bool) -> None:
        for naming in self.namings:
            if naming.touches(folder) and not failed:
                naming.fate = Fate.SURE
        while self.namings and self.namings[0].fate is Fate.SURE:
            _rename(self.names, self.namings.pop(0))

    def _rename(self, old: str, new: str | None = None) -> None:
        moved = {old: new} if old in self.live else self._below(old, new)
        for was, becomes in moved.items():
            self._name_changes(Naming(was, becomes, self.live[was]))

    def _below(self, old: str, new: str | None) -> dict[str, str | None]:
        """A folder's files move with it."""
        inside = [name for name in self.live if name.startswith(f"{old}/")]
        return {name: f"{new}{name.removeprefix(old)}" for name in inside}

    def _name_changes(self, naming: Naming) -> None:
        _rename(self.live, naming)
        self.namings.append(naming)

    def _name(self, path: str) -> str:
        name = Path(path).relative_to(self.root).as_posix()
        return "" if name == "." else name

    def _path_of(self, found: File | str | None) -> str:
        return next((name for name, file in self.live.items() if file is found), "?")


class Cut:
    """How one power cut falls: nothing loose is kept, all of it, or each by the dice."""

    def __init__(self, dice: random.Random | None) -> None:
        self._dice = dice
        self._chance = 1.0 if dice is None else dice.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        self._tears = dice is not None and dice.random() < 0.5
        self._in_order = dice is not None and dice.random() < 0.5

    @classmethod
    def nowhere(cls) -> "Cut":
        """No cut at all: everything is as it was written."""
        return cls(None)

    def parts(self, change: Change) -> Iterable[Change]:
        """What of a change is there."""
        if change.fate is Fate.SURE:
            return [change]
        if not self._tears or change.data is None:
            return [change] if self._happens() else self._size_alone(change)
        data = change.data
        ends = [at - change.at for at in _sector_ends(change.at, len(data))]
        starts = [0, *ends[:-1]]
        return [
            Change(change.at + start, data[start:end])
            for start, end in zip(starts, ends, strict=True)
            if self._happens()
        ]

    def kept(self, namings: list[Naming]) -> Iterable[Naming]:
        """A journal of the file system keeps names in their order; others may not."""
        loose = [each for each in namings if each.fate is not Fate.SURE]
        if self._in_order:
            several = sum(self._happens() for _ in loose)
            kept = {id(each) for each in loose[:several]}
        else:
            kept = {id(each) for each in loose if self._happens()}
        return [each for each in namings if each.fate is Fate.SURE or id(each) in kept]

    def _size_alone(self, change: Change) -> Iterable[Change]:
        """A file may have grown without what it grew by."""
        if change.data is None or self._dice is None or self._dice.random() < 0.7:
            return []
        return [Change(change.at + len(change.data), b"")]

    def _happens(self) -> bool:
        return self._dice is None or self._dice.random() < self._chance


def _sector_ends(at: int, size: int) -> list[int]:
    first = (at // SECTOR + 1) * SECTOR
    return [*range(first, at + size, SECTOR), at + size]


def _apply(content: bytearray, change: Change) -> None:
    if change.data is None:
        del content[change.at :]
    end = change.at + len(change.data or b"")
    if len(content) < change.at or not change.data:
        content.extend(bytes(max(0, end - len(content))))
    if change.data:
        content[change.at : end] = change.data


def _rename(names: dict[str, File], naming: Naming) -> None:
    if naming.old is not None:
        names.pop(naming.old, None)
    if naming.new is not None and naming.file is not None:
        names[naming.new] = naming.file
