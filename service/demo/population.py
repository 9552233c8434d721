"""Invents a border city's members: 25,000 people in 128 groups who do not exist."""

import csv
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Final

from stdnum.cn import ric

from service.demo.dice import Dice, log_normal_sizes
from service.groups.rules import LEAST_MEMBERS, GroupKind
from service.kit.certificates import SYNTHETIC_AREA
from service.kit.ids import Randomness
from service.members.rules import NO_END, MemberRole, Standing, StandingReason
from service.vocabulary import GroupNo, TradeDay

VILLAGES_FILE: Final = Path(__file__).with_name("data") / "villages.csv"
REFERENCE_VILLAGE: Final = "河洲村"
REFERENCE_GROUPS: Final = 20
REFERENCE_MEMBERS: Final = 420
REFERENCE_SUPPORTED: Final = 67
LARGEST_GROUP: Final = 600
ADULT_AGES: Final = (18, 80)
LEADER_AGES: Final = (28, 60)
MINOR_AGES: Final = (8, 17)
ONE_MINOR_IN: Final = 1000
SUPPORTED_PERCENT: Final = (6, 16)
NO_PHONE_PERCENT: Final = 15
SUSPENDED_PERCENT: Final = 3
EXPIRED_PERCENT: Final = 2

_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_FIRST_COORDINATION_GROUP: Final = 901
_COOPERATIVE: Final = GroupNo("G981")
_NO_END_FROM_AGE: Final = 46  # from that age on identity cards are issued without end
_NO_END_PERCENT: Final = 30
_PHONE_NOISE_DAYS: Final = 40 * 365


@dataclass(frozen=True, slots=True)
class PopulationPlan:
    """How many members and ordinary groups; Hezhou is among them when there is room for it."""

    members: int = 25_000
    groups: int = 128


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """A group as the office lists it."""

    group: GroupNo
    kind: GroupKind
    parent: GroupNo | None
    village: str
    name: str


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A member as the office lists one; the guardian by certificate number."""

    certificate: str
    born: str
    name: str
    group: GroupNo
    role: MemberRole
    village: str
    supported: bool
    valid_until: TradeDay
    standing: Standing = Standing.ACTIVE
    reason: StandingReason | None = None
    guardian: str | None = None
    phone: bool = True


@dataclass(frozen=True, slots=True)
class Population:
    """An invented city: its groups of all kinds, and the members of the ordinary ones."""

    groups: list[DemoGroup]
    members: list[DemoMember]


def make_population(
    random: Randomness, *, day: TradeDay, plan: PopulationPlan | None = None
) -> Population:
    """Invent a population as of a day; the same randomness gives the same people.

    Sizes log-normal from 20 to 600; 6 to 16 % supported; ages 18 to 80, one in a thousand a minor
    with a guardian; 15 % without a smartphone, the old more often; 5 % suspended or expired.
    """
    dice = Dice(random)
    plan = plan or PopulationPlan()
    groups = _make_groups(plan.groups)
    office = _Office(dice, day)
    with_minor = plan.members // ONE_MINOR_IN
    members: list[DemoMember] = []
    for place, (group, size, supported) in enumerate(_sizes(dice, plan, groups)):
        members += office.list_members(group, size, supported, has_minor=place < with_minor)
    members.sort(key=lambda member: member.group)
    _take_phones(dice, members)
    _end_standings(dice, members, day)
    return Population(groups, members)


def _make_groups(wanted: int) -> list[DemoGroup]:
    with VILLAGES_FILE.open(encoding="utf-8", newline="") as lines:
        villages = list(csv.DictReader(lines))
    ordinary: list[DemoGroup] = []
    wider = [DemoGroup(_COOPERATIVE, GroupKind.COOPERATIVE, None, "东兴", "东兴边贸合作社")]
    for row in villages:
        if len(ordinary) == wanted:
            break
        village, parent = row["village"], None
        if row["coordination_group"]:
            parent = GroupNo(f"G{_FIRST_COORDINATION_GROUP + len(wider) - 1}")
            name = f"{village}大协作组"
            wider.append(
                DemoGroup(parent, GroupKind.COORDINATION_GROUP, _COOPERATIVE, village, name)
            )
        for place in range(1, min(int(row["groups"]), wanted - len(ordinary)) + 1):
            number, name = GroupNo(f"G{len(ordinary) + 1:03d}"), f"{village}第{place}互助组"
            ordinary.append(DemoGroup(number, GroupKind.GROUP, parent, village, name))
    if len(ordinary) < wanted:
        raise ValueError(f"the villages have {len(ordinary)} groups, not {wanted}")
    return [*ordinary, *wider]


def _sizes(
    dice: Dice, plan: PopulationPlan, groups: list[DemoGroup]
) -> list[tuple[DemoGroup, int, int]]:
    """Give each ordinary group its size and its number of supported members, in a random order.

    Hezhou, whose groups come first, has the figures of the reference data if there is room for it.
    """
    ordinary = [group for group in groups if group.kind is GroupKind.GROUP]
    reference, others = ordinary[:REFERENCE_GROUPS], ordinary[REFERENCE_GROUPS:]
    rest = plan.members - REFERENCE_MEMBERS
    if not others or not LEAST_MEMBERS * len(others) <= rest <= LARGEST_GROUP * len(others):
        reference, others, rest = [], ordinary, plan.members
    sizes = log_normal_sizes(len(others), rest, least=LEAST_MEMBERS, most=LARGEST_GROUP)
    dice.shuffle(sizes)
    least, most = SUPPORTED_PERCENT
    drawn = [
        (group, size, dice.between(-(-size * least // 100), size * most // 100))
        for group, size in zip(others, sizes, strict=True)
    ]
    drawn += zip(
        reference,
        _evenly(REFERENCE_MEMBERS, len(reference)),
        _evenly(REFERENCE_SUPPORTED, len(reference)),
        strict=True,
    )
    dice.shuffle(drawn)
    return drawn


def _evenly(total: int, parts: int) -> list[int]:
    return [total * (part + 1) // parts - total * part // parts for part in range(parts)]


class _Office:
    """Lists members one after another: no name and no certificate number twice."""

    def __init__(self, dice: Dice, day: TradeDay) -> None:
        self._dice = dice
        self._day = date.fromisoformat(day)
        self._serial = count()
        self._taken: set[str] = set()

    def list_members(
        self, group: DemoGroup, size: int, supported: int, *, has_minor: bool
    ) -> list[DemoMember]:
        """List a group: the leader first; a minor last, supported and with a guardian."""
        places = list(range(1, size - has_minor))
        self._dice.shuffle(places)
        chosen = {*places[: supported - has_minor], *range(size - has_minor, size)}
        members = [
            self._list_adult(group, is_leader=place == 0, supported=place in chosen)
            for place in range(size - has_minor)
        ]
        if has_minor:
            members.append(self._list_minor(group, guardian=members[1].certificate))
        return members

    def _list_adult(self, group: DemoGroup, *, is_leader: bool, supported: bool) -> DemoMember:
        least, most = ADULT_AGES
        age = least + (self._dice.below(most - least + 1) + self._dice.below(most - least + 2)) // 2
        if is_leader:
            age = self._dice.between(*LEADER_AGES)
        born = self._born(age)
        return DemoMember(
            certificate=self._certificate(born),
            born=born.isoformat(),
            name=self._name(),
            group=group.group,
            role=MemberRole.LEADER if is_leader else MemberRole.MEMBER,
            village=group.village,
            supported=supported,
            valid_until=self._valid_until(age),
        )

    def _list_minor(self, group: DemoGroup, *, guardian: str) -> DemoMember:
        age = self._dice.between(*MINOR_AGES)
        born = self._born(age)
        return DemoMember(
            certificate=self._certificate(born),
            born=born.isoformat(),
            name=self._name(),
            group=group.group,
            role=MemberRole.MEMBER,
            village=group.village,
            supported=True,
            valid_until=self._valid_until(age),
            guardian=guardian,
        )

    def _born(self, age: int) -> date:
        birthday = self._day.replace(day=min(self._day.day, 28), year=self._day.year - age)
        return birthday - timedelta(days=self._dice.below(360))

    def _certificate(self, born: date) -> str:
        while True:
            draw = self._dice.below(1_000_000)
            body = f"{SYNTHETIC_AREA}{draw // 1000:03d}{born:%Y%m%d}{draw % 1000:03d}"
            if body not in self._taken:
                self._taken.add(body)
                return body + ric.calc_check_digit(body + "0")

    def _name(self) -> str:
        serial = next(self._serial)
        return f"测试-{_STEMS[serial % len(_STEMS)]}-{serial // len(_STEMS) + 1:04d}"

    def _valid_until(self, age: int) -> TradeDay:
        if age >= _NO_END_FROM_AGE and self._dice.below(100) < _NO_END_PERCENT:
            return NO_END
        return TradeDay((self._day + timedelta(days=self._dice.between(30, 3650))).isoformat())


def _take_phones(dice: Dice, members: list[DemoMember]) -> None:
    def late_for_phones(place: int) -> int:
        return date.fromisoformat(members[place].born).toordinal() + dice.below(_PHONE_NOISE_DAYS)

    places = sorted(range(len(members)), key=late_for_phones)
    for place in places[: len(members) * NO_PHONE_PERCENT // 100]:
        members[place] = replace(members[place], phone=False)


def _end_standings(dice: Dice, members: list[DemoMember], day: TradeDay) -> None:
    guardians = {member.guardian for member in members}
    places = [
        place
        for place, member in enumerate(members)
        if member.role is MemberRole.MEMBER
        and member.guardian is None
        and member.certificate not in guardians
    ]
    dice.shuffle(places)
    suspended = len(members) * SUSPENDED_PERCENT // 100
    expired = len(members) * EXPIRED_PERCENT // 100
    reasons = list(StandingReason)
    for place in places[:suspended]:
        reason = reasons[dice.below(len(reasons))]
        members[place] = replace(members[place], standing=Standing.SUSPENDED, reason=reason)
    for place in places[suspended : suspended + expired]:
        ended = date.fromisoformat(day) - timedelta(days=dice.between(1, 400))
        members[place] = replace(
            members[place], standing=Standing.EXPIRED, valid_until=TradeDay(ended.isoformat())
        )
