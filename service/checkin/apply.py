"""What the events of check-in and of the queue do to their tables."""

from service.checkin import store, turns_store
from service.checkin.add_late_record import settle_inside
from service.checkin.rules import Accepted, Lane, read_ticket, ticket
from service.checkin.store import Inside
from service.checkin.turns_store import Ticket, Turning
from service.journal.event import Event, EventName
from service.session import Session
from service.vocabulary import TradeDay


def apply_entered(session: Session, event: Event) -> None:
    data = event.data
    day = _day_of(event)
    lane = Lane(data["lane"])
    _add_record(session, event, Accepted.ENTERED, turn=ticket(lane, data["turn"]))
    store.put_inside(
        session,
        data["member"],
        day,
        Inside(event.moment.at_ms, event.terminal, str(event.name)),
    )
    _add_ticket(session, event, lane, data["turn"], reference=str(event.name))


def apply_left(session: Session, event: Event) -> None:
    entry = event.data["entry"]
    outcome = Accepted.LEFT_WITHOUT_ENTRY if entry is None else Accepted.LEFT
    _add_record(session, event, outcome)
    store.leave(session, event.data["member"])
    if entry is not None:
        _turn_ticket(session, _record_named(session, entry), Turning("waiting", "left"))


def apply_annulled(session: Session, event: Event) -> None:
    record = _record_named(session, event.data["record"])
    store.annul_record(session, record.epoch, record.seq)
    if record.paper_serial is not None and record.day is not None:
        settle_inside(session, record.member_no, record.day, event.name.epoch)
    elif record.outcome == Accepted.ENTERED:
        _undo_entry(session, record)
    elif record.entry is not None:
        _undo_exit(session, _record_named(session, record.entry))


def _undo_entry(session: Session, entry: store.Record) -> None:
    inside = store.find_inside(session, entry.member_no, entry.day)
    if inside and inside.reference == entry.reference:
        store.leave(session, entry.member_no)
    turn = read_ticket(entry.turn or "")
    if turn and entry.day:
        turns_store.set_state(session, entry.day, turn, "annulled")


def _undo_exit(session: Session, entry: store.Record) -> None:
    """The member is inside again, as the entry said, unless that was annulled or they came anew:
    perhaps on the next day, which taking back an exit of yesterday must not undo."""
    if entry.annulled or entry.day is None:
        return
    if store.inside_on(session, entry.member_no) is None:
        inside = Inside(entry.at_ms, entry.terminal, entry.reference)
        store.put_inside(session, entry.member_no, entry.day, inside)
        _turn_ticket(session, entry, Turning("left", "waiting"))


def _turn_ticket(session: Session, entry: store.Record, turning: Turning) -> None:
    """Move the ticket of an entry on, if it stands where ``turning`` begins."""
    turn = read_ticket(entry.turn or "")
    if turn and entry.day:
        turns_store.turn_state(session, entry.day, turn, turning)


def apply_scan_refused(session: Session, event: Event) -> None:
    _add_record(session, event, event.data["outcome"])


def apply_turn_taken(session: Session, event: Event) -> None:
    _add_ticket(session, event, Lane(event.data["lane"]), event.data["number"], reference=None)


def apply_turn_called(session: Session, event: Event) -> None:
    called = turns_store.find_ticket(
        session, _day_of(event), Lane(event.data["lane"]), event.data["number"]
    )
    if called is None:
        raise LookupError(f"{event.name} calls a ticket that nobody took")
    turns_store.mark_called(
        session, _day_of(event), called, at_ms=event.moment.at_ms, counter=event.terminal
    )


def apply_turn_finished(session: Session, event: Event) -> None:
    finished = (Lane(event.data["lane"]), event.data["number"])
    turns_store.set_state(session, _day_of(event), finished, event.data["result"])


def _record_named(session: Session, reference: str) -> store.Record:
    name = EventName.parse(reference)
    record = store.find_record(session, name) if name else None
    if record is None:
        raise LookupError(f"{reference} is not recorded here")
    return record


def _add_record(session: Session, event: Event, outcome: str, *, turn: str | None = None) -> None:
    store.add_record(
        session,
        {
            "epoch": event.name.epoch,
            "seq": event.name.seq,
            "site": event.name.site,
            "at_ms": event.moment.at_ms,
            "day": event.day,
            "outcome": outcome,
            "member": event.data["member"],
            "terminal": event.terminal,
            "officer": event.actor,
            "presence": event.data["presence"],
            "turn": turn,
            "entry": event.data.get("entry"),
            "annulled": False,
            "recovered_by": None,
            "claimed_at_ms": None,
            "paper_serial": None,
        },
    )


def _add_ticket(
    session: Session, event: Event, lane: Lane, number: int, *, reference: str | None
) -> None:
    turns_store.add_ticket(
        session,
        _day_of(event),
        Ticket(
            lane=lane,
            number=number,
            state="waiting",
            member=event.data.get("member"),
            reference=reference,
            taken_at_ms=event.moment.at_ms,
            called_at_ms=None,
            counter=None,
        ),
    )


def _day_of(event: Event) -> TradeDay:
    if event.day is None:
        raise LookupError(f"{event.name} stands under no trade day")
    return event.day


APPLY = {
    "checkin.entered": apply_entered,
    "checkin.left": apply_left,
    "checkin.annulled": apply_annulled,
    "scan.refused": apply_scan_refused,
    "turn.taken": apply_turn_taken,
    "turn.called": apply_turn_called,
    "turn.finished": apply_turn_finished,
}
