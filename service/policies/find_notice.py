"""Find how a site stands now, by the authority's notices."""

from service.policies.notices_store import notices_not_over
from service.policies.rules.notices import Notice, site_status_at
from service.session import Session
from service.vocabulary import SiteNo


def find_notice(session: Session, site: SiteNo, at_ms: int) -> Notice | None:
    """The notice on ``site`` that holds at a moment (ms, UTC); ``None`` when all is as always."""
    return site_status_at(notices_not_over(session, site, at_ms), at_ms)
