"""What everybody may know of the sites: their names, whose keys are whose, and which are open."""

from pydantic import BaseModel

from service.kit.clock import Moment
from service.policies.rules.dates import local_day
from service.policies.show_opening import Here, OpeningBody, show_opening
from service.policies.show_policy import NamesBody
from service.policies.store import policy_in_force
from service.session import Session
from service.sites.records import SiteRecord
from service.sites.trust_list import TrustList
from service.vocabulary import HUB, Epoch, SiteNo


class PublicSiteBody(BaseModel):
    """A site where members come: its number, its name, the epochs of its keys (so that a phone
    tells by a pass who gave it), the money of its amounts, and how it stands now."""

    site: SiteNo
    names: NamesBody
    epochs: list[Epoch]
    currency: str
    opening: OpeningBody


class PublicSitesBody(BaseModel):
    """All sites by number, and the moment (ms, UTC) of which the answer is."""

    at: int
    sites: list[PublicSiteBody]


def show_sites(session: Session, trust: TrustList, moment: Moment, *, zone: str) -> PublicSitesBody:
    """Every site of the trust list but the hub; ``zone`` counts where no policy says one."""
    numbers = sorted({record.site for record in trust.sites} - {HUB})
    return PublicSitesBody(
        at=moment.at_ms,
        sites=[_show(session, site, trust, Here(site, moment.at_ms, zone)) for site in numbers],
    )


def _show(session: Session, site: SiteNo, trust: TrustList, here: Here) -> PublicSiteBody:
    records = [record for record in trust.sites if record.site == site]
    names = max(records, key=_begins).names
    return PublicSiteBody(
        site=site,
        names=NamesBody(zh=names.zh, vi=names.vi, en=names.en),
        epochs=[record.epoch for record in sorted(records, key=_begins)],
        currency=policy_in_force(session, local_day(here.at_ms, here.zone)).currency,
        opening=show_opening(session, here),
    )


def _begins(record: SiteRecord) -> int:
    return record.not_before_ms
