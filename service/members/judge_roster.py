"""Judges a roster whole: each row by itself, and then each guardian against all rows."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from service.kit.certificates import (
    Certificate,
    CertificateKind,
    CertificateReason,
    judge_certificate,
)
from service.members.rules import (
    NO_END,
    WARNINGS,
    MemberRole,
    RowFault,
    RowReason,
    Standing,
    StandingReason,
    is_minor,
    mask_cell,
    read_born,
    read_group_no,
    read_name,
    read_phone,
    read_role,
    read_standing,
    read_standing_reason,
    read_supported,
    read_valid_until,
    read_village,
)
from service.vocabulary import GroupNo, TradeDay

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row of a roster as plain text, field by field; cells that are not there are empty."""

    line: int
    certificate: str = ""
    name: str = ""
    group: str = ""
    role: str = ""
    village: str = ""
    supported: str = ""
    valid_until: str = ""
    standing: str = ""
    reason: str = ""
    guardian: str = ""
    phone: str = ""
    born: str = ""


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """A row that names a member. The guardian is named by certificate number, as in the file."""

    line: int
    certificate: Certificate
    born: str
    name: str
    group: GroupNo
    role: MemberRole
    village: str
    supported: bool
    valid_until: TradeDay
    standing: Standing
    reason: StandingReason | None
    guardian: str | None
    phone: bool


@dataclass(frozen=True, slots=True)
class RosterFrame:
    """What a roster is judged against: the day, the groups that exist, the adults known already.

    `known_adults` answers for members outside the file: `number in known_adults`.
    """

    day: TradeDay
    groups: Container[str]
    known_adults: Container[str] = frozenset()


@dataclass(frozen=True, slots=True)
class JudgedRoster:
    """A roster judged whole: whom it lists, what keeps rows out, and what is only told."""

    accepted: list[AcceptedRow]
    faults: list[RowFault]
    warnings: list[RowFault]

    @property
    def synthetic(self) -> int:
        """Count the demonstration persons: none belongs on a real site."""
        return sum(row.certificate.is_synthetic for row in self.accepted)


def judge_roster(rows: Iterable[RosterRow | RowFault], frame: RosterFrame) -> JudgedRoster:
    """Judge all rows in the order of the file; of two rows for one person the first is taken.

    Faults of the file's form come in among the rows and are handed on.
    """
    accepted: dict[str, AcceptedRow] = {}
    seen: dict[str, int] = {}
    told: list[RowFault] = []
    for row in rows:
        verdict = (row,) if isinstance(row, RowFault) else judge_row(row, frame=frame, seen=seen)
        if isinstance(verdict, AcceptedRow):
            number = verdict.certificate.number
            accepted[number], seen[number] = verdict, verdict.line
        else:
            told.extend(verdict)
    told.extend(_take_out_wards_of_nobody(accepted, frame.known_adults))
    told.extend(_unknown_areas(accepted.values()))
    told.sort(key=lambda fault: fault.line)
    return JudgedRoster(
        accepted=list(accepted.values()),
        faults=[fault for fault in told if fault.reason not in WARNINGS],
        warnings=[fault for fault in told if fault.reason in WARNINGS],
    )


def judge_row(
    row: RosterRow, *, frame: RosterFrame, seen: Mapping[str, int]
) -> AcceptedRow | tuple[RowFault, ...]:
    """Judge one row; `seen` tells the line of each certificate number taken before.

    Whether a guardian named by number exists is judged with the whole roster.
    """
    taking = _Taking(row)
    certificate = taking.certificate(judge_certificate(row.certificate, frame.day), seen)
    standing = taking.cell("standing", read_standing(row.standing), Standing.ACTIVE)
    exact = certificate.kind is CertificateKind.CN_RESIDENT
    born = read_born(row.born, told=certificate.born, exact=exact)
    accepted = AcceptedRow(
        line=row.line,
        certificate=certificate,
        born=taking.cell("born", born, certificate.born),
        name=taking.cell("name", read_name(row.name), ""),
        group=taking.cell("group", _known_group(row.group, frame.groups), GroupNo("")),
        role=taking.cell("role", read_role(row.role), MemberRole.MEMBER),
        village=taking.cell("village", read_village(row.village), ""),
        supported=taking.cell("supported", read_supported(row.supported), False),
        valid_until=taking.cell("valid_until", read_valid_until(row.valid_until), NO_END),
        standing=standing,
        reason=read_standing_reason(row.reason, standing),
        guardian=taking.cell("guardian", _guardian(row, certificate, frame.day), None),
        phone=taking.cell("phone", read_phone(row.phone), False),
    )
    taking.refuse_minor(accepted, frame.day)
    return tuple(taking.faults) or accepted


class _Taking:
    """Takes the cells of one row, keeps what is wrong with them, and goes on with a stand-in."""

    def __init__(self, row: RosterRow) -> None:
        self.row = row
        self.faults: list[RowFault] = []

    def certificate(
        self, verdict: Certificate | CertificateReason, seen: Mapping[str, int]
    ) -> Certificate:
        if isinstance(verdict, CertificateReason):
            self._note("certificate", verdict)
            return _NOBODY
        if (line := seen.get(verdict.number)) is not None:
            self._note("certificate", RowReason.CERTIFICATE_TWICE, see_line=line)
        return verdict

    def cell(self, field: str, verdict: T | RowReason, stand_in: T) -> T:
        if isinstance(verdict, RowReason):
            self._note(field, verdict)
            return stand_in
        return verdict

    def refuse_minor(self, accepted: AcceptedRow, day: TradeDay) -> None:
        if self.faults or not is_minor(accepted.born, day):
            return
        if accepted.role is MemberRole.LEADER:
            self._note("role", RowReason.MINOR_AS_LEADER)
        if accepted.guardian is None:
            self._note("guardian", RowReason.MINOR_AS_DECLARANT)

    def _note(
        self, field: str, reason: RowReason | CertificateReason, see_line: int | None = None
    ) -> None:
        value = mask_cell(field, getattr(self.row, field))
        self.faults.append(RowFault(self.row.line, field, reason, value, see_line))


_NOBODY = Certificate("", CertificateKind.VN_CITIZEN, "1900-12-31", True)


def _known_group(text: str, groups: Container[str]) -> GroupNo | RowReason:
    group = read_group_no(text)
    if isinstance(group, RowReason) or group in groups:
        return group
    return RowReason.GROUP_UNKNOWN


def _guardian(row: RosterRow, ward: Certificate, day: TradeDay) -> str | RowReason | None:
    if not row.guardian:
        return None
    guardian = judge_certificate(row.guardian, day)
    if isinstance(guardian, CertificateReason):
        return RowReason.GUARDIAN_UNREADABLE
    if guardian.number == ward.number:
        return RowReason.GUARDIAN_IS_SELF
    return RowReason.GUARDIAN_IS_MINOR if is_minor(guardian.born, day) else guardian.number


def _take_out_wards_of_nobody(
    accepted: dict[str, AcceptedRow], known_adults: Container[str]
) -> Iterator[RowFault]:
    wards = {number: row for number, row in accepted.items() if row.guardian is not None}
    while lost := [
        number
        for number, row in wards.items()
        if row.guardian not in accepted and row.guardian not in known_adults
    ]:
        for number in lost:
            row = wards.pop(number)
            del accepted[number]
            value = mask_cell("guardian", row.guardian or "")
            yield RowFault(row.line, "guardian", RowReason.GUARDIAN_UNKNOWN, value)


def _unknown_areas(rows: Iterable[AcceptedRow]) -> Iterator[RowFault]:
    for row in rows:
        if not row.certificate.area_known:
            value = mask_cell("certificate", row.certificate.number)
            yield RowFault(row.line, "certificate", RowReason.AREA_UNKNOWN, value)
