"""Open the trade day that labels everything after it."""

from service.days import rules, store
from service.journal.act import Act
from service.vocabulary import OfficerNo, TradeDay


def open_day(
    act: Act,
    asked: str,
    *,
    today: TradeDay,
    stepped_up: bool = False,
    second_officer: OfficerNo | None = None,
) -> TradeDay | rules.DayRefusal:
    """Open ``asked`` (YYYY-MM-DD) if the rules allow it, and label this act with it.

    ``today`` is the local date by this machine's clock; ``second_officer`` one who has just
    given a PIN too, and is another than the act's.
    """
    judged = rules.judge_opening(
        rules.Opening(
            asked=asked,
            today=today,
            trust=act.moment.trust,
            open_day=act.day,
            last_day=store.last_day(act.session),
            stepped_up=stepped_up,
            second_officer=second_officer not in (None, act.actor),
        )
    )
    if isinstance(judged, rules.DayRefusal):
        return judged
    act.day = judged
    act.record(
        "day.opened",
        {
            "day": judged,
            "automatic": act.actor is None,
            "second_officer": second_officer,
            "link": store.next_link(act.session, act.journal.epoch),
        },
    )
    return judged
