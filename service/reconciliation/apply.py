"""What the events of sites do to the tables of the hub, in whatever order journals arrive."""

from collections.abc import Callable
from functools import partial
from typing import Any

from service.journal.event import Event, EventName
from service.quota.rules import read_vector
from service.reconciliation import store
from service.session import Session
from service.vocabulary import Direction

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
    """What came back by a receipt; where the hub has the record itself, that stands."""
    data, name = event.data, _name(event, "event")
    direction = _DIRECTIONS.get(data["kind"])
    if direction is not None and not store.holds_crossing(session, name):
        put = _crossing(name, data["member"], direction)
        store.put_crossing(session, {**put, "day": data["day"], "at_ms": data["at"]})
    if data["kind"] == "pass.redeemed" and data["pass"]:
        _sight(session, event, "recovered", data["pass"])


def _see(how: str) -> ApplyOne:
    def apply(session: Session, event: Event) -> None:
        _sight(session, event, how, event.data["pass"], digest=event.data.get("digest"))

    return apply


def apply_issued(session: Session, event: Event) -> None:
    _sight(session, event, "issued", str(event.name), digest=event.data["digest"])


def apply_voided(session: Session, event: Event) -> None:
    for reference, digest in event.data["passes"]:
        _sight(session, event, "voided", reference, digest=digest)


def apply_returned(session: Session, event: Event) -> None:
    for reference in event.data["passes"]:
        _sight(session, event, "returned", reference)


def _flow(session: Session, event: Event, kind: str, amounts: str, about: str | None) -> None:
    data = event.data
    rows = [
        {
            **event.name._asdict(),
            "component": slot.component,
            "period": slot.period,
            "kind": kind,
            "ledger": data["ledger"],
            "member": data["member"],
            "amount": amount,
            "about": data[about] if about else None,
            "day": event.day,
            "at_ms": event.moment.at_ms,
        }
        for slot, amount in read_vector(data[amounts])
    ]
    store.put_flows(session, rows)


def _flowing(kind: str, amounts: str = "amounts", about: str | None = None) -> ApplyOne:
    return partial(_flow, kind=kind, amounts=amounts, about=about)


def _crossing(name: EventName, member: int, direction: Direction) -> dict[str, Any]:
    return {**name._asdict(), "member": member, "direction": direction, "annulled_by": None}


def _sight(
    session: Session, event: Event, how: str, reference: str, *, digest: str | None = None
) -> None:
    store.put_sighting(
        session,
        {
            "reference": reference,
            "how": how,
            **event.name._asdict(),
            "day": event.day,
            "at_ms": event.moment.at_ms,
            "member": event.data.get("member"),
            "digest": bytes.fromhex(digest) if digest else None,
        },
    )


def _name(event: Event, field: str) -> EventName:
    name = EventName.parse(event.data[field])
    if name is None:
        raise LookupError(f"{event.name} names no event")
    return name


_DIRECTIONS = {"checkin.entered": Direction.IN, "checkin.left": Direction.OUT}

APPLY: dict[str, ApplyOne] = {
    "checkin.entered": _cross(Direction.IN),
    "checkin.left": _cross(Direction.OUT),
    "checkin.annulled": apply_annulled,
    "paper.keyed": apply_keyed,
    "event.recovered": apply_recovered,
    "pass.issued": apply_issued,
    "pass.issue_annulled": _see("issue_annulled"),
    "pass.return_taken": apply_returned,
    "pass.redeemed": _see("redeemed"),
    "pass.redemption_annulled": _see("redemption_annulled"),
    "pass.admitted": _see("admitted"),
    "pass.voided": apply_voided,
    "draw.recorded": _see("drawn"),
    "quota.period_opened": _flowing("opened", "limits"),
    "quota.spent": _flowing("spent"),
    "quota.refunded": _flowing("refunded", about="debit"),
    "quota.overridden": _flowing("overridden"),
    "transfer.sent": _flowing("sent"),
    "transfer.received": _flowing("received", "credited", about="transfer"),
}
"""The fold: each event that says something of a member, a pass or a quota."""
