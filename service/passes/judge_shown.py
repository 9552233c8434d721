"""Load all that this site knows of a pass on its counter, and judge it."""

from dataclasses import dataclass, replace
from typing import Self

from service.days.take_day_over import link_to_draw_with
from service.hits.find_hits import find_hits
from service.hits.rules import Case
from service.hits.store import Hit
from service.inspection.manifest import ManifestLine
from service.inspection.rules import Result
from service.inspection.store import Inspection, newest_of_pass
from service.journal.act import Act
from service.journal.append_event import Journal
from service.kit.clock import Moment
from service.members.store import Member, find_member
from service.passes import store
from service.passes.draw_rules import DrawRates, is_drawn
from service.passes.find_issuer import FoundIssuer, find_issuer
from service.passes.find_tier import find_tier
from service.passes.goods_rules import compare_seals, match_manifest
from service.passes.rules import (
    Comparison,
    Here,
    Judgement,
    Pass,
    Shown,
    Terms,
    Verdict,
    judge_pass,
)
from service.passes.token import ReadPass, decode_pass
from service.policies.find_notice import find_notice
from service.policies.rules.terms import Beyond, Tier
from service.policies.rules.terms import Terms as PolicyTerms
from service.policies.store import policy_in_force
from service.session import Session
from service.sites.day_keys import DayKeys
from service.sites.identity import SiteIdentity
from service.sites.load_trust import load_trust
from service.sites.rules import ListTerms
from service.sites.store import as_of, is_pass_revoked
from service.vocabulary import MemberNo, PassId, TradeDay


@dataclass(frozen=True, slots=True)
class Destination:
    """This site, as a place where passes are shown: who it is, and what it draws with."""

    identity: SiteIdentity
    journal: Journal
    day_keys: DayKeys | None


@dataclass(frozen=True, slots=True)
class Showing:
    """A pass shown at a moment of an open day, what the officer saw, and whether a PIN is fresh.

    ``manifest`` is the list of its goods where somebody showed or keyed it, ``seals`` the numbers
    as read off the goods.
    """

    text: str
    moment: Moment
    day: TradeDay | None
    compared: Comparison = Comparison.NOT_YET
    has_fresh_pin: bool = False
    manifest: tuple[ManifestLine, ...] | None = None
    seals: tuple[str, ...] | None = None

    @classmethod
    def now(
        cls,
        act: Act,
        text: str,
        *,
        compared: Comparison = Comparison.NOT_YET,
        has_fresh_pin: bool = False,
    ) -> Self:
        return cls(text, act.moment, act.day, compared, has_fresh_pin)

    def with_goods(
        self,
        manifest: tuple[ManifestLine, ...] | None,
        seals: tuple[str, ...] | None = None,
    ) -> Self:
        """The same with the list of goods, and the seals, that lie beside the pass."""
        return replace(self, manifest=manifest, seals=seals)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Whether the pass is drawn, by which link and rate, and whether that was recorded before."""

    link: int
    rate: int
    is_drawn: bool
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class JudgedPass:
    """A pass with its verdict. ``member``, ``end``, ``draw``, ``goods`` and ``hits`` are known of a
    genuine one only, ``draw`` where it is meant for this site. ``goods`` are the lines, where the
    list that was shown is the one that the pass names; ``shown`` is what was judged."""

    showing: Showing
    judgement: Judgement
    read: ReadPass | None = None
    issuer: FoundIssuer | None = None
    member: Member | None = None
    end: store.End | None = None
    draw: Drawn | None = None
    resolved: frozenset[Verdict] = frozenset()
    goods: tuple[ManifestLine, ...] | None = None
    hits: tuple[Hit, ...] = ()
    extended_to_s: int = 0
    shown: Shown | None = None

    @property
    def pass_id(self) -> PassId | None:
        """The name of a genuine pass."""
        return self.issuer.pass_id if self.issuer else None

    @property
    def said(self) -> Pass | None:
        """What a genuine pass says; nothing that any other says is worth repeating."""
        return self.read.said if self.read and self.pass_id else None


def judge_shown(session: Session, showing: Showing, here: Destination) -> JudgedPass:
    """Judge a pass by all that is known here now. Changes nothing."""
    read = decode_pass(showing.text)
    terms = policy_in_force(session, showing.day).terms
    at = _here(session, showing, here, terms)
    if not isinstance(read, ReadPass):
        return JudgedPass(showing, judge_pass(Shown(at, read)))
    trust = load_trust(session, here.identity.trust, at_ms=at.now_ms)
    issuer = find_issuer(session, read, trust=trust, at_ms=at.now_ms)
    of, said = issuer.pass_id, read.said
    if of is None:
        shown = Shown(at, said, is_key_known=issuer.is_key_known, is_genuine=False)
        return JudgedPass(showing, judge_pass(shown), read, issuer)
    member, end = find_member(session, said.member), store.find_end(session, of)
    is_ours = said.audience.site == at.site and said.audience.epoch in at.epochs
    draw = _draw(session, of, said.member, showing, here) if is_ours else None
    goods = match_manifest(said.goods, showing.manifest)
    hits = tuple(_hits(session, _case(said, of, member), goods, showing))
    made = newest_of_pass(session, of, showing.day) if showing.day else None
    resolved = _resolved(made, hits, showing)
    extended_to_s = said.expires_s + _longer_s(session, at)
    shown = Shown(
        here=at,
        read=said,
        standing=issuer.standing,
        extended_to_s=extended_to_s,
        is_revoked=is_pass_revoked(session, of),
        is_suspended=member is not None and member.standing == "suspended",
        settled=end.how if end else None,
        is_hit=bool(hits),
        is_drawn=draw is not None and draw.is_drawn,
        compared=compare_seals(said, showing.compared, showing.seals),
        resolved=resolved,
    )
    return JudgedPass(
        showing=showing,
        judgement=judge_pass(shown),
        read=read,
        issuer=issuer,
        member=member,
        end=end,
        draw=draw,
        resolved=resolved,
        goods=goods,
        hits=hits,
        extended_to_s=extended_to_s,
        shown=shown,
    )


def _case(said: Pass, of: PassId, member: Member | None) -> Case:
    """The bearer of a pass, as far as it tells itself what they bring and where they come from."""
    return Case(
        member=said.member,
        group=member.group if member else None,
        goods=() if said.goods is None else None,
        plate=said.plate,
        from_site=of.site,
    )


def _hits(
    session: Session, case: Case, goods: tuple[ManifestLine, ...] | None, showing: Showing
) -> list[Hit]:
    """The risk hits here on the case, with the goods if they are known line by line."""
    if goods is not None:
        policy = policy_in_force(session, showing.day)
        rows = [(each.goods, policy.find_row(each.goods)) for each in goods]
        case = replace(case, goods=tuple((code, row.heading if row else "") for code, row in rows))
    return find_hits(session, case, now_ms=showing.moment.at_ms)


def _here(session: Session, showing: Showing, here: Destination, terms: PolicyTerms) -> Here:
    told_ms, now_ms, ages = as_of(session), showing.moment.at_ms, terms.staleness
    return Here(
        site=here.identity.site,
        epochs=here.journal.tenure.epochs,
        now_ms=now_ms,
        clock=showing.moment.trust,
        lists_age_ms=None if told_ms is None else now_ms - told_ms,
        terms=Terms(
            lists=ListTerms(ages.ordinary_seconds * 1000, ages.amber_seconds * 1000),
            refers_stale=ages.beyond is Beyond.INSPECT,
            ahead_s=terms.passes.ahead_seconds,
        ),
    )


def _longer_s(session: Session, at: Here) -> int:
    """By how much the authority's notice on this site lengthens the passes to it."""
    notice = find_notice(session, at.site, at.now_ms)
    return notice.pass_seconds if notice else 0


def _resolved(
    made: Inspection | None, hits: tuple[Hit, ...], showing: Showing
) -> frozenset[Verdict]:
    """What officers have settled: an inspection made today because of this pass settles what stood
    against it then, and the hits that it knew; a fresh PIN settles the time."""
    settled = {Verdict.REFERRED_CLOCK} if showing.has_fresh_pin else set()
    if made is None or made.result != Result.CLEARED:
        return frozenset(settled)
    if hits and all(each.reference in made.hits_read for each in hits):
        settled.add(Verdict.REFERRED_HIT)
    return frozenset(settled | {Verdict(each) for each in made.settled})


def _draw(
    session: Session, of: PassId, member: MemberNo, showing: Showing, here: Destination
) -> Drawn | None:
    """The draw of a pass, as recorded or as it falls now; ``None`` while no day is open, and at
    a site without day keys."""
    recorded = store.find_draw(session, of)
    if recorded:
        return Drawn(*recorded, is_recorded=True)
    day = showing.day
    if day is None or here.day_keys is None:
        return None
    link = link_to_draw_with(session, here.journal.epoch, day)
    rate = _rate(policy_in_force(session, day).terms, find_tier(session, member))
    falls = store.was_drawn(session, member, day) or is_drawn(here.day_keys.key_of(link), of, rate)
    return Drawn(link, rate, falls, is_recorded=False)


def _rate(terms: PolicyTerms, tier: Tier) -> int:
    """That of the member's tier, by the policy of the day; else the usual one."""
    return terms.draws_per_myriad.get(tier, DrawRates().usual)
