"""Find who signed a pass, and what the authority's word about that site is worth now."""

from dataclasses import dataclass

from service.passes.token import ReadPass
from service.session import Session
from service.sites.keys import public_key
from service.sites.records import SiteRecord, SiteRole, has_begun, is_valid_at
from service.sites.rules import IssuerFacts, Standing, judge_standing
from service.sites.store import last_standing
from service.sites.trust_list import TrustList
from service.vocabulary import PassId


@dataclass(frozen=True, slots=True)
class FoundIssuer:
    """Who signed a pass, as far as is known: ``record`` and ``pass_id`` only of a genuine one."""

    is_key_known: bool
    is_genuine: bool = False
    record: SiteRecord | None = None
    pass_id: PassId | None = None
    standing: Standing = Standing.GOOD


def find_issuer(session: Session, read: ReadPass, *, trust: TrustList, at_ms: int) -> FoundIssuer:
    """Try every key that has the pass's key id, whether its record holds now or not: that of a
    lapsed one is told as such. The site that the right key belongs to is the issuer."""
    candidates = trust.records_of(read.kid)
    for record in candidates:
        if read.is_signed_by(public_key(record.signing)):
            return _found(session, read, record, at_ms=at_ms)
    return FoundIssuer(is_key_known=bool(candidates))


def _found(session: Session, read: ReadPass, record: SiteRecord, *, at_ms: int) -> FoundIssuer:
    facts = IssuerFacts(
        seq=read.said.seq,
        has_begun=has_begun(record, at_ms),
        is_valid=is_valid_at(record, at_ms),
        may_issue=SiteRole.ISSUES in record.roles,
        last_standing=last_standing(session, record.site, record.epoch),
    )
    return FoundIssuer(
        is_key_known=True,
        is_genuine=True,
        record=record,
        pass_id=read.said.id_at(record.site, record.epoch),
        standing=judge_standing(facts),
    )
