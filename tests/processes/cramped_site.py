"""The site's service, whose database may not grow while the file ``no-room`` lies beside it."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from unittest.mock import patch

from service import database
from service.cli import main
from service.group_commit import GroupCommit, Outcome, Work
from service.session import Session
from service.settings import Settings
from service.storage import look_at_storage
from tests.processes.rooms import NO_ROOM

_ROOMY_PAGES = 1_000_000
_MUCH = 2**40


class CrampedGroup(GroupCommit):
    """Asks before each commit group whether there is room; SQLite takes 1 to mean: no more."""

    def run(self, works: Iterable[Work]) -> list[Outcome]:
        is_full = (Settings().data_dir / NO_ROOM).exists()
        self._execute(f"PRAGMA max_page_count={1 if is_full else _ROOMY_PAGES}")
        return super().run(chain([_want_room], works))[1:] if is_full else super().run(works)


def _want_room(session: Session) -> None:
    """Small works would still fit into pages that the file has."""
    session._connection.execute("CREATE TABLE too_much AS SELECT zeroblob(100000) AS much")


def free_bytes(path: Path) -> int:
    """What the system would say of such a disk."""
    return 0 if (path.parent / NO_ROOM).exists() else _MUCH


if __name__ == "__main__":
    with (
        patch.object(database, "GroupCommit", CrampedGroup),
        patch.object(look_at_storage, "free_bytes", free_bytes),
    ):
        main()
