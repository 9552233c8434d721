"""Declare that slips were handed out while a machine was down."""

from service.journal.act import Act
from service.paper import rules, store
from service.paper.rules import PaperReason, PaperRefusal, Slips
from service.vocabulary import TradeDay


def open_phase(
    act: Act, slips: Slips, *, day: TradeDay, today: TradeDay, reason: PaperReason
) -> store.Phase | PaperRefusal:
    """Open a paper phase for ``day``, whose slips are to be keyed one by one.

    ``today`` is the local date by this machine's clock. Refuses with ``RANGE_WRONG``,
    ``RANGE_USED`` or ``DAY_WRONG``.
    """
    overlaps = store.phase_touching(act.session, slips) is not None
    latest = max(today, act.day or today)
    refusal = rules.judge_phase(slips, overlaps=overlaps, day=day, latest=latest)
    if refusal:
        return refusal
    event = act.record(
        "paper.opened",
        {"first": slips.first, "last": slips.last, "for_day": day, "reason": reason},
    )
    opened = store.find_phase(act.session, str(event.name))
    assert opened is not None  # it was just applied
    return opened
