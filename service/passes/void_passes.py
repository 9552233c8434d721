"""Declare passes void where they were to go: they will never be honoured, and others may rely."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from service.journal.act import Act
from service.journal.event import Event
from service.passes.issue_rules import VoidReason
from service.passes.judge_shown import Destination, JudgedPass, Showing, judge_shown
from service.passes.rules import Judgement, Settlement, Verdict
from service.vocabulary import PassId

_ENDED: Final[Mapping[Settlement, Verdict]] = {
    Settlement.REDEEMED: Verdict.ALREADY_REDEEMED,
    Settlement.VOIDED: Verdict.VOIDED,
}


@dataclass(frozen=True, slots=True)
class Voided:
    """The event that voided, and each pass by name."""

    event: Event
    passes: tuple[PassId, ...]


def void_passes(
    act: Act, texts: list[str], here: Destination, *, reason: VoidReason
) -> Voided | JudgedPass:
    """Declare all of these passes void, or none: returns the first that cannot be.

    That a pass is over, early, revoked or drawn does not matter: its issuer waits for this very
    word. Of a pass for an epoch of this site that broke off nobody here knows whether it was
    redeemed, so nothing is ever signed about it.
    """
    found: dict[PassId, str] = {}
    for text in texts:
        judged = _judge(act, text, here)
        if judged.end or not _is_ours(judged, here):
            return judged
        assert judged.pass_id is not None and judged.read is not None  # it is genuine
        found[judged.pass_id] = judged.read.digest.hex()
    event = act.record(
        "pass.voided",
        {"passes": [[str(of), digest] for of, digest in found.items()], "reason": reason},
    )
    return Voided(event, tuple(found))


def _judge(act: Act, text: str, here: Destination) -> JudgedPass:
    """Its end counts even where an earlier check speaks first."""
    judged = judge_shown(act.session, Showing.now(act, text), here)
    if judged.end is None:
        return judged
    return replace(judged, judgement=Judgement(_ENDED[judged.end.how]))


def _is_ours(judged: JudgedPass, here: Destination) -> bool:
    said = judged.said
    return (
        said is not None
        and said.audience.site == here.identity.site
        and said.audience.epoch in here.journal.tenure.epochs
    )
