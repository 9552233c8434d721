"""Bugs that lose what was confirmed only when the power goes: some image must show each of them."""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final
from unittest.mock import patch

from service import connection
from service.group_commit import GroupCommit, Outcome, Work
from service.journal.keep_end import JournalEnd
from service.kit import durable
from service.sites import anchor

Plant = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True)
class PlantedBug:
    """What the service does with the bug in it, and the recording that is made of it."""

    told: str
    plant: Plant
    during: str = "rush"


def _synchronous(level: str) -> Plant:
    def careless(opened: Any) -> None:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute(f"PRAGMA synchronous={level}")

    return lambda: patch.object(connection, "_assert_durable", careless)


def _anchor_with_next_group(end: JournalEnd) -> None:
    """Write what the group before this one ended with."""
    earlier, end._pending = end._pending, end._signed or end._pending
    if earlier is not None:
        end.anchors.write(earlier)


def _answer_and_commit_later(group: GroupCommit, works: Sequence[Work]) -> list[Outcome]:
    if group.session.in_transaction:
        group._execute("COMMIT")
    group._execute("BEGIN IMMEDIATE")
    outcomes = [group._run_one(work) for work in works]
    group.before_commit(group.session)
    return outcomes


class _WithoutSync:
    """The operating system, but for the one thing that anchors need it for."""

    def __getattr__(self, name: str) -> Any:
        return (lambda descriptor: None) if name == "fdatasync" else getattr(os, name)


def _without_syncs() -> AbstractContextManager[Any]:
    return patch.object(durable, "_sync", lambda path, flags: None)


PLANTED: Final[dict[str, PlantedBug]] = {
    "normal": PlantedBug("commits are not synced (synchronous=NORMAL)", _synchronous("NORMAL")),
    "off": PlantedBug("nothing of the database is synced (synchronous=OFF)", _synchronous("OFF")),
    "early": PlantedBug(
        "answers are given first, and committed with the next group",
        lambda: patch.object(GroupCommit, "run", _answer_and_commit_later),
    ),
    "anchor-late": PlantedBug(
        "anchors are written after the answers",
        lambda: patch.object(JournalEnd, "anchor", _anchor_with_next_group),
    ),
    "anchor-unsynced": PlantedBug(
        "anchors are written and not synced",
        lambda: patch.object(anchor, "os", _WithoutSync()),
    ),
    "backup-unsynced": PlantedBug("a backup is renamed and not synced", _without_syncs, "backup"),
    "restore-unsynced": PlantedBug(
        "a restored file is renamed and not synced", _without_syncs, "restore"
    ),
    "re-enrol-unsynced": PlantedBug(
        "new keys take over and are not synced", _without_syncs, "re-enrol"
    ),
    "migrate-unsynced": PlantedBug(
        "a new schema is not synced", _synchronous("OFF"), "migrate-further"
    ),
}
