"""Show passes that went out from here: to hand out, and to tell what became of them."""

from dataclasses import dataclass

from service.inspection.bodies import show_goods
from service.inspection.manifest import write_manifest
from service.inspection.store import Inspection, find_inspection
from service.journal.append_event import Journal
from service.kit.clock import Moment
from service.kit.qr import qr_version
from service.passes import bodies, show, store
from service.passes.find_carried import find_carried
from service.passes.issue_pass import IssuedNow
from service.passes.rules import Pass
from service.passes.token import PASS_PREFIX, ReadPass, decode_pass
from service.passes.whereabouts import Sent, quota_state_of, state_of
from service.quota.store import find_debit
from service.session import Session
from service.sites.identity import SiteIdentity
from service.sites.load_trust import load_trust
from service.vocabulary import MemberNo, TradeDay

SHOWN = 200
SHOWN_AFTER_END_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Issuer:
    """This site as the one that issues: who it is, and its open day at this moment."""

    identity: SiteIdentity
    journal: Journal
    moment: Moment
    day: TradeDay | None


def show_issued(session: Session, done: IssuedNow, here: Issuer) -> bodies.IssuedBody:
    """A pass to hand out, with the texts of its codes."""
    shown = _show(session, done.issued, done.said, here)
    inspection = find_inspection(session, done.issued.inspection)
    return shown.model_copy(
        update={
            "text": done.text,
            "manifest": manifest_of(inspection),
            "bytes": (len(done.text) - len(PASS_PREFIX)) * 5 // 8,
            "characters": len(done.text),
            "qr_version": qr_version(done.text),
        }
    )


def show_going(
    session: Session, here: Issuer, *, member: MemberNo | None = None
) -> list[bodies.IssuedBody]:
    """Passes that are valid or were within a day, newest first, without their texts."""
    since_s = here.moment.at_ms // 1000 - SHOWN_AFTER_END_S
    shown = []
    for each in store.going_passes(session, since_s=since_s, count=SHOWN):
        text = store.find_text(session, each.reference) if member in (None, each.member) else None
        read = decode_pass(text) if text else None
        if isinstance(read, ReadPass):
            shown.append(_show(session, each, read.said, here))
    return shown


def show_ended(session: Session, here: Issuer, member: MemberNo) -> list[bodies.EndedBody]:
    """A member's passes that were honoured or declared void here today, newest first."""
    ended = store.ended_of(session, member, here.day) if here.day else []
    trust = load_trust(session, here.identity.trust, at_ms=here.moment.at_ms)
    return [
        bodies.EndedBody(
            reference=str(each.of),
            issuer=show.show_site(each.site, trust),
            how=each.how,
            at=each.at_ms,
            terminal=each.terminal,
            record=each.reference,
            annulled=each.annulled,
        )
        for each in ended
    ]


def _show(session: Session, issued: store.Issued, said: Pass, here: Issuer) -> bodies.IssuedBody:
    inspection = find_inspection(session, issued.inspection)
    trust = load_trust(session, here.identity.trust, at_ms=here.moment.at_ms)
    sent = _sent(session, issued, said, here)
    return bodies.IssuedBody(
        reference=issued.reference,
        member=issued.member,
        to_site=issued.to_site,
        to=show.show_site(issued.to_site, trust),
        issued_s=said.issued_s,
        expires_s=said.expires_s,
        code=issued.code,
        text=None,
        quota=show.quota_of(said),
        carried=show.show_carried(session, said),
        goods=show_goods(inspection) if inspection else None,
        plate=said.plate,
        batch=show.show_batch(said),
        seals=list(inspection.seal_numbers) if inspection and said.seals else [],
        manifest=None,
        bytes=None,
        characters=None,
        qr_version=None,
        state=state_of(sent),
        quota_state=quota_state_of(sent),
    )


def manifest_of(inspection: Inspection | None) -> str | None:
    """Only where the destination files from it: what was spent here, it need not know line by
    line."""
    if inspection is None or not inspection.lines or inspection.declaration:
        return None
    return write_manifest(inspection.manifest)


def _sent(session: Session, issued: store.Issued, said: Pass, here: Issuer) -> Sent:
    debit = find_carried(session, issued.reference) if said.quota else None
    found = find_debit(session, debit.name) if debit else None
    return Sent(
        is_annulled=issued.annulled is not None,
        is_returned=issued.returned_by is not None,
        is_over=here.moment.at_ms // 1000 > said.expires_s,
        has_quota=said.quota is not None,
        is_refunded=found is not None and found[1].settled,
        is_period_open=said.quota is not None and said.quota.day == here.day,
    )
