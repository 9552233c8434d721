"""Let go of what a site need not keep: old answers, and what was said of members before."""

from collections.abc import Sequence
from dataclasses import dataclass

from service import kept_answers
from service.feeds import store as feeds
from service.feeds.store import ItemPlace
from service.inspection import store as inspection
from service.kit.clock import Moment, Trust
from service.passes import store as passes
from service.session import Session

DAY_MS = 24 * 3600 * 1000
DRAFTS_KEPT_MS = 2 * DAY_MS
"""Nobody goes on with an inspection that was begun the day before yesterday."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many answers, texts of passes and drafts were dropped, and of how many items only the
    hash is left."""

    answers: int
    items: int
    texts: int = 0
    drafts: int = 0


def prune_site(
    session: Session, superseded: Sequence[ItemPlace], *, moment: Moment, answers_days: int
) -> Pruned:
    """Drop what is over by a clock that somebody stands for: answers older than that many days,
    texts of passes that ended, drafts of the day before yesterday and earlier. Leave the hashes of
    ``superseded`` items (service/members/find_superseded.py). No table derived from journal or
    feeds changes; the journal itself is never touched."""
    for place in superseded:
        feeds.leave_hash(session, place)
    answers = texts = drafts = 0
    if moment.trust is not Trust.NONE:
        answers = kept_answers.forget_before(session, moment.at_ms - answers_days * DAY_MS)
        texts = passes.drop_texts(session, before_ms=moment.at_ms)
        drafts = inspection.drop_old_drafts(session, before_ms=moment.at_ms - DRAFTS_KEPT_MS)
    session.left_traces |= bool(answers or texts or drafts or superseded)
    return Pruned(answers, len(superseded), texts, drafts)
