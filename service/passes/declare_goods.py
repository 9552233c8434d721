"""Declare at the destination what its issuer only inspected: goods are spent once, here."""

from dataclasses import dataclass

from service.declarations.file_declaration import Declaring, file_declaration
from service.declarations.rules.lines import LineRefused, SaidLine
from service.declarations.rules.states import SPENT, DeclareRefusal, Excess, State, state_on
from service.declarations.store import find_declaration
from service.inspection.manifest import ManifestLine, manifest_hash
from service.journal.act import Act
from service.journal.event import Event, EventName
from service.passes import store
from service.passes.goods_rules import Claims, GoodsRefusal, judge_declaring
from service.passes.judge_shown import Destination, JudgedPass, Showing, judge_shown
from service.passes.rules import Settlement, Verdict
from service.session import Session
from service.vocabulary import CaptureMode, PassId, Presence, TradeDay


@dataclass(frozen=True, slots=True)
class Confirming:
    """What the member confirms of the list (lines from 0), and wants of what is above the quota."""

    confirmed: frozenset[int]
    excess: Excess = Excess.DUTIABLE
    presence: Presence = Presence.OFFICER_ATTESTED


def declare_goods(
    act: Act, showing: Showing, here: Destination, confirming: Confirming
) -> Event | DeclareRefusal | LineRefused | GoodsRefusal | JudgedPass:
    """File the inspected list as the bearer's declaration here, and debit its exempt part.

    Refuses as ``find_goods``, ``judge_declaring`` and ``file_declaration`` do, and with ``HIT``
    while an inspection because of this pass has not settled one; then nothing was recorded.
    """
    judged = judge_shown(act.session, showing, here)
    lines = find_goods(judged, here)
    if not isinstance(lines, tuple):
        return lines
    of, said = judged.pass_id, judged.said
    assert of is not None and said is not None  # its goods were found
    if refusal := judge_declaring(_claims(act.session, judged, of)):
        return refusal
    if judged.hits and Verdict.REFERRED_HIT not in judged.resolved:
        return GoodsRefusal.HIT
    declaring = Declaring(
        member=said.member,
        lines=tuple(_said(each) for each in lines),
        confirmed=confirming.confirmed,
        presence=confirming.presence,
        excess=confirming.excess,
        capture_mode=CaptureMode.STATION,
    )
    filed = file_declaration(act, declaring, here.identity.field_keys)
    if not isinstance(filed, Event):
        return filed
    act.record(
        "pass.goods_declared",
        {
            "pass": str(of),
            "member": said.member,
            "manifest": manifest_hash(lines).hex(),
            "declaration": str(filed.name),
        },
    )
    return filed


def find_goods(
    judged: JudgedPass, here: Destination
) -> tuple[ManifestLine, ...] | GoodsRefusal | JudgedPass:
    """The goods of a genuine pass for this site, by the list shown beside it.

    Returns the ``JudgedPass`` of any other pass. Refuses with ``WITHOUT_GOODS`` or
    ``MANIFEST_DIFFERS``.
    """
    said = judged.said
    if said is None or said.audience.site != here.identity.site:
        return judged
    if said.goods is None:
        return GoodsRefusal.WITHOUT_GOODS
    return GoodsRefusal.MANIFEST_DIFFERS if judged.goods is None else judged.goods


def find_declared(session: Session, of: PassId, day: TradeDay | None) -> str | None:
    """The declaration that has spent the goods of a pass here, or waits today for the quota to do
    so; not one that was taken back."""
    reference = store.declaration_of(session, of)
    name = EventName.parse(reference) if reference else None
    filed = find_declaration(session, name) if name else None
    if filed is None:
        return None
    stands = state_on(State(filed.state), filed_on=filed.day, day=day)
    return reference if stands in SPENT | {State.PENDING} else None


def _claims(session: Session, judged: JudgedPass, of: PassId) -> Claims:
    said, end = judged.said, judged.end
    return Claims(
        goods=said.goods if said else None,
        is_of_a_batch=said is not None and said.batch is not None,
        is_redeemed_here=end is not None and end.how is Settlement.REDEEMED,
        is_declared_here=find_declared(session, of, judged.showing.day) is not None,
    )


def _said(line: ManifestLine) -> SaidLine:
    return SaidLine(line.goods, line.origin, line.amount, line.value_fen, line.unit)
