"""What a risk hit is about, whether it holds, and which cases it sends to an officer."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from service.kit.ids import has_check_digit
from service.kit.plates import read_plate
from service.vocabulary import GroupNo, MemberNo, SiteNo

LONGEST_MS: Final = 90 * 24 * 3600 * 1000
"""A hit is renewed or forgotten: nobody is watched for ever."""


class HitKind(StrEnum):
    """What a hit is about; the ways are seen from where it was entered."""

    MEMBER = "member"
    GROUP = "group"
    GOODS = "goods"
    PLATE = "plate"
    FROM_SITE = "from_site"
    TO_SITE = "to_site"
    ALL = "all"


class HitReason(StrEnum):
    """Why a hit was entered: a closed list, told to officers alone."""

    TIP = "tip"
    EARLIER_FINDING = "earlier_finding"
    SPOT_CHECK = "spot_check"
    QUARANTINE = "quarantine"
    OTHER = "other"


class LiftReason(StrEnum):
    """Why a hit was lifted before its time."""

    SETTLED = "settled"
    MISTAKE = "mistake"
    OTHER = "other"


class HitState(StrEnum):
    """Whether a hit still sends anybody to an officer."""

    HOLDS = "holds"
    EXPIRED = "expired"
    LIFTED = "lifted"


class HitRefusal(StrEnum):
    """Why a hit is not entered or lifted."""

    BAD_SCOPE = "hit_bad_scope"
    ALREADY_OVER = "hit_already_over"
    TOO_LONG = "hit_too_long"
    UNKNOWN_HIT = "unknown_hit"
    LIFTED = "hit_lifted"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a hit is about; ``value`` is empty for all."""

    kind: HitKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What stands before an officer. ``goods`` are catalogue code and heading of each line, or
    ``None`` when there are goods of which nobody has shown the list."""

    member: MemberNo | None = None
    group: GroupNo | None = None
    goods: tuple[tuple[str, str], ...] | None = ()
    plate: str | None = None
    from_site: SiteNo | None = None
    to_site: SiteNo | None = None


def read_scope(kind: HitKind, value: str) -> Scope | HitRefusal:
    """The scope in the form in which it is kept. Refuses with ``BAD_SCOPE``."""
    read = _READERS[kind](value.strip())
    return HitRefusal.BAD_SCOPE if read is None else Scope(kind, read)


def judge_until(until_ms: int, now_ms: int) -> HitRefusal | None:
    """Whether a hit may hold until then (ms, UTC; the end is outside)."""
    if until_ms <= now_ms:
        return HitRefusal.ALREADY_OVER
    return HitRefusal.TOO_LONG if until_ms - now_ms > LONGEST_MS else None


def state_of(*, until_ms: int, is_lifted: bool, now_ms: int) -> HitState:
    if is_lifted:
        return HitState.LIFTED
    return HitState.HOLDS if now_ms < until_ms else HitState.EXPIRED


def concerns(scope: Scope, case: Case) -> bool:
    """Whether a hit of this scope is about the case. Goods that nobody has told are about every
    goods: what is not known is not waved through."""
    value = scope.value
    match scope.kind:
        case HitKind.MEMBER:
            return case.member is not None and str(case.member) == value
        case HitKind.GOODS:
            return case.goods is None or any(
                code == value or heading.startswith(value) for code, heading in case.goods
            )
        case HitKind.ALL:
            return True
    return value == _TOLD[scope.kind](case)


_TOLD: Final[Mapping[HitKind, Callable[[Case], str | None]]] = {
    HitKind.GROUP: lambda case: case.group,
    HitKind.PLATE: lambda case: case.plate,
    HitKind.FROM_SITE: lambda case: case.from_site,
    HitKind.TO_SITE: lambda case: case.to_site,
}


def _member(value: str) -> str | None:
    is_number = value.isascii() and value.isdigit() and len(value) <= 8
    return str(int(value)) if is_number and has_check_digit(int(value)) else None


def _matching(pattern: str) -> Callable[[str], str | None]:
    return lambda value: value if re.fullmatch(pattern, value) else None


_READERS: Final[Mapping[HitKind, Callable[[str], str | None]]] = {
    HitKind.MEMBER: _member,
    HitKind.GROUP: _matching(r"G[0-9]{3,4}"),
    HitKind.GOODS: _matching(r"[a-z][a-z0-9_]{1,63}|[0-9]{2,10}"),
    HitKind.PLATE: read_plate,
    HitKind.FROM_SITE: _matching(r"S[0-9]{2}"),
    HitKind.TO_SITE: _matching(r"S[0-9]{2}"),
    HitKind.ALL: _matching(r""),
}
