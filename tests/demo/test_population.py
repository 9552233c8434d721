"""The invented city has the sizes, ages and shares of the reference data, and nobody real."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.demo.dice import Dice, log_normal_sizes
from service.demo.population import (
    REFERENCE_VILLAGE,
    DemoMember,
    Population,
    PopulationPlan,
    make_population,
)
from service.demo.write_lists import REFERENCE_DAY, write_lists, write_population
from service.groups.judge_groups import judge_groups
from service.groups.read_groups import read_groups
from service.groups.rules import GroupKind, GroupShape, judge_shape
from service.kit.ids import seeded_randomness
from service.members.judge_roster import JudgedRoster, RosterFrame, judge_roster
from service.members.read_roster import read_roster
from service.members.rules import MemberRole, Standing, age_on
from service.vocabulary import TradeDay

DAY = TradeDay("2026-11-24")


@cache
def city() -> Population:
    return make_population(seeded_randomness("city"), day=DAY)


def members_by_group() -> dict[str, list[DemoMember]]:
    groups: dict[str, list[DemoMember]] = {}
    for member in city().members:
        groups.setdefault(member.group, []).append(member)
    return groups


def judge_lists(groups: Path, roster: Path, day: TradeDay) -> JudgedRoster:
    with groups.open("rb") as stream:
        listed = judge_groups(read_groups(stream), day=day, known={})
    assert not listed.faults
    frame = RosterFrame(day=day, groups={row.group for row in listed.accepted})
    with roster.open("rb") as stream:
        return judge_roster(read_roster(stream), frame)


def test_25_000_members_stand_in_128_groups_of_20_to_600() -> None:
    sizes = Counter(member.group for member in city().members)
    assert (sum(sizes.values()), len(sizes)) == (25_000, 128)
    assert 20 <= min(sizes.values()) <= 25
    assert 500 <= max(sizes.values()) <= 600
    assert sorted(sizes.values())[64] < 195, "log-normal: half the groups are below the mean"


def test_hezhou_has_20_groups_420_members_and_67_supported() -> None:
    hezhou = [member for member in city().members if member.village == REFERENCE_VILLAGE]
    assert len({member.group for member in hezhou}) == 20
    assert len(hezhou) == 420
    assert sum(member.supported for member in hezhou) == 67


def test_every_group_follows_the_model() -> None:
    for members in members_by_group().values():
        leaders = sum(member.role is MemberRole.LEADER for member in members)
        supported = sum(member.supported for member in members)
        shape = GroupShape(GroupKind.GROUP, len(members), supported, leaders)
        assert not judge_shape(shape)


def test_6_to_16_percent_are_supported() -> None:
    for members in members_by_group().values():
        supported = sum(member.supported for member in members)
        if members[0].village != REFERENCE_VILLAGE:
            assert 6 <= 100 * supported / len(members) <= 16
    assert 6 <= 100 * sum(member.supported for member in city().members) / 25_000 <= 16


def test_adults_are_18_to_80_and_a_few_minors_have_an_adult_guardian() -> None:
    ages = {member.certificate: age_on(member.born, DAY) for member in city().members}
    minors = [member for member in city().members if ages[member.certificate] < 18]
    assert len(minors) == 25
    for minor in minors:
        assert minor.supported
        assert minor.guardian
        assert ages[minor.guardian] >= 18
    assert max(ages.values()) <= 80
    assert sum(member.guardian is not None for member in city().members) == 25
    assert len(set(ages.values())) > 60


def test_15_percent_have_no_smartphone_the_old_more_often() -> None:
    without = [member for member in city().members if not member.phone]
    assert len(without) == 3_750
    over_60 = [member for member in city().members if age_on(member.born, DAY) > 60]
    assert sum(not member.phone for member in over_60) / len(over_60) > 0.3


def test_5_percent_are_suspended_or_expired_and_no_leader_is() -> None:
    standings = Counter(member.standing for member in city().members)
    assert standings[Standing.SUSPENDED] == 750
    assert standings[Standing.EXPIRED] == 500
    for member in city().members:
        assert (member.reason is not None) == (member.standing is Standing.SUSPENDED)
        assert (member.valid_until < DAY) == (member.standing is Standing.EXPIRED)
        if member.role is MemberRole.LEADER or member.guardian:
            assert member.standing is Standing.ACTIVE


def test_nobody_is_real_and_nobody_is_there_twice() -> None:
    certificates = {member.certificate for member in city().members}
    assert len(certificates) == len({member.name for member in city().members}) == 25_000
    assert all(certificate.startswith("999") for certificate in certificates)
    assert all(member.name.startswith("测试-") for member in city().members)


def test_some_groups_stand_below_a_coordination_group_and_these_below_a_cooperative() -> None:
    kinds = Counter(group.kind for group in city().groups)
    assert kinds[GroupKind.GROUP] == 128
    assert kinds[GroupKind.COORDINATION_GROUP] == 6
    assert kinds[GroupKind.COOPERATIVE] == 1
    assert sum(group.parent is not None for group in city().groups) > 20


def test_the_office_s_lists_are_taken_without_a_fault(tmp_path: Path) -> None:
    judged = judge_lists(*write_population(city(), tmp_path), DAY)
    assert (judged.faults, judged.warnings) == ([], [])
    assert len(judged.accepted) == judged.synthetic == 25_000
    for row, member in zip(judged.accepted, city().members, strict=True):
        assert (row.certificate.number, row.born) == (member.certificate, member.born)
        assert (row.name, row.group, row.role) == (member.name, member.group, member.role)
        assert (row.supported, row.phone) == (member.supported, member.phone)
        assert (row.standing, row.reason) == (member.standing, member.reason)
        assert (row.valid_until, row.guardian) == (member.valid_until, member.guardian)
        assert row.village == member.village


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    written = [
        b"".join(
            path.read_bytes()
            for path in write_lists(tmp_path / str(place), members=200, groups=5, seed=seed)
        )
        for place, seed in enumerate((1, 1, 2))
    ]
    assert written[0] == written[1] != written[2]


@pytest.mark.parametrize(
    ("members", "groups"), [(20, 1), (60, 3), (420, 20), (600, 1), (2_000, 60)]
)
def test_small_cities_can_be_invented_too(tmp_path: Path, members: int, groups: int) -> None:
    judged = judge_lists(*write_lists(tmp_path, members=members, groups=groups), REFERENCE_DAY)
    assert not judged.faults
    assert len(judged.accepted) == members
    assert len({row.group for row in judged.accepted}) == groups


@pytest.mark.parametrize(("members", "groups"), [(19, 1), (601, 1), (59, 3), (25_000, 129)])
def test_a_city_that_cannot_be_is_refused(members: int, groups: int) -> None:
    plan = PopulationPlan(members=members, groups=groups)
    with pytest.raises(ValueError, match="groups"):
        make_population(seeded_randomness("none"), day=DAY, plan=plan)


@given(st.integers(1, 150), st.data())
def test_sizes_add_up_within_their_bounds(count: int, data: st.DataObject) -> None:
    total = data.draw(st.integers(20 * count, 600 * count))
    sizes = log_normal_sizes(count, total, least=20, most=600)
    assert (len(sizes), sum(sizes)) == (count, total)
    assert 20 <= min(sizes) <= max(sizes) <= 600


@given(st.text(), st.integers(-50, 50), st.integers(0, 50))
def test_dice_stay_within_their_bounds(seed: str, least: int, span: int) -> None:
    dice = Dice(seeded_randomness(seed))
    assert {dice.between(least, least + span) for _ in range(20)} <= set(
        range(least, least + span + 1)
    )


@given(st.text(), st.lists(st.integers()))
def test_shuffling_loses_nothing(seed: str, items: list[int]) -> None:
    shuffled = list(items)
    Dice(seeded_randomness(seed)).shuffle(shuffled)
    assert sorted(shuffled) == sorted(items)
