"""What a check finds: which rule is broken, about what, and the events that show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Final

from service.vocabulary import MemberNo, PassId, SiteNo

EventId = PassId
"""The name of any event has the form of a pass's name: site, epoch, seq."""

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS


class Kind(StrEnum):
    """Every anomaly there is. The words are the API's words."""

    GAP = "gap"
    FORK = "fork"
    PUT_ASIDE = "put_aside"
    NOT_ARRIVED = "journal_not_arrived"
    NOT_REDEEMED = "pass_not_redeemed"
    NOT_ISSUED = "pass_not_issued"
    DIFFERING_HASHES = "pass_differing_hashes"
    REDEEMED_TWICE = "pass_redeemed_twice"
    REDEEMED_AND_VOIDED = "pass_redeemed_and_voided"
    REDEEMED_ELSEWHERE = "pass_redeemed_elsewhere"
    REDEEMED_EARLY = "pass_redeemed_before_issued"
    NOT_DRAWN = "pass_not_drawn"
    NOT_REINSPECTED = "pass_not_reinspected"
    WRONG_DRAW = "draw_not_by_key"
    OVER_ALLOWANCE = "quota_over_allowance"
    SPENT_UNHELD = "quota_spent_unheld"
    TWO_HOMES = "quota_two_homes"
    NO_DEBIT = "quota_credit_without_debit"
    CREDITED_TWICE = "quota_credited_twice"
    CREDITED_ELSEWHERE = "quota_credited_elsewhere"
    TAKEN_BACK = "quota_credited_and_taken_back"
    OVER_REFUNDED = "quota_over_refunded"
    DAY_LABEL = "day_label_skew"
    DAY_NOT_CLOSED = "day_not_closed"
    WRONG_DAY_KEY = "day_key_wrong"
    POLICY_LAG = "policy_lag"
    TWO_NUMBERS = "member_two_numbers"
    UNUSUAL_RATE = "officer_unusual_rate"


class Weight(StrEnum):
    """How grave a kind is. ``BROKEN``: a promise does not hold, there must be none. ``LOOK``:
    somebody must find out why. ``NOTE``: it happens at every port, and is worth knowing."""

    BROKEN = "must_be_zero"
    LOOK = "look"
    NOTE = "note"


_NOTES: Final = frozenset({Kind.NOT_REDEEMED, Kind.POLICY_LAG})
_LOOKS: Final = frozenset(
    {
        *(Kind.GAP, Kind.PUT_ASIDE, Kind.NOT_ARRIVED, Kind.REDEEMED_EARLY),
        *(Kind.DAY_LABEL, Kind.DAY_NOT_CLOSED, Kind.TWO_NUMBERS, Kind.UNUSUAL_RATE),
    }
)


def weight_of(kind: Kind) -> Weight:
    """How grave a kind is; what is not named as less is grave."""
    if kind in _NOTES:
        return Weight.NOTE
    return Weight.LOOK if kind in _LOOKS else Weight.BROKEN


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit. ``subject`` tells it from others of its kind, ``dossier`` is
    what was looked at. Where ``waits_for`` names a site, its journal has not come as far as what
    would explain it: until ``since_ms`` (ms, UTC) lies further back than the grace it does not
    count, and then as what it is, a journal that has not arrived."""

    kind: Kind
    subject: str
    dossier: str
    site: SiteNo | None = None
    member: MemberNo | None = None
    day: str | None = None
    events: tuple[EventId, ...] = ()
    figures: Mapping[str, int | str] = field(default_factory=dict)
    waits_for: SiteNo | None = None
    since_ms: int = 0


@dataclass(frozen=True, slots=True)
class Tolerances:
    """By how much journals may differ from one another before anybody is asked."""

    grace_ms: int = 3 * DAY_MS
    ahead_ms: int = 10 * 60 * 1000
    close_after: timedelta = timedelta(hours=36)
    label_days: int = 2
    rates_since_days: int = 30
    fewest_acts: int = 50
    unusual_sigmas: int = 4


USUAL: Final = Tolerances()


class Reached(StrEnum):
    """Whether the hub knows what stands at a place of a journal."""

    APPLIED = "applied"
    NOT_YET = "not_yet"
    UNKNOWABLE = "unknowable"


@dataclass(frozen=True, slots=True)
class JournalReach:
    """How far one epoch's journal is applied, and which places of it nobody can see: missing for
    good, or put aside. ``told_ms`` is when its site signed its end (ms, UTC)."""

    applied: int
    told_ms: int
    gaps: tuple[tuple[int, int], ...] = ()
    aside: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What the hub has of all journals when it looks, and when that is (ms, UTC)."""

    now_ms: int
    journals: Mapping[tuple[str, str], JournalReach]
    tolerances: Tolerances = USUAL

    def reached(self, name: EventId) -> Reached:
        """Whether what a place of a journal says has been seen."""
        journal = self.journals.get((name.site, name.epoch))
        if journal is None or journal.applied < name.seq:
            return Reached.NOT_YET
        hidden = name.seq in journal.aside
        gone = any(first <= name.seq <= last for first, last in journal.gaps)
        return Reached.UNKNOWABLE if hidden or gone else Reached.APPLIED

    def is_whole(self, site: str) -> bool:
        """Whether nothing is missing or put aside of what is here of a site."""
        of_it = [each for (whose, _), each in self.journals.items() if whose == site]
        return not any(each.gaps or each.aside for each in of_it)

    def told_ms(self, site: str) -> int:
        """Up to when a site has told everything; 0 for one never heard."""
        of_it = (each.told_ms for (whose, _), each in self.journals.items() if whose == site)
        return max(of_it, default=0)

    def judge(self, finding: Finding) -> Finding | None:
        """What a finding counts as; ``None`` while a journal that is late may still explain it.

        A journal that ended with its disk never comes: it accuses nobody, but is asked for.
        """
        if finding.waits_for is None:
            return finding
        if self.now_ms < finding.since_ms + self.tolerances.grace_ms:
            return None
        subject = f"{finding.kind} {finding.subject}"
        return replace(finding, kind=Kind.NOT_ARRIVED, subject=subject, site=finding.waits_for)
