"""Let what a declaration has above the quota come in beside it, by a supervisor's word."""

from typing import Any, Final

from service.declarations import store
from service.declarations.complete_declaration import (
    REFUSALS,
    CompleteRefusal,
    Completing,
    complete_declaration,
    find_filed,
)
from service.declarations.rules.states import (
    COVERED,
    Excess,
    OverrideRefusal,
    State,
    above_quota,
    judge_override,
)
from service.journal.act import Act
from service.journal.event import Event
from service.kit.pii import FieldKeys
from service.policies.store import policy_in_force
from service.quota.override_quota import Override, override_quota
from service.quota.rules import QuotaRefusal
from service.vocabulary import CaptureMode, ComponentNo, Presence, Unit

Refusal = OverrideRefusal | QuotaRefusal | CompleteRefusal
OFFICER_SEES: Final = Completing(
    Presence.OFFICER_ATTESTED, Excess.DUTIABLE, CaptureMode.STATION, in_spite=True
)


class Undone(Exception):
    """A part of the act is refused after another was recorded: all of it is undone."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


def override_excess(
    act: Act, reference: str, said: Override, keys: FieldKeys
) -> store.Filed | Refusal:
    """Record all that ``reference`` has above the quota as overridden, and file it if it waited.

    Of goods that are not exempt at all, nothing is. Refuses as ``judge_override``, with
    ``NOTHING_ABOVE_QUOTA``, as ``override_quota``, or as ``complete_declaration`` for one that
    waited; then nothing was recorded.
    """
    filed = find_filed(act, reference)
    refusal = judge_override(
        State(filed.state) if filed else None,
        overridden_fen=filed.overridden_fen if filed else 0,
        filed_on=filed.day if filed else None,
        day=act.day,
    )
    if filed is None or refusal:
        return refusal or OverrideRefusal.UNKNOWN_REFERENCE
    first = act.first
    try:
        with act.session.undoing():
            _override(act, filed, said, keys)
    except Undone as undone:
        act.first = first
        return undone.refusal
    return filed


def _override(act: Act, filed: store.Filed, said: Override, keys: FieldKeys) -> None:
    if filed.state == State.PENDING:
        done = complete_declaration(act, str(filed.name), OFFICER_SEES, keys)
        if isinstance(done, REFUSALS):
            raise Undone(done)
    lines = store.lines_of(act.session, filed)
    worth_fen, amounts = _beside(act, filed, lines)
    if not worth_fen:
        raise Undone(OverrideRefusal.NOTHING_ABOVE_QUOTA)
    overridden = override_quota(act, filed.member, amounts, said)
    if not isinstance(overridden, Event):
        raise Undone(overridden)
    act.record(
        "declaration.overridden",
        {
            "declaration": str(filed.name),
            "override": str(overridden.name),
            "totals": _totals(act, filed, lines, worth_fen=worth_fen),
            "overridden_fen": worth_fen,
            "reason": said.reason,
        },
    )


def _beside(
    act: Act, filed: store.Filed, lines: list[dict[str, Any]]
) -> tuple[int, dict[ComponentNo, int]]:
    """The worth of what lies above the quota, and the amounts to override of each component: money
    of each that counts money, what is above a cap, one time where not even one was left."""
    worth_fen, amounts = above_quota(lines)
    has_spent = _now(act, filed).debit is not None
    for part in policy_in_force(act.session, act.day).components:
        if part.unit is Unit.FEN and worth_fen:
            amounts[part.number] = worth_fen
        elif part.unit is Unit.TIME and not has_spent:
            amounts[part.number] = 1
    return worth_fen, amounts


def _now(act: Act, filed: store.Filed) -> store.Filed:
    """Read anew: a declaration that waited was filed in this very act."""
    now = store.find_declaration(act.session, filed.name)
    assert now is not None, f"{filed.name} is the declaration of this act"
    return now


def _totals(
    act: Act, filed: store.Filed, lines: list[dict[str, Any]], *, worth_fen: int
) -> dict[str, int | None]:
    """The sums as they are now: what came in beside the quota is not dutiable any more."""
    now = _now(act, filed)
    spared = sum(each["duty_fen"] or 0 for each in lines if each["outcome"] in COVERED)
    return {
        "value_fen": now.value_fen,
        "exempt_fen": now.exempt_fen,
        "excess_fen": now.excess_fen - worth_fen,
        "duty_fen": None if now.duty_fen is None else now.duty_fen - spared,
    }
