"""The figures by which passes, draws, weights and old lists are judged."""

from dataclasses import dataclass, field
from enum import StrEnum

from service.policies.rules.dates import Span
from service.policies.rules.names import Names
from service.vocabulary import Unit

HOUR = 3600


class Tier(StrEnum):
    """How a member has kept to the rules so far, from recorded facts only."""

    GREEN = "green"
    ORDINARY = "ordinary"
    WATCHED = "watched"


class Beyond(StrEnum):
    """What follows when a list is older than the amber band; it never stops a site."""

    AMBER = "amber"
    INSPECT = "inspect"


@dataclass(frozen=True, slots=True)
class PassTerms:
    """How long a pass is valid: never past the end of its trade day by more than
    ``past_day_end_seconds``. An issue time may lie ``ahead_seconds`` ahead."""

    valid_seconds: int = 4 * HOUR
    past_day_end_seconds: int = 2 * HOUR
    ahead_seconds: int = 600


@dataclass(frozen=True, slots=True)
class Tolerances:
    """By how much weight and price may differ, in parts of ten thousand, unquestioned."""

    weight_per_myriad: int = 0
    price_per_myriad: int = 0


@dataclass(frozen=True, slots=True)
class Staleness:
    """How old lists may be, in seconds: ordinary up to one age, amber up to the other, both
    included (docs/protocol.md)."""

    ordinary_seconds: int = 24 * HOUR
    amber_seconds: int = 7 * 24 * HOUR
    beyond: Beyond = Beyond.INSPECT


@dataclass(frozen=True, slots=True)
class Check:
    """A check that an inspection may have made; a pass carries its ``bit``."""

    bit: int
    code: str
    names: Names


@dataclass(frozen=True, slots=True)
class WholePackages:
    """Goods that are divided by whole packages only, from ``at_least`` of ``unit`` on."""

    unit: Unit
    at_least: int
    goods: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyRate:
    """What the excess of goods bears, in parts of ten thousand of its value."""

    headings: tuple[str, ...]
    per_myriad: int
    span: Span


USUAL_PASSES = PassTerms()
NO_TOLERANCE = Tolerances()
USUAL_STALENESS = Staleness()


@dataclass(frozen=True, slots=True)
class Terms:
    """All of them; ``draws_per_myriad`` is the sampling rate of each tier, ``overrides`` whether a
    supervisor may let a member take more than the quota, and ``second_officer_overrides`` whether
    another officer must vouch for it too."""

    passes: PassTerms = USUAL_PASSES
    tolerances: Tolerances = NO_TOLERANCE
    staleness: Staleness = USUAL_STALENESS
    draws_per_myriad: dict[Tier, int] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    whole_packages: tuple[WholePackages, ...] = ()
    duty: tuple[DutyRate, ...] = ()
    overrides: bool = False
    second_officer_overrides: bool = False


USUAL_TERMS = Terms()
"""As docs/protocol.md has them, for a pack that does not say."""
