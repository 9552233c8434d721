"""How far a site's key, and what this site last heard about it, may be relied on."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.vocabulary import Epoch

HOUR_MS = 60 * 60 * 1000
DAY_MS = 24 * HOUR_MS


class Standing(StrEnum):
    """What the authority's word about the key that signed something is worth now.

    ``KEY_REVOKED`` is a thing signed before the last seq that stands: it needs an inspection.
    ``UNDONE`` lies beyond that seq: it stands for nothing.
    """

    GOOD = "good"
    UNDONE = "undone"
    KEY_REVOKED = "key_revoked"
    NOT_YET = "not_yet"
    LAPSED = "lapsed"
    NO_RIGHT = "no_right"


class Freshness(StrEnum):
    """How old the lists of what was revoked are."""

    FRESH = "fresh"
    AMBER = "amber"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class IssuerFacts:
    """What is known of a key and of one thing it signed, number ``seq`` of its journal.

    ``is_valid`` and ``has_begun`` are of its record now; ``last_standing`` is the last seq that
    a revocation lets stand, ``None`` while there is none.
    """

    seq: int
    has_begun: bool
    is_valid: bool
    may_issue: bool
    last_standing: int | None


@dataclass(frozen=True, slots=True)
class ListTerms:
    """Up to which age lists are fresh, and amber (ms); both bounds are inclusive."""

    fresh_ms: int = 24 * HOUR_MS
    amber_ms: int = 7 * DAY_MS


def judge_standing(facts: IssuerFacts) -> Standing:
    """Once a revocation is known nothing of the key is honoured without an inspection, and what
    lies beyond its last seq not at all: no time that a signer claims counts."""
    if facts.last_standing is not None:
        return Standing.KEY_REVOKED if facts.seq <= facts.last_standing else Standing.UNDONE
    if not facts.has_begun:
        return Standing.NOT_YET
    if not facts.is_valid:
        return Standing.LAPSED
    return Standing.GOOD if facts.may_issue else Standing.NO_RIGHT


def grade_lists(age_ms: int | None, terms: ListTerms) -> Freshness:
    """How old lists are; those that never came (``None``) are as stale as can be."""
    if age_ms is None or age_ms > terms.amber_ms:
        return Freshness.STALE
    return Freshness.FRESH if age_ms <= terms.fresh_ms else Freshness.AMBER


def epochs_carried_on(present: Epoch, continued: Mapping[Epoch, Epoch | None]) -> frozenset[Epoch]:
    """The present epoch, and those before it whose rights passed over to it whole.

    ``continued`` says for each epoch of this site which closed one its record names. An epoch
    that ended otherwise breaks the line, and so does all that lies before it.
    """
    line = [present]
    while (before := continued.get(line[-1])) is not None and before not in line:
        line.append(before)
    return frozenset(line)
