"""The catalogue of events: every type, what it carries and what it means."""

from dataclasses import dataclass
from typing import Any

MAX_EVENT_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True)
class EventKind:
    """One type of event. Fields are only ever added; a change of meaning takes a new version."""

    version: int
    fields: frozenset[str]
    meaning: str


def _kind(version: int, fields: str, meaning: str) -> EventKind:
    return EventKind(version, frozenset(fields.split()), meaning)


CATALOGUE: dict[str, EventKind] = {
    "day.opened": _kind(
        1,
        "day automatic second_officer link",
        "The trade day that labels all that follows; its draws use that link of the day keys.",
    ),
    "day.taken_over": _kind(
        1,
        "day link",
        "A day that an earlier epoch opened; its draws use that link of this epoch's day keys.",
    ),
    "day.closed": _kind(
        1,
        "day totals head day_key",
        "The trade day ended; nothing is entered after it, and the key of its draws is told.",
    ),
    "epoch.closed": _kind(
        1,
        "successor",
        "This key signs nothing more; the announced one goes on with its rights.",
    ),
    "policy.adopted": _kind(
        1, "version", "The policy under which the day just opened stands, whatever comes later."
    ),
    "terminal.offered": _kind(
        1, "terminal role code_hash expires_at", "A one-time code to pair a screen was made."
    ),
    "terminal.paired": _kind(1, "terminal token_hash", "A screen was paired by its one-time code."),
    "terminal.revoked": _kind(1, "terminal reason", "A screen lost its pairing at once."),
    "officer.pin_set": _kind(
        1, "officer code_hash", "An officer chose a PIN here with a one-time code, now used up."
    ),
    "officer.signed_in": _kind(1, "officer", "An officer signed in at a station."),
    "officer.signed_out": _kind(1, "officer", "An officer left the station."),
    "officer.refused": _kind(1, "officer reason", "A sign-in or step-up was refused."),
    "officer.stepped_up": _kind(1, "officer", "An officer gave the PIN again for a graver act."),
    "feed.written": _kind(
        1,
        "feed audience generation first last head",
        "The hub said something new on a feed: these numbers of it, up to that head.",
    ),
    "roster.imported": _kind(
        1, "added changed unchanged bad", "A roster was signed and brought in here."
    ),
    "member.looked_up": _kind(1, "member", "An officer opened a member's case."),
    "card.reported_lost": _kind(
        1, "member serial", "An officer reported a member's card lost; it is refused here at once."
    ),
    "quota.period_opened": _kind(
        1,
        "ledger member limits policy regime",
        "A member's home opened periods, with their limits.",
    ),
    "quota.spent": _kind(1, "ledger member amounts", "A member used up quota."),
    "quota.refunded": _kind(1, "ledger member debit amounts", "A spending was given back, once."),
    "quota.overridden": _kind(
        1,
        "ledger member amounts limits reason declaration second_officer",
        "A supervisor let a member exceed the quota, for a declaration and perhaps with another.",
    ),
    "quota.root_released": _kind(
        1, "member item from_day", "A home gave a member's quota up; `item` 0 is the listing."
    ),
    "transfer.sent": _kind(
        1,
        "ledger member to_site to_epoch amounts regime carrier",
        "Quota was debited for one epoch of another site.",
    ),
    "transfer.received": _kind(
        1,
        "ledger transfer member sent_day credited limits above_limit stranded",
        "Quota from elsewhere was credited, as far as it fits and its period is open.",
    ),
    "hit.entered": _kind(
        1, "kind value until_ms reason", "A risk hit sends whatever it is about to an officer."
    ),
    "hit.lifted": _kind(1, "hit reason", "A risk hit was lifted before its time was over."),
    "checkin.entered": _kind(
        1, "member presence capture_mode card_serial lane turn", "A member checked in."
    ),
    "checkin.left": _kind(
        1, "member presence capture_mode card_serial entry", "A member checked out."
    ),
    "checkin.annulled": _kind(1, "record reason", "A check-in or check-out was taken back."),
    "declaration.filed": _kind(
        1,
        "member lines totals spent excess state why policy goods_day presence confirmed"
        " capture_mode debit",
        "A member declared goods: filed, referred to an officer, or pending for want of quota.",
    ),
    "declaration.completed": _kind(
        1,
        "declaration member lines totals spent excess state policy goods_day presence confirmed"
        " capture_mode debit",
        "A pending declaration was filed after all, once quota had come.",
    ),
    "declaration.overridden": _kind(
        1,
        "declaration override totals overridden_fen reason",
        "What a declaration had above the quota came in duty-free by a supervisor's word.",
    ),
    "declaration.withdrawn": _kind(
        1, "declaration reason refund", "A declaration was taken back, and its quota given back."
    ),
    "declaration.sent": _kind(
        1, "declaration pass", "Goods that were declared here went to another site with a pass."
    ),
    "declaration.returned": _kind(
        1, "declaration pass", "The pass was declared void there, so these goods did not go."
    ),
    "scan.refused": _kind(
        1, "outcome member presence capture_mode direction", "A scan admitted nobody."
    ),
    "paper.opened": _kind(
        1, "first last for_day reason", "Slips were handed out while a machine was down."
    ),
    "paper.keyed": _kind(
        1,
        "phase serial member direction for_day claimed_at presence capture_mode remark",
        "A slip was keyed in: a check-in or check-out on paper, with the time written on it.",
    ),
    "paper.voided": _kind(1, "phase serials reason", "Slips were declared to stand for nobody."),
    "paper.closed": _kind(1, "phase keyed voided", "Every slip of a phase is accounted for."),
    "inspection.recorded": _kind(
        1,
        "member entry pass checks result findings seals policy goods declaration plate batch"
        " confirmed hits settles",
        "An officer checked a member, perhaps because of the pass that they showed.",
    ),
    "pass.issued": _kind(
        1,
        "inspection member to_site to_epoch issued_s expires_s outcome checks policy hinted "
        "quota digest goods plate batch seals",
        "A pass was signed for one other site; its text stands elsewhere, by that hash.",
    ),
    "pass.issue_annulled": _kind(
        1, "pass reason", "A pass is not handed out again here; it stands wherever it is."
    ),
    "pass.return_taken": _kind(
        1, "void passes", "The destination declared passes void; anew they may be issued."
    ),
    "draw.recorded": _kind(
        1, "pass member link rate drawn", "A pass was drawn or not; it stands for the day."
    ),
    "pass.redeemed": _kind(
        1,
        "pass digest member entry came_in outcome checks policy resolved cautions goods plate"
        " batch seals",
        "The one destination of a pass honoured it, once.",
    ),
    "pass.redemption_annulled": _kind(
        1, "pass member reason", "The bearer did not get in after all; the pass stays used up."
    ),
    "pass.admitted": _kind(
        1, "pass member entry", "An officer let the bearer in whose redemption was annulled."
    ),
    "pass.goods_declared": _kind(
        1,
        "pass member manifest declaration",
        "Goods of a pass that were not declared at its issuer were declared here.",
    ),
    "pass.looked_up": _kind(1, "code found", "An officer looked for a pass by its code."),
    "pass.voided": _kind(
        1, "passes reason", "Passes will never be honoured here; each is [name, hash]."
    ),
    "event.recovered": _kind(
        1,
        "event hash kind at member day amounts pass missing",
        "A lost event of an earlier epoch was taken back in by its receipt.",
    ),
    "anomaly.answered": _kind(
        1,
        "anomaly kind answer evidence note",
        "An operator of the hub said of an anomaly, on that evidence, what stands in a note.",
    ),
    "turn.taken": _kind(1, "lane number", "Somebody took a ticket without a check-in."),
    "turn.called": _kind(1, "lane number", "A ticket was called to a counter."),
    "turn.finished": _kind(1, "lane number result", "A called ticket was served, or was absent."),
}


class UnknownEvent(ValueError):
    """The code tried to record something the catalogue does not list: a fault in the program."""


def check_against_catalogue(kind: str, data: dict[str, Any]) -> int:
    """The version to write for an event of ``kind`` with ``data``.

    Raises ``UnknownEvent`` when the type or the set of its fields is not the catalogue's.
    """
    known = CATALOGUE.get(kind)
    if known is None:
        raise UnknownEvent(kind)
    if data.keys() != known.fields:
        raise UnknownEvent(f"{kind}: {sorted(data.keys() ^ known.fields)}")
    return known.version
