"""The site's service, whose database may not grow while the file ``no-room`` lies beside it."""

from collections.abc import Iterable
from unittest.mock import patch

from service import database
from service.cli import main
from service.database import GroupCommit, Outcome, Work
from service.settings import Settings
from tests.processes.rooms import NO_ROOM

_ROOMY_PAGES = 1_000_000


class CrampedGroup(GroupCommit):
    """Asks before each commit group whether there is room; SQLite takes 1 to mean: no more."""

    def run(self, works: Iterable[Work]) -> list[Outcome]:
        is_full = (Settings().data_dir / NO_ROOM).exists()
        self._execute(f"PRAGMA max_page_count={1 if is_full else _ROOMY_PAGES}")
        return super().run(works)


if __name__ == "__main__":
    with patch.object(database, "GroupCommit", CrampedGroup):
        main()
