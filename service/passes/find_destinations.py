"""Find where a pass may go from here, and where not, by what the authority said of each site."""

from dataclasses import dataclass

from service.passes.issue_rules import Destination, PassRefusal, judge_destination
from service.policies.find_notice import find_notice
from service.policies.rules.notices import SiteState
from service.session import Session
from service.sites.records import SiteRecord
from service.sites.store import last_standing
from service.sites.trust_list import TrustList
from service.vocabulary import SiteNo


@dataclass(frozen=True, slots=True)
class FoundDestination:
    """Another site, and why no pass can go there now, if none can."""

    site: SiteNo
    refusal: PassRefusal | None


def find_destinations(
    session: Session, trust: TrustList, *, here: SiteNo, at_ms: int
) -> list[FoundDestination]:
    """Every other site that this one has heard of, by its number."""
    others = sorted({each.site for each in trust.sites if each.site != here})
    return [
        FoundDestination(
            site,
            judge_destination(
                destination_of(
                    session, site, trust.destination(site, at_ms), here=here, at_ms=at_ms
                )
            ),
        )
        for site in others
    ]


def destination_of(
    session: Session, site: SiteNo, record: SiteRecord | None, *, here: SiteNo, at_ms: int
) -> Destination:
    """How a site stands at a moment (ms, UTC); ``record`` is the one that a pass would name."""
    notice = find_notice(session, site, at_ms)
    return Destination(
        is_here=site == here,
        is_known=record is not None,
        is_revoked=record is not None and last_standing(session, site, record.epoch) is not None,
        is_closed=notice is not None and notice.state is SiteState.CLOSED,
    )
