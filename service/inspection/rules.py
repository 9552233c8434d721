"""What an inspection may say, in closed lists, and when it counts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from service.policies.rules.terms import Check

MOST_SEALS: Final = 40
"""A pass carries the numbers of two, and of more their count and hash."""

SEAL_NUMBER: Final = "^[0-9A-Z-]{1,16}$"
"""As printed on seals, and as a pass carries it."""


class Result(StrEnum):
    """What an inspection came to. Only one that cleared lets a pass be issued."""

    CLEARED = "cleared"
    HELD = "held"
    REFUSED = "refused"


class Finding(StrEnum):
    """What the officer found: a closed list, since events carry no free text."""

    BEARER_DIFFERS = "bearer_differs"
    CERTIFICATE_DAMAGED = "certificate_damaged"
    CERTIFICATE_DIFFERS = "certificate_differs"
    GOODS_DIFFER = "goods_differ"
    WEIGHT_DIFFERS = "weight_differs"
    PACKING_DAMAGED = "packing_damaged"
    SEAL_BROKEN = "seal_broken"
    NOT_ALLOWED = "not_allowed"
    QUARANTINE = "quarantine"
    OTHER = "other"


class SealKind(StrEnum):
    """What kind of seal was set."""

    BOLT = "bolt"
    CABLE = "cable"
    STRIP = "strip"
    LABEL = "label"


class InspectionRefusal(StrEnum):
    """Why an inspection is not recorded."""

    UNKNOWN_MEMBER = "unknown_member"
    DAY_NOT_OPEN = "day_not_open"
    NOT_INSIDE = "inspection_not_inside"
    UNKNOWN_CHECK = "inspection_unknown_check"
    NOTHING_CHECKED = "inspection_nothing_checked"
    NOTHING_FOUND = "inspection_nothing_found"
    BAD_SEAL = "inspection_bad_seal"
    SAID_TWICE = "inspection_said_twice"
    UNKNOWN_DECLARATION = "inspection_unknown_declaration"
    OTHER_GOODS = "inspection_other_goods"
    UNKNOWN_GOODS = "inspection_unknown_goods"
    ABOVE_DECLARED = "inspection_above_declared"
    LESS_NOT_FOUND = "inspection_less_not_found"
    NOT_CONFIRMED = "inspection_not_confirmed"
    SEALS_WITHOUT_GOODS = "inspection_seals_without_goods"
    BAD_PLATE = "inspection_bad_plate"
    HIT = "inspection_hit"


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal: the number printed on it, its kind, the SHA-256 of its picture if one was taken."""

    number: str
    kind: SealKind
    photo: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """The centralised declaration that goods belong to: its members, 16 bytes of its hash."""

    members: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class SaidGoods:
    """A line as an officer says it: ``amount`` as measured, in the unit of the catalogue."""

    goods: str
    origin: str
    amount: int
    value_fen: int
    declared: int | None = None


@dataclass(frozen=True, slots=True)
class SaidLoad:
    """Goods as an officer says them, and the declaration here that they were declared by."""

    lines: tuple[SaidGoods, ...]
    declaration: str | None = None


@dataclass(frozen=True, slots=True)
class Inspected:
    """What an officer says of an inspection; ``checks`` are codes of the policy, ``hits`` the names
    of the risk hits that they have read, ``is_confirmed`` that the member was shown the result."""

    checks: tuple[str, ...]
    result: Result
    findings: tuple[Finding, ...] = ()
    seals: tuple[Seal, ...] = ()
    load: SaidLoad | None = None
    plate: str | None = None
    batch: Batch | None = None
    is_confirmed: bool = False
    hits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose inspection it is: checked in here, or standing at the counter with a pass."""

    is_known: bool
    is_inside: bool
    has_pass: bool


def judge_inspection(
    said: Inspected, subject: Subject, recognised: Iterable[Check], *, day_is_open: bool
) -> int | InspectionRefusal:
    """The checks as the bits of the policy, or why this is no inspection.

    Whoever is cleared was checked, and whoever is not has a finding that says why not.
    """
    if not day_is_open:
        return InspectionRefusal.DAY_NOT_OPEN
    if not subject.is_known and not subject.has_pass:
        return InspectionRefusal.UNKNOWN_MEMBER
    if not subject.is_inside and not subject.has_pass:
        return InspectionRefusal.NOT_INSIDE
    refusal = _judge_said(said) or _judge_goods(said, has_pass=subject.has_pass)
    return refusal or checks_to_bits(said.checks, recognised)


def checks_to_bits(checks: Iterable[str], recognised: Iterable[Check]) -> int | InspectionRefusal:
    """One bit for each check, as the policy numbers them."""
    bits = {each.code: 1 << each.bit for each in recognised}
    if not bits.keys() >= set(checks):
        return InspectionRefusal.UNKNOWN_CHECK
    return sum(bits[each] for each in set(checks))


def _judge_said(said: Inspected) -> InspectionRefusal | None:
    if said.result is Result.CLEARED and not said.checks:
        return InspectionRefusal.NOTHING_CHECKED
    if said.result is not Result.CLEARED and not said.findings:
        return InspectionRefusal.NOTHING_FOUND
    numbers = [each.number for each in said.seals]
    if any(len(set(each)) != len(each) for each in (said.checks, said.findings, numbers)):
        return InspectionRefusal.SAID_TWICE
    if len(numbers) > MOST_SEALS or not all(re.search(SEAL_NUMBER, each) for each in numbers):
        return InspectionRefusal.BAD_SEAL
    return None


def _judge_goods(said: Inspected, *, has_pass: bool) -> InspectionRefusal | None:
    """Seals and batches are on goods; on arrival those of a pass are sealed anew without a list."""
    if said.load is None:
        is_bare = not has_pass and (said.seals or said.batch)
        return InspectionRefusal.SEALS_WITHOUT_GOODS if is_bare else None
    if said.result is Result.CLEARED and not said.is_confirmed:
        return InspectionRefusal.NOT_CONFIRMED
    return None
