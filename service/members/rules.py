"""Who may be a member and trade: ages, standing, and what each cell of a roster may say."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from service.kit.loose_text import read_date, read_yes_no
from service.kit.pii import mask_certificate, mask_name
from service.vocabulary import GroupNo, TradeDay

ADULT_YEARS: Final = 18
NAME_LIMIT: Final = 60
VILLAGE_LIMIT: Final = 40
NO_END: Final = TradeDay("9999-12-31")
"""The certificate is valid without end (长期), or the list names no end."""


class Standing(StrEnum):
    """Whether a member may trade. Why not is for officers' eyes, never for a public screen."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"


class StandingReason(StrEnum):
    """Why a member does not trade; a closed list, because feeds carry no free text."""

    CERTIFICATE_LENT = "certificate_lent"
    UNDER_REVIEW = "under_review"
    MOVED_AWAY = "moved_away"
    OWN_REQUEST = "own_request"
    DECEASED = "deceased"
    OTHER = "other"


class MemberRole(StrEnum):
    """What a member is in the group."""

    MEMBER = "member"
    LEADER = "leader"


class RowReason(StrEnum):
    """Why a row of a list is not taken as it stands (beside its form and its certificate)."""

    CERTIFICATE_TWICE = "certificate_twice"
    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    GROUP_MISSING = "group_missing"
    GROUP_UNREADABLE = "group_unreadable"
    GROUP_UNKNOWN = "group_unknown"
    ROLE_UNKNOWN = "role_unknown"
    VILLAGE_TOO_LONG = "village_too_long"
    SUPPORTED_UNREADABLE = "supported_unreadable"
    PHONE_UNREADABLE = "phone_unreadable"
    STANDING_UNKNOWN = "standing_unknown"
    VALID_UNTIL_UNREADABLE = "valid_until_unreadable"
    BORN_UNREADABLE = "born_unreadable"
    BORN_CONTRADICTS = "born_contradicts"
    MINOR_AS_DECLARANT = "minor_as_declarant"
    MINOR_AS_LEADER = "minor_as_leader"
    GUARDIAN_UNREADABLE = "guardian_unreadable"
    GUARDIAN_IS_SELF = "guardian_is_self"
    GUARDIAN_UNKNOWN = "guardian_unknown"
    GUARDIAN_IS_MINOR = "guardian_is_minor"
    AREA_UNKNOWN = "area_unknown"
    TAKEN_AS_NOTE = "taken_as_note"


class LostCardRefusal(StrEnum):
    """Why a card is not reported lost."""

    UNKNOWN_MEMBER = "unknown_member"
    ALREADY_REPORTED = "card_already_reported"


WARNINGS: Final = frozenset({RowReason.AREA_UNKNOWN, RowReason.TAKEN_AS_NOTE})
"""Reasons that are told and keep no row out."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in which line and field; the value is masked, `see_line` is repeated.

    The reason is of a closed list: RowReason, CertificateReason, BrokenReason, GroupReason.
    """

    line: int
    field: str
    reason: StrEnum
    value: str = ""
    see_line: int | None = None


def serial_in_use(last_revoked: int | None) -> int:
    """The serial of the card a member carries now: cards are numbered on from 1, and each but the
    last is revoked when the next is issued."""
    return (last_revoked or 0) + 1


def is_minor(born: str, day: TradeDay) -> bool:
    """Tell whether a person is under 18 on the trade day: beneficiary, never declarant.

    Someone born on 29 February comes of age on 1 March of a common year.
    """
    return f"{int(born[:4]) + ADULT_YEARS:04d}{born[4:]}" > day


def age_on(born: str, day: TradeDay) -> int:
    """Count the full years of life on a day; dates are YYYY-MM-DD."""
    return int(day[:4]) - int(born[:4]) - (day[4:] < born[4:])


def standing_on(day: TradeDay, *, listed: Standing, valid_until: TradeDay) -> Standing:
    """Give the standing on a day: what is listed active still ends after its last valid day."""
    if listed is Standing.ACTIVE and valid_until < day:
        return Standing.EXPIRED
    return listed


def read_name(text: str) -> str | RowReason:
    """Read a person's name as written."""
    if not any(map(str.isalnum, text)):
        return RowReason.NAME_MISSING
    return text if len(text) <= NAME_LIMIT else RowReason.NAME_TOO_LONG


def read_group_no(text: str) -> GroupNo | RowReason:
    """Read a group's number: G017, g17 and 017 name the same group."""
    if not text:
        return RowReason.GROUP_MISSING
    matched = _GROUP_NO.fullmatch(text)
    return GroupNo(f"G{int(matched[1]):03d}") if matched else RowReason.GROUP_UNREADABLE


def read_role(text: str) -> MemberRole | RowReason:
    """Read a member's role; an empty cell is an ordinary member."""
    return _ROLES.get(text.casefold(), RowReason.ROLE_UNKNOWN)


def read_village(text: str) -> str | RowReason:
    """Read a village's name as written; it may be empty."""
    return text if len(text) <= VILLAGE_LIMIT else RowReason.VILLAGE_TOO_LONG


def read_supported(text: str) -> bool | RowReason:
    """Read whether the group supports the member: yes or no, or the kind of hardship."""
    if not text or text in _SUPPORTED:
        return bool(text)
    answer = read_yes_no(text)
    return RowReason.SUPPORTED_UNREADABLE if answer is None else answer


def read_phone(text: str) -> bool | RowReason:
    """Read whether the member has a smartphone. A number means yes, and is not kept."""
    if not text or _PHONE_NUMBER.fullmatch(text):
        return bool(text)
    answer = read_yes_no(text)
    return RowReason.PHONE_UNREADABLE if answer is None else answer


def read_standing(text: str) -> Standing | RowReason:
    """Read a member's standing; an empty cell is active."""
    return _STANDINGS.get(text.casefold(), RowReason.STANDING_UNKNOWN)


def read_standing_reason(text: str, standing: Standing) -> StandingReason | None:
    """Read why a member does not trade: the nearest word of the closed list; active has none."""
    if not text or standing is Standing.ACTIVE:
        return None
    return _STANDING_REASONS.get(text.casefold(), StandingReason.OTHER)


def read_valid_until(text: str) -> TradeDay | RowReason:
    """Read the last day on which the certificate is valid, that day included."""
    if not text or text.casefold() in _WITHOUT_END:
        return NO_END
    read = read_date(text)
    return RowReason.VALID_UNTIL_UNREADABLE if read is None else TradeDay(read)


def read_born(text: str, *, told: str, exact: bool) -> str | RowReason:
    """Read the birth date of its own column beside the one the certificate number tells.

    The number decides; where it tells only the year (`exact` false), the column fills in the day.
    """
    if not text:
        return told
    read = read_date(text)
    if read is None:
        return RowReason.BORN_UNREADABLE
    agrees = read == told if exact else read[:4] == told[:4]
    return read if agrees else RowReason.BORN_CONTRADICTS


def mask_cell(field: str, text: str) -> str:
    """Mask a cell for the report of faults. Columns may be shifted, so every field is suspect:
    only group numbers and words of a list are shown as they are."""
    if field in _SHOWN_IF_HARMLESS and _HARMLESS.fullmatch(text):
        return text
    return mask_certificate(text) if _HAS_DIGITS.search(text) else mask_name(text)


_GROUP_NO = re.compile(r"G?0*(\d{1,4})", re.ASCII | re.IGNORECASE)
_PHONE_NUMBER = re.compile(r"\+?\d[\d -]{6,18}", re.ASCII)
_HAS_DIGITS = re.compile(r"\d{6}", re.ASCII)
_HARMLESS = re.compile(r"[A-Za-z]{0,12}\d{0,4}|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?", re.ASCII)
_SHOWN_IF_HARMLESS = frozenset(
    {"group", "parent", "kind", "role", "supported", "phone", "standing", "valid_until"}
)
_ROLES = {
    "": MemberRole.MEMBER,
    "member": MemberRole.MEMBER,
    "组员": MemberRole.MEMBER,
    "成员": MemberRole.MEMBER,
    "副组长": MemberRole.MEMBER,
    "thành viên": MemberRole.MEMBER,
    "leader": MemberRole.LEADER,
    "组长": MemberRole.LEADER,
    "tổ trưởng": MemberRole.LEADER,
}
_STANDINGS = {
    "": Standing.ACTIVE,
    "active": Standing.ACTIVE,
    "正常": Standing.ACTIVE,
    "有效": Standing.ACTIVE,
    "suspended": Standing.SUSPENDED,
    "停用": Standing.SUSPENDED,
    "暂停": Standing.SUSPENDED,
    "expired": Standing.EXPIRED,
    "过期": Standing.EXPIRED,
    "失效": Standing.EXPIRED,
}
_STANDING_REASONS = {reason.value: reason for reason in StandingReason} | {
    "出借证件": StandingReason.CERTIFICATE_LENT,
    "待核实": StandingReason.UNDER_REVIEW,
    "迁出": StandingReason.MOVED_AWAY,
    "本人申请": StandingReason.OWN_REQUEST,
    "死亡": StandingReason.DECEASED,
    "其他": StandingReason.OTHER,
}
_SUPPORTED = frozenset({"困难户", "孤儿", "低保户", "脱贫户", "监测户", "特困", "supported"})
_WITHOUT_END = frozenset({"长期", "长期有效", "永久", "no end", "không thời hạn"})
