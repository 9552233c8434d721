"""Read the figures of a pack by which passes, draws, weights and old lists are judged."""

from typing import Any

from service.policies.rules.dates import Span
from service.policies.rules.names import read_names
from service.policies.rules.terms import (
    NO_TOLERANCE,
    USUAL_PASSES,
    USUAL_STALENESS,
    Beyond,
    Check,
    DutyRate,
    PassTerms,
    Staleness,
    Terms,
    Tier,
    Tolerances,
    WholePackages,
)
from service.vocabulary import Unit

Said = dict[str, Any]


def read_terms(said: Said) -> Terms:
    """The terms of a pack; what it does not say is as docs/protocol.md has it."""
    return Terms(
        passes=_passes(said["passes"]) if "passes" in said else USUAL_PASSES,
        tolerances=_tolerances(said["tolerances"]) if "tolerances" in said else NO_TOLERANCE,
        staleness=_staleness(said["staleness"]) if "staleness" in said else USUAL_STALENESS,
        draws_per_myriad={
            Tier(each["tier"]): int(each["per_myriad"]) for each in said.get("draws", ())
        },
        checks=tuple(
            Check(each["bit"], each["code"], read_names(each["names"]))
            for each in said.get("checks", ())
        ),
        whole_packages=tuple(map(_whole, said.get("whole_packages", ()))),
        duty=tuple(map(_duty, said.get("duty", ()))),
        overrides=bool(said.get("overrides", False)),
        second_officer_overrides=bool(said.get("second_officer_overrides", False)),
    )


def _passes(said: Said) -> PassTerms:
    return PassTerms(said["valid_seconds"], said["past_day_end_seconds"], said["ahead_seconds"])


def _tolerances(said: Said) -> Tolerances:
    return Tolerances(said["weight_per_myriad"], said["price_per_myriad"])


def _staleness(said: Said) -> Staleness:
    return Staleness(said["ordinary_seconds"], said["amber_seconds"], Beyond(said["beyond"]))


def _whole(said: Said) -> WholePackages:
    return WholePackages(
        unit=Unit(said["unit"]),
        at_least=said["at_least"],
        goods=tuple(said.get("goods", ())),
        headings=tuple(said.get("headings", ())),
    )


def _duty(said: Said) -> DutyRate:
    span = Span(said.get("from"), said.get("to"))
    return DutyRate(tuple(said["headings"]), said["per_myriad"], span)
