"""Let a site hold root for some more days, as the authority does before there is a hub."""

from pathlib import Path

from service.feeds.archive import PageArchive
from service.quota.plan_grants import Grant, GrantRefusal, plan_horizon
from service.vocabulary import TradeDay


def grant_horizon(
    archive: PageArchive, grant: Grant, *, today: TradeDay, at_ms: int
) -> list[Path] | GrantRefusal:
    """Publish the grant; the written pages. Refuses with ``TOO_LONG`` beyond 35 days."""
    with archive.alone():
        item = plan_horizon(
            grant,
            today=today,
            members=archive.last_number("members", at_ms=at_ms),
            policies=archive.last_number("policies", at_ms=at_ms),
        )
        if isinstance(item, GrantRefusal):
            return item
        return archive.publish("grants", [item], at_ms=at_ms)
