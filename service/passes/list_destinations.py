"""Where a pass may go from here: every other site that may honour one, and how it stands."""

from dataclasses import dataclass
from enum import StrEnum

from service.policies.find_notice import find_notice
from service.policies.rules.notices import SiteState
from service.session import Session
from service.sites.store import last_standing
from service.sites.trust_list import TrustList
from service.vocabulary import SiteNo


class DestinationState(StrEnum):
    """How a destination stands, as far as this site has been told."""

    OPEN = "open"
    RESTRICTED = "restricted"
    CLOSED = "closed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class KnownDestination:
    """A site and its state."""

    site: SiteNo
    state: DestinationState


def list_destinations(
    session: Session, trust: TrustList, *, here: SiteNo, at_ms: int
) -> list[KnownDestination]:
    """All but this site, by their numbers; those with no key that holds are not among them."""
    sites = sorted({record.site for record in trust.sites} - {here})
    found = []
    for site in sites:
        record = trust.destination(site, at_ms)
        if record is not None:
            is_revoked = last_standing(session, site, record.epoch) is not None
            state = DestinationState.REVOKED if is_revoked else _state(session, site, at_ms)
            found.append(KnownDestination(site, state))
    return found


def _state(session: Session, site: SiteNo, at_ms: int) -> DestinationState:
    notice = find_notice(session, site, at_ms)
    return DestinationState(notice.state if notice else SiteState.OPEN)
