"""Turn what was decided of a pass into what an officer is told."""

from service.checkin import bodies as checkin
from service.groups.member_body import show_member
from service.inspection.bodies import codes_of
from service.passes import bodies
from service.passes.issue_pass import IssuedNow
from service.passes.judge_shown import Destination, JudgedPass
from service.passes.redeem_pass import Redeemed
from service.passes.rules import Pass
from service.passes.signals import signal_of, words_of
from service.policies.store import policy_in_force
from service.quota.bodies import show_received
from service.quota.receive_quota import Received
from service.quota.rules import QuotaRefusal
from service.session import Session
from service.sites.load_trust import load_trust
from service.sites.trust_list import TrustList
from service.vocabulary import SiteNo


def show_issued(done: IssuedNow) -> bodies.IssuedBody:
    issued, said = done.issued, done.said
    return bodies.IssuedBody(
        reference=issued.reference,
        member=issued.member,
        to_site=issued.to_site,
        issued_s=said.issued_s,
        expires_s=said.expires_s,
        code=issued.code,
        text=done.text,
        quota=_quota(said),
    )


def show_verdict(session: Session, judged: JudgedPass, here: Destination) -> bodies.VerdictBody:
    """All that an officer sees of a pass; of one that is not genuine nothing that it says."""
    signal, member = signal_of(judged.judgement), judged.member
    return bodies.VerdictBody(
        code=judged.judgement.verdict,
        colour=signal.colour,
        shape=signal.shape,
        next=signal.next,
        words=bodies.WordsBody(**words_of(judged.judgement)),
        cautions=list(judged.judgement.cautions),
        now=judged.showing.moment.at_ms,
        said=_said(session, judged, here),
        member=show_member(session, member, here.identity.field_keys) if member else None,
        end=_end(judged),
    )


def show_redeemed(session: Session, done: Redeemed, here: Destination) -> bodies.RedeemedBody:
    credit = done.credit
    return bodies.RedeemedBody(
        reference=str(done.event.name),
        entry=done.event.data["entry"],
        at=done.event.moment.at_ms,
        verdict=show_verdict(session, done.judged, here),
        turn=checkin.TurnBody.of(done.turn) if done.turn else None,
        credit=show_received(credit) if isinstance(credit, Received) else None,
        credit_refused=credit if isinstance(credit, QuotaRefusal) else None,
    )


def _said(session: Session, judged: JudgedPass, here: Destination) -> bodies.SaidBody | None:
    said, of = judged.said, judged.pass_id
    if said is None or of is None:
        return None
    at_ms = judged.showing.moment.at_ms
    trust = load_trust(session, here.identity.trust, at_ms=at_ms)
    recognised = policy_in_force(session, judged.showing.day).terms.checks
    return bodies.SaidBody(
        reference=str(of),
        issuer=show_site(of.site, trust),
        to=show_site(said.audience.site, trust),
        member_no=said.member,
        name_mask=said.hint.name_mask if said.hint else None,
        issued_s=said.issued_s,
        expires_s=said.expires_s,
        outcome=said.inspection.outcome,
        checks=codes_of(int(said.inspection.checks), recognised),
        quota=_quota(said),
        seals=list(said.seals.numbers) if said.seals else [],
    )


def _quota(said: Pass) -> dict[int, int]:
    return {int(each): amount for each, amount in said.quota.amounts} if said.quota else {}


def show_site(site: SiteNo, trust: TrustList) -> bodies.SiteBody:
    """A site by the names in its newest record."""
    records = [each for each in trust.sites if each.site == site]
    newest = max(records, key=lambda each: each.not_before_ms, default=None)
    names = newest.names if newest else None
    spelt = {"zh-CN": names.zh, "vi": names.vi, "en": names.en} if names else {}
    return bodies.SiteBody(site=site, names=spelt)


def _end(judged: JudgedPass) -> bodies.EndBody | None:
    end, read = judged.end, judged.read
    if end is None or read is None:
        return None
    return bodies.EndBody(
        how=end.how,
        at=end.at_ms,
        terminal=end.terminal,
        reference=end.reference,
        annulled=end.annulled,
        same=end.digest in (None, read.digest),
    )
