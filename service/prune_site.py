"""Let go of what a site need not keep: old answers, and what was said of members before."""

from collections.abc import Sequence
from dataclasses import dataclass

from service import kept_answers
from service.feeds import store as feeds
from service.feeds.store import ItemPlace
from service.kit.clock import Moment, Trust
from service.session import Session


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many answers were dropped, and of how many items only the hash is left."""

    answers: int
    items: int


def prune_site(
    session: Session, superseded: Sequence[ItemPlace], *, moment: Moment, answers_days: int
) -> Pruned:
    """Drop answers older than that many days, by a clock that somebody stands for, and leave the
    hashes of ``superseded`` items (service/members/find_superseded.py). No table derived from
    journal or feeds changes; the journal itself is never touched."""
    for place in superseded:
        feeds.leave_hash(session, place)
    answers = 0
    if moment.trust is not Trust.NONE:
        before_ms = moment.at_ms - answers_days * 24 * 3600 * 1000
        answers = kept_answers.forget_before(session, before_ms)
    session.left_traces |= bool(answers or superseded)
    return Pruned(answers, len(superseded))
