"""What the events of sites do to the tables of the hub, in whatever order journals arrive."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

from service.journal.event import Event, EventName
from service.quota.rules import Slot, read_vector
from service.reconciliation import store
from service.session import Session
from service.vocabulary import ComponentNo, Direction

ApplyOne = Callable[[Session, Event], None]


def _cross(direction: Direction) -> ApplyOne:
    def apply(session: Session, event: Event) -> None:
        put = _crossing(event.name, event.data["member"], direction)
        store.put_crossing(session, {**put, "day": event.day, "at_ms": event.moment.at_ms})

    return apply


def apply_annulled(session: Session, event: Event) -> None:
    record = _name(event, "record")
    if not store.annul_crossing(session, record, by=str(event.name)):
        raise LookupError(f"{event.name} takes back {record}, which is not here")


def apply_keyed(session: Session, event: Event) -> None:
    data = event.data
    put = _crossing(event.name, data["member"], Direction(data["direction"]))
    store.put_crossing(session, {**put, "day": data["for_day"], "at_ms": event.moment.at_ms})


def apply_recovered(session: Session, event: Event) -> None:
    """What came back by a receipt; where the hub has the record itself, that stands. The receipt
    of a declaration names no period, so what it spent stands under its day."""
    data, name = event.data, _name(event, "event")
    direction = _DIRECTIONS.get(data["kind"])
    if direction is not None and not store.holds_crossing(session, name):
        put = _crossing(name, data["member"], direction)
        store.put_crossing(session, {**put, "day": data["day"], "at_ms": data["at"]})
    if data["kind"] == "pass.redeemed" and data["pass"]:
        _sight(session, event, "recovered", data["pass"], about=data["event"])
    if data["kind"] in _SPENDING:
        amounts = sorted((int(number), amount) for number, amount in data["amounts"].items())
        slots = [(Slot(ComponentNo(number), data["day"]), amount) for number, amount in amounts]
        _put_flows(session, event, slots, kind="recovered", about=data["event"])


def _see(how: str) -> ApplyOne:
    def apply(session: Session, event: Event) -> None:
        _sight(session, event, how, event.data["pass"], digest=event.data.get("digest"))

    return apply


def apply_issued(session: Session, event: Event) -> None:
    data = event.data
    _sight(
        session,
        event,
        "issued",
        str(event.name),
        digest=data["digest"],
        about=f"{data['to_site']}.{data['to_epoch']}",
        until_s=data["expires_s"],
    )


def apply_drawn(session: Session, event: Event) -> None:
    data = event.data
    how = "drawn" if data["drawn"] else "not_drawn"
    _sight(session, event, how, data["pass"], link=data["link"], rate=data["rate"])


def apply_inspected(session: Session, event: Event) -> None:
    """An inspection because of a pass settles its draw; hits and holds count for the officer."""
    data = event.data
    if data.get("pass"):
        _sight(session, event, "inspected", data["pass"], about=data["result"])
    if data["result"] != "cleared":
        _count(session, event, "held")
    if data.get("hits"):
        _count(session, event, "hit")


def apply_refused(session: Session, event: Event) -> None:
    """What an officer refers, as shown at the counter; a kiosk refers nobody."""
    outcome = str(event.data["outcome"])
    if outcome.startswith("referred_"):
        _count(session, event, "hit" if outcome == "referred_hit" else "referred")


def apply_overridden(session: Session, event: Event) -> None:
    _flow(session, event, "overridden", "amounts", None)
    _count(session, event, "override")


def apply_day_opened(session: Session, event: Event) -> None:
    row = {"day": event.data["day"], "link": event.data.get("link"), "closed_seq": None}
    _put_day(session, event, opened=True, **row)


def apply_taken_over(session: Session, event: Event) -> None:
    """An epoch draws with its own keys on a day that an earlier one opened."""
    data = event.data
    _put_day(session, event, opened=False, day=data["day"], link=data["link"], closed_seq=None)


def apply_day_closed(session: Session, event: Event) -> None:
    """What an earlier epoch opened and this one closes stands by itself: it tells no key, and its
    opening may be yet to come."""
    day, key, name = event.data["day"], event.data.get("day_key"), event.name
    if not store.close_day(session, name, day, day_key=bytes.fromhex(key) if key else None):
        _put_day(session, event, opened=False, day=day, link=None, closed_seq=name.seq)


def _put_day(session: Session, event: Event, **said: str | int | None) -> None:
    row = {"at_ms": event.moment.at_ms, "trust": event.moment.trust, "day_key": None}
    store.put_day(session, {**event.name._asdict(), **row, "policy": None, **said})


def apply_adopted(session: Session, event: Event) -> None:
    store.adopt(session, event.name, event.day, event.data["version"])


def apply_sent(session: Session, event: Event) -> None:
    """Inside a pass the quota has the pass's name and no other (rule R14)."""
    data = event.data
    about = data.get("carrier") or str(event.name)
    aim = f"{data['to_site']}.{data['to_epoch']}"
    slots = read_vector(data["amounts"])
    _put_flows(session, event, slots, kind="sent", about=about, aim=aim)


def apply_voided(session: Session, event: Event) -> None:
    for reference, digest in event.data["passes"]:
        _sight(session, event, "voided", reference, digest=digest)


def apply_returned(session: Session, event: Event) -> None:
    for reference in event.data["passes"]:
        _sight(session, event, "returned", reference)


def _flow(session: Session, event: Event, kind: str, amounts: str, about: str | None) -> None:
    data = event.data
    of = data[about] if about else None
    _put_flows(session, event, read_vector(data[amounts]), kind=kind, about=of)


def _put_flows(
    session: Session, event: Event, moved: Iterable[tuple[Slot, int]], **said: str | None
) -> None:
    data = event.data
    rows = [
        {
            "aim": None,
            **event.name._asdict(),
            "component": slot.component,
            "period": slot.period,
            "ledger": data.get("ledger", ""),
            "member": data["member"],
            "amount": amount,
            "day": event.day,
            "at_ms": event.moment.at_ms,
            **said,
        }
        for slot, amount in moved
    ]
    store.put_flows(session, rows)


def _flowing(kind: str, amounts: str = "amounts", about: str | None = None) -> ApplyOne:
    return partial(_flow, kind=kind, amounts=amounts, about=about)


def _crossing(name: EventName, member: int, direction: Direction) -> dict[str, Any]:
    return {**name._asdict(), "member": member, "direction": direction, "annulled_by": None}


def _sight(
    session: Session, event: Event, how: str, reference: str, **told: str | int | None
) -> None:
    digest = told.pop("digest", None)
    store.put_sighting(
        session,
        {
            "about": None,
            "until_s": None,
            "link": None,
            "rate": None,
            "reference": reference,
            "how": how,
            **event.name._asdict(),
            "day": event.day,
            "at_ms": event.moment.at_ms,
            "member": event.data.get("member"),
            "officer": event.actor,
            "digest": bytes.fromhex(str(digest)) if digest else None,
            **told,
        },
    )


def _count(session: Session, event: Event, act: str) -> None:
    if event.actor is not None:
        row = {"act": act, "day": event.day, "officer": event.actor}
        store.put_officer_act(session, {**event.name._asdict(), **row})


def _name(event: Event, field: str) -> EventName:
    name = EventName.parse(event.data[field])
    if name is None:
        raise LookupError(f"{event.name} names no event")
    return name


FOLD_VERSION: Final = 2
"""Another one makes the hub fold all journals anew when it opens (``fold_anew``)."""

_SPENDING: Final = frozenset({"declaration.filed", "declaration.completed"})
_DIRECTIONS = {"checkin.entered": Direction.IN, "checkin.left": Direction.OUT}

APPLY: dict[str, ApplyOne] = {
    "checkin.entered": _cross(Direction.IN),
    "checkin.left": _cross(Direction.OUT),
    "checkin.annulled": apply_annulled,
    "paper.keyed": apply_keyed,
    "event.recovered": apply_recovered,
    "day.opened": apply_day_opened,
    "day.closed": apply_day_closed,
    "day.taken_over": apply_taken_over,
    "policy.adopted": apply_adopted,
    "inspection.recorded": apply_inspected,
    "scan.refused": apply_refused,
    "pass.issued": apply_issued,
    "pass.issue_annulled": _see("issue_annulled"),
    "pass.return_taken": apply_returned,
    "pass.redeemed": _see("redeemed"),
    "pass.redemption_annulled": _see("redemption_annulled"),
    "pass.admitted": _see("admitted"),
    "pass.voided": apply_voided,
    "draw.recorded": apply_drawn,
    "quota.period_opened": _flowing("opened", "limits"),
    "quota.spent": _flowing("spent"),
    "quota.refunded": _flowing("refunded", about="debit"),
    "quota.overridden": apply_overridden,
    "transfer.sent": apply_sent,
    "transfer.received": _flowing("received", "credited", about="transfer"),
}
"""The fold: each event that says something of a member, a pass or a quota."""
