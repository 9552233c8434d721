"""Every row that cannot be is refused by line, field and reason, and the others are taken."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kit.certificates import CertificateReason
from service.kit.text_table import BrokenReason
from service.members.judge_roster import (
    AcceptedRow,
    JudgedRoster,
    RosterFrame,
    RosterRow,
    judge_roster,
    judge_row,
)
from service.members.rules import NO_END, MemberRole, RowFault, RowReason, Standing
from tests.members.rosters import ADULT, CHILD, DAY, FRAME, certificate, roster_row

certificate_of_serial = partial(certificate, "1980-05-31")
FIELDS = [field for field in RosterRow.__dataclass_fields__ if field != "line"]


def judge(*rows: RosterRow | RowFault) -> JudgedRoster:
    return judge_roster(rows, FRAME)


def told(judged: JudgedRoster) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.field, fault.reason) for fault in judged.faults]


def test_a_row_with_the_three_columns_it_must_have_names_a_member() -> None:
    (row,) = judge(roster_row()).accepted
    assert row.certificate.number == ADULT
    assert (row.name, row.group, row.role) == ("测试-甲-0001", "G017", MemberRole.MEMBER)
    assert (row.standing, row.reason, row.valid_until) == (Standing.ACTIVE, None, NO_END)
    assert (row.supported, row.phone, row.guardian, row.born) == (False, False, None, "1980-05-31")


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("certificate", "", CertificateReason.MISSING),
        ("certificate", ADULT[:-1], CertificateReason.LENGTH),
        ("certificate", ADULT[:-1] + "#", CertificateReason.CHARACTERS),
        ("certificate", ADULT[:-1] + str((int(ADULT[-1]) + 1) % 10), CertificateReason.CHECK_DIGIT),
        ("certificate", "99900119800230001X", CertificateReason.BIRTH_DATE),
        ("certificate", "9.99001198005E+17", CertificateReason.ROUNDED),
        ("name", "", RowReason.NAME_MISSING),
        ("group", "", RowReason.GROUP_MISSING),
        ("group", "河洲", RowReason.GROUP_UNREADABLE),
        ("group", "G999", RowReason.GROUP_UNKNOWN),
        ("role", "主任", RowReason.ROLE_UNKNOWN),
        ("village", "村" * 41, RowReason.VILLAGE_TOO_LONG),
        ("supported", "待定", RowReason.SUPPORTED_UNREADABLE),
        ("valid_until", "明年", RowReason.VALID_UNTIL_UNREADABLE),
        ("standing", "不明", RowReason.STANDING_UNKNOWN),
        ("phone", "问邻居", RowReason.PHONE_UNREADABLE),
        ("born", "1980-05-30", RowReason.BORN_CONTRADICTS),
        ("guardian", "王大明", RowReason.GUARDIAN_UNREADABLE),
        ("guardian", ADULT, RowReason.GUARDIAN_IS_SELF),
        ("guardian", CHILD, RowReason.GUARDIAN_IS_MINOR),
        ("guardian", certificate(serial=77), RowReason.GUARDIAN_UNKNOWN),
    ],
)
def test_a_bad_cell_is_named_and_the_next_row_is_taken(field: str, text: str, reason: str) -> None:
    judged = judge(roster_row(5, **{field: text}), roster_row(6, certificate=certificate(serial=2)))
    assert told(judged) == [(5, field, reason)]
    assert [row.line for row in judged.accepted] == [6]


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    judged = judge(roster_row(3, certificate="1", name="", group="G999", phone="?"))
    assert {field for _, field, _ in told(judged)} == {"certificate", "name", "group", "phone"}


def test_of_two_rows_for_one_person_the_first_is_taken_and_the_second_names_it() -> None:
    judged = judge(roster_row(2), roster_row(9, name="测试-乙-0002", group="G001"))
    assert [row.line for row in judged.accepted] == [2]
    (fault,) = judged.faults
    assert (fault.line, fault.reason, fault.see_line) == (9, RowReason.CERTIFICATE_TWICE, 2)


def test_a_duplicate_is_found_however_it_is_typed() -> None:
    number = next(n for n in map(certificate_of_serial, range(99)) if n.endswith("X"))
    wide = number.lower().translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789x"})
    judged = judge(roster_row(2, certificate=number), roster_row(3, certificate=wide))
    assert told(judged) == [(3, "certificate", RowReason.CERTIFICATE_TWICE)]


def test_a_minor_without_a_guardian_would_be_a_declarant_and_is_refused() -> None:
    judged = judge(roster_row(4, certificate=CHILD))
    assert told(judged) == [(4, "guardian", RowReason.MINOR_AS_DECLARANT)]


def test_a_minor_with_a_guardian_is_a_beneficiary_wherever_the_guardian_stands() -> None:
    before = judge(roster_row(2), roster_row(3, certificate=CHILD, guardian=ADULT))
    after = judge(roster_row(2, certificate=CHILD, guardian=ADULT), roster_row(3))
    assert not before.faults
    assert not after.faults
    assert after.accepted[0].guardian == ADULT


def test_a_minor_is_no_leader_even_with_a_guardian() -> None:
    judged = judge(roster_row(2), roster_row(3, certificate=CHILD, guardian=ADULT, role="组长"))
    assert told(judged) == [(3, "role", RowReason.MINOR_AS_LEADER)]


def test_the_day_decides_who_is_a_minor() -> None:
    born_18_years_ago = certificate("2008-11-24")
    assert not judge(roster_row(certificate=born_18_years_ago)).faults
    assert judge(roster_row(certificate=certificate("2008-11-25"))).faults


def test_a_guardian_whose_own_row_is_bad_guards_nobody() -> None:
    judged = judge(
        roster_row(2, group="G999"),
        roster_row(3, certificate=CHILD, guardian=ADULT),
    )
    assert told(judged) == [
        (2, "group", RowReason.GROUP_UNKNOWN),
        (3, "guardian", RowReason.GUARDIAN_UNKNOWN),
    ]


def test_a_chain_of_guardians_falls_as_one() -> None:
    other = certificate("1985-01-01")
    judged = judge(
        roster_row(2, guardian=certificate(serial=99)),
        roster_row(3, certificate=other, guardian=ADULT),
        roster_row(4, certificate=CHILD, guardian=other),
    )
    assert not judged.accepted
    assert {reason for *_, reason in told(judged)} == {RowReason.GUARDIAN_UNKNOWN}


def test_a_guardian_may_be_a_member_already() -> None:
    frame = RosterFrame(day=DAY, groups={"G017"}, known_adults={ADULT})
    assert not judge_roster([roster_row(certificate=CHILD, guardian=ADULT)], frame).faults


def test_the_vietnamese_day_of_birth_may_stand_in_its_column() -> None:
    row = roster_row(certificate="022208001234", born="2008-03-01")
    assert not judge(row).faults
    assert told(judge(roster_row(certificate="022208001234"))) == [
        (2, "guardian", RowReason.MINOR_AS_DECLARANT)
    ]


def test_an_unknown_area_is_told_and_keeps_nobody_out() -> None:
    judged = judge(roster_row(certificate=certificate(area="123456")))
    assert len(judged.accepted) == 1
    assert [fault.reason for fault in judged.warnings] == [RowReason.AREA_UNKNOWN]


def test_demonstration_persons_are_counted() -> None:
    judged = judge(roster_row(2), roster_row(3, certificate=certificate(area="450681")))
    assert (len(judged.accepted), judged.synthetic) == (2, 1)


def test_what_is_wrong_with_the_file_is_handed_on_in_the_order_of_lines() -> None:
    judged = judge(
        RowFault(4, "row", BrokenReason.LINE_TOO_LONG),
        roster_row(5, name=""),
        RowFault(7, "row", RowReason.TAKEN_AS_NOTE),
        roster_row(3, group=""),
    )
    assert [fault.line for fault in judged.faults] == [3, 4, 5]
    assert [fault.line for fault in judged.warnings] == [7]


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=30)))
def test_no_cell_breaks_the_judgement(cells: dict[str, str]) -> None:
    verdict = judge_row(roster_row(**cells), frame=FRAME, seen={})
    assert isinstance(verdict, AcceptedRow) or verdict


@given(st.sampled_from(FIELDS))
def test_no_fault_shows_a_certificate_number_or_a_name(field: str) -> None:
    for secret in (certificate("1991-01-01")[:-1], "王小明"):
        for fault in judge(roster_row(**{field: secret})).faults:
            assert secret not in fault.value
