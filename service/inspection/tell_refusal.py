"""Tell why an inspection was not recorded; of unread risk hits, which."""

from service.hits.bodies import show_hits
from service.http_problems import Problem
from service.inspection.record_inspection import HitsUnread
from service.inspection.rules import InspectionRefusal
from service.journal.act import Act


def tell_refusal(act: Act, done: InspectionRefusal | HitsUnread) -> Problem:
    """The problem for the officer's page."""
    if isinstance(done, InspectionRefusal):
        return Problem(done, 409)
    shown = show_hits(done.hits, now_ms=act.moment.at_ms)
    hits = [each.model_dump(mode="json") for each in shown]
    return Problem(InspectionRefusal.HIT, 409, known={"hits": hits})
