"""Turn what was decided of a pass into what an officer is told, or a member at a kiosk."""

from typing import Any

from service.checkin import bodies as checkin
from service.checkin.judge_scan import Judged
from service.checkin.show import show_refusal
from service.groups.member_body import show_member
from service.hits.bodies import show_hits
from service.http_problems import Problem
from service.inspection.bodies import BatchBody, GoodsLineBody, codes_of
from service.inspection.goods_rules import Difference
from service.inspection.manifest import ManifestLine
from service.passes import bodies
from service.passes.declare_goods import find_declared
from service.passes.excess import Excess
from service.passes.goods_rules import ManifestState
from service.passes.issue_rules import PassRefusal
from service.passes.judge_shown import Destination, JudgedPass
from service.passes.redeem_pass import Redeemed
from service.passes.rules import Pass
from service.passes.signals import signal_of, words_of
from service.passes.token import LONGEST_TEXT
from service.passes.whereabouts import outcome_of
from service.policies.store import policy_in_force
from service.quota.bodies import show_received
from service.quota.receive_quota import Received
from service.quota.rules import QuotaRefusal
from service.session import Session
from service.sites.load_trust import load_trust
from service.sites.trust_list import TrustList
from service.vocabulary import SiteNo, TradeDay


def show_verdict(
    session: Session, judged: JudgedPass, here: Destination, *, unreadable: bool = False
) -> bodies.VerdictBody:
    """All that an officer sees of a pass; of one that is not genuine nothing that it says.
    ``unreadable`` when the list of goods that was shown is none."""
    signal, member = signal_of(judged.judgement), judged.member
    now_ms = judged.showing.moment.at_ms
    return bodies.VerdictBody(
        code=judged.judgement.verdict,
        colour=signal.colour,
        shape=signal.shape,
        next=signal.next,
        words=bodies.WordsBody(**words_of(judged.judgement)),
        cautions=list(judged.judgement.cautions),
        now=now_ms,
        said=_said(session, judged, here),
        member=show_member(session, member, here.identity.field_keys) if member else None,
        end=_end(judged),
        goods=_goods(session, judged, unreadable=unreadable),
        hits=show_hits(judged.hits, now_ms=now_ms),
    )


def too_large(excess: Excess) -> Problem:
    """Why no code holds the pass: characters over the limit, and those that each part takes."""
    parts = [{"part": part, "characters": takes} for part, takes in excess.parts]
    known = {"over": excess.over, "most": LONGEST_TEXT, "parts": parts}
    return Problem(PassRefusal.TOO_LARGE, 409, known=known)


def show_redeemed(session: Session, done: Redeemed, here: Destination) -> bodies.RedeemedBody:
    credit, said = done.credit, done.judged.said
    goods = said.goods if said and said.batch is None else None
    return bodies.RedeemedBody(
        reference=str(done.event.name),
        entry=done.event.data["entry"],
        at=done.event.moment.at_ms,
        verdict=show_verdict(session, done.judged, here),
        turn=checkin.TurnBody.of(done.turn) if done.turn else None,
        credit=show_received(credit) if isinstance(credit, Received) else None,
        credit_refused=credit if isinstance(credit, QuotaRefusal) else None,
        credit_outcome=outcome_of(credit),
        to_declare=goods is not None and not goods.declared,
    )


def not_honoured(session: Session, done: JudgedPass | Judged, here: Destination) -> Problem:
    """The whole verdict goes along: a refusal says when, where and what then."""
    if isinstance(done, Judged):
        return show_refusal(session, done, here.identity.field_keys, public=False)
    shown: dict[str, Any] = show_verdict(session, done, here).model_dump(mode="json")
    return Problem(done.judgement.verdict, 409, known={"verdict": shown})


def show_lines(lines: tuple[ManifestLine, ...]) -> list[GoodsLineBody]:
    """The lines of a list that a pass names: what was declared before stays at its issuer."""
    return [
        GoodsLineBody(
            goods=each.goods,
            origin=each.origin,
            unit=each.unit,
            amount=each.amount,
            value_fen=each.value_fen,
            declared_amount=None,
            difference=Difference.NOT_DECLARED,
        )
        for each in lines
    ]


def show_carried(session: Session, said: Pass) -> list[bodies.CarriedPartBody]:
    """The quota that goes along, by the components of its day's policy here."""
    if said.quota is None:
        return []
    known = {each.number: each for each in policy_in_force(session, said.quota.day).components}
    return [
        bodies.CarriedPartBody(
            component=number, code=known[number].code, unit=known[number].unit, amount=amount
        )
        for number, amount in said.quota.amounts
        if number in known
    ]


def show_batch(said: Pass) -> BatchBody | None:
    batch = said.batch
    return BatchBody(members=batch.members, hash=batch.hash.hex()) if batch else None


def show_site(site: SiteNo, trust: TrustList) -> bodies.SiteBody:
    """A site by the names in its newest record."""
    records = [each for each in trust.sites if each.site == site]
    newest = max(records, key=lambda each: each.not_before_ms, default=None)
    names = newest.names if newest else None
    spelt = {"zh-CN": names.zh, "vi": names.vi, "en": names.en} if names else {}
    return bodies.SiteBody(site=site, names=spelt)


def quota_of(said: Pass) -> dict[int, int]:
    return {int(each): amount for each, amount in said.quota.amounts} if said.quota else {}


def _said(session: Session, judged: JudgedPass, here: Destination) -> bodies.SaidBody | None:
    said, of = judged.said, judged.pass_id
    if said is None or of is None:
        return None
    at_ms = judged.showing.moment.at_ms
    trust = load_trust(session, here.identity.trust, at_ms=at_ms)
    seals = said.seals
    return bodies.SaidBody(
        reference=str(of),
        issuer=show_site(of.site, trust),
        to=show_site(said.audience.site, trust),
        member_no=said.member,
        name_mask=said.hint.name_mask if said.hint else None,
        issued_s=said.issued_s,
        expires_s=said.expires_s,
        outcome=said.inspection.outcome,
        checks=_checks(session, said, judged.showing.day),
        quota=quota_of(said),
        carried=show_carried(session, said),
        plate=said.plate,
        batch=show_batch(said),
        seal_count=(seals.count or len(seals.numbers)) if seals else 0,
        seals=list(seals.numbers) if seals else [],
        extended_to_s=max(said.expires_s, judged.extended_to_s),
    )


def _checks(session: Session, said: Pass, day: TradeDay | None) -> list[str]:
    recognised = policy_in_force(session, day).terms.checks
    return codes_of(int(said.inspection.checks), recognised)


def _goods(
    session: Session, judged: JudgedPass, *, unreadable: bool
) -> bodies.ShownGoodsBody | None:
    said, of = judged.said, judged.pass_id
    if said is None or of is None or said.goods is None:
        return None
    goods = said.goods
    return bodies.ShownGoodsBody(
        lines=goods.lines,
        total_fen=goods.total_fen,
        declared=goods.declared,
        manifest=goods.manifest.hex(),
        manifest_state=_manifest_state(judged, unreadable=unreadable),
        known=show_lines(judged.goods) if judged.goods else None,
        declared_by=find_declared(session, of, judged.showing.day),
    )


def _manifest_state(judged: JudgedPass, *, unreadable: bool) -> ManifestState:
    if unreadable:
        return ManifestState.UNREADABLE
    if judged.showing.manifest is None:
        return ManifestState.NONE
    return ManifestState.MATCHES if judged.goods else ManifestState.DIFFERS


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
