"""Named members, groups and officers of the border: Hezhou, Dongxing, Móng Cái."""

import csv
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from typing import Final

from service.kit.ids import FIRST_SERIAL, with_check_digit
from service.vocabulary import MemberNo, OfficerNo, Role
from tests.members.rosters import certificate

HEZHOU: Final = "G001"
DONGXING_GROUP: Final = "G002"
MONG_CAI: Final = "G003"
COORDINATION: Final = "G901"


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the office lists one, with the number that the authority will give."""

    place: int
    name: str
    certificate: str
    group: str
    role: str = "组员"
    supported: str = "否"
    valid_until: str = "长期"
    standing: str = "正常"
    reason: str = ""
    guardian: str = ""
    phone: str = "有"

    @property
    def number(self) -> MemberNo:
        """Numbers are given in the order of the roster."""
        return MemberNo(with_check_digit(FIRST_SERIAL + self.place))


CHEN: Final = Person(0, "陈亚福", certificate("1975-03-12", 1), HEZHOU, role="组长")
NENG_PO: Final = Person(
    1, "能婆婆", certificate("1948-09-30", 2), HEZHOU, supported="是", phone="无"
)
"""She cannot read and has no phone."""

DAWEI: Final = Person(2, "黄大伟", certificate("1990-07-01", 3), DONGXING_GROUP, role="组长")
LAN: Final = Person(3, "Nguyễn Thị Lan", "022185000017", MONG_CAI, role="组长")
LENDER: Final = Person(
    4, "李四", certificate("1983-01-02", 5), DONGXING_GROUP, standing="停用", reason="出借证件"
)
LAPSED: Final = Person(
    5, "吴五", certificate("1966-06-06", 6), DONGXING_GROUP, valid_until="2026-11-23"
)
"""The certificate ended the day before tests begin."""

EXPIRED: Final = Person(6, "郑六", certificate("1955-12-24", 7), HEZHOU, standing="过期")
CHILD: Final = Person(
    7, "陈小宝", certificate("2014-05-05", 8), HEZHOU, supported="是", guardian=CHEN.certificate
)
PEOPLE: Final = (CHEN, NENG_PO, DAWEI, LAN, LENDER, LAPSED, EXPIRED, CHILD)
NOBODY: Final = MemberNo(with_check_digit(9_876_543))
"""A number with the right check digit that was given to nobody."""

_ROSTER_HEADINGS = "姓名 证件号 互助组 角色 困难户 有效期至 状态 状态原因 监护人证件号 智能手机"
_GROUPS = (
    ("组号", "类型", "上级组", "所在村", "组名"),
    (HEZHOU, "互助组", COORDINATION, "河洲村", "河洲村第1互助组"),
    (DONGXING_GROUP, "互助组", "", "东兴", "东兴第1互助组"),
    (MONG_CAI, "互助组", "", "Móng Cái", "Tổ Móng Cái 1"),
    (COORDINATION, "大协作组", "", "河洲村", "河洲大协作组"),
)

PIN: Final = "480273"


@dataclass(frozen=True, slots=True)
class SiteOfficer:
    """An officer of Dongxing; all share one PIN."""

    officer: OfficerNo
    name: str
    role: Role


OFFICER: Final = SiteOfficer(OfficerNo("1001"), "关员一", Role.OFFICER)
SUPERVISOR: Final = SiteOfficer(OfficerNo("2001"), "主管一", Role.SUPERVISOR)
OTHER_SUPERVISOR: Final = SiteOfficer(OfficerNo("2002"), "主管二", Role.SUPERVISOR)
OPERATOR: Final = SiteOfficer(OfficerNo("3001"), "操作员一", Role.OPERATOR)
AUDITOR: Final = SiteOfficer(OfficerNo("9001"), "审计一", Role.AUDITOR)
OFFICERS: Final = (OFFICER, SUPERVISOR, OTHER_SUPERVISOR, OPERATOR, AUDITOR)


def roster(*people: Person) -> BytesIO:
    """A roster file of these people, as the office would hand it in."""
    rows = [
        (
            each.name,
            each.certificate,
            each.group,
            each.role,
            each.supported,
            each.valid_until,
            each.standing,
            each.reason,
            each.guardian,
            each.phone,
        )
        for each in people
    ]
    return _csv([tuple(_ROSTER_HEADINGS.split()), *rows])


def group_list() -> BytesIO:
    """The file of all groups."""
    return _csv(list(_GROUPS))


def somebody(place: int, **cells: str) -> Person:
    """An adult of Dongxing's group whom no other test knows; other cells as given."""
    person = Person(place, f"某人{place}", certificate("1980-05-31", 100 + place), DONGXING_GROUP)
    return replace(person, **cells)  # type: ignore[arg-type]  # every cell is text


def _csv(rows: list[tuple[str, ...]]) -> BytesIO:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return BytesIO(text.getvalue().encode("utf-8-sig"))
