"""Name another site as a member's home, as the authority does before there is a hub."""

from pathlib import Path

from service.feeds.archive import PageArchive
from service.quota.plan_grants import GrantRefusal, HomeMove, plan_move


def move_home(archive: PageArchive, move: HomeMove, *, at_ms: int) -> list[Path] | GrantRefusal:
    """Publish the move; the written pages.

    It takes effect where a month begins, after every horizon that the old home may hold. Refuses
    with ``NEVER_LISTED`` or ``AT_HOME_ALREADY``.
    """
    with archive.alone():
        item = plan_move(
            move,
            members=archive.numbered_items("members", at_ms=at_ms),
            grants=archive.items("grants", at_ms=at_ms),
        )
        if isinstance(item, GrantRefusal):
            return item
        return archive.publish("members", [item], at_ms=at_ms)
