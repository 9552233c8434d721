"""A list of the office becomes signed pages: judged whole, said once, a person keeps one number."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from service.feeds.archive import PageArchive, archive_of
from service.groups.plan_roster import Listed
from service.groups.publish_roster import (
    Publishing,
    PublishReport,
    publish_groups,
    publish_roster,
)
from service.groups.rules import ShapeWarning
from service.kit.ids import has_check_digit
from service.kit.pii import certificate_index, open_sealed
from service.kit.read_table import TableFault
from service.sites.authority import load_authority
from service.vocabulary import SiteNo, TradeDay
from tests.builders import TODAY
from tests.members.rosters import certificate
from tests.people import (
    CHEN,
    CHILD,
    DAWEI,
    HEZHOU,
    LAN,
    LENDER,
    NENG_PO,
    PEOPLE,
    Person,
    group_list,
    roster,
    somebody,
)
from tests.places import DONGXING, NOW_MS, make_authority, repeatable

NEW = somebody(20)
BAD = replace(somebody(21), certificate="123")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority that has published the groups and nobody yet."""
    folder = tmp_path_factory.mktemp("founded")
    archive = archive_of(folder, make_authority(folder / "authority"))
    publish_groups(group_list(), under(archive))
    return folder


@pytest.fixture
def archive(founded: Path, tmp_path: Path) -> PageArchive:
    shutil.copytree(founded, tmp_path / "archive")
    return archive_of(tmp_path / "archive", load_authority(tmp_path / "archive" / "authority"))


def under(archive: PageArchive, **others: Any) -> Publishing:
    usual: dict[str, Any] = {"day": TODAY, "at_ms": NOW_MS, "random": repeatable("publishing")}
    return Publishing(archive=archive, site=DONGXING, **{**usual, **others})


def hand_in(archive: PageArchive, *people: Person, **others: Any) -> PublishReport:
    return publish_roster(roster(*people), under(archive, **others))


def counts(report: PublishReport) -> tuple[int, int, int]:
    return report.added, report.changed, report.unchanged


def items(archive: PageArchive, feed: str = "members") -> list[dict[str, Any]]:
    return list(archive.items(feed, at_ms=NOW_MS))


def numbers(archive: PageArchive) -> dict[str, int]:
    """The number of each certificate, by what the authority said last."""
    listed = Listed.from_items(items(archive), [])
    return {item["index"]: number for number, item in listed.members.items()}


def number_of(archive: PageArchive, person: Person) -> int:
    return numbers(archive)[certificate_index(archive.authority.field_keys, person.certificate)]


def page_count(archive: PageArchive) -> int:
    return len(archive.files_for(DONGXING))


# --- Once ---


def test_everybody_on_a_new_roster_gets_a_number_in_the_order_of_the_file(
    archive: PageArchive,
) -> None:
    report = hand_in(archive, *PEOPLE)
    assert counts(report) == (len(PEOPLE), 0, 0)
    assert report.published and report.faults == []
    assert [item["member"] for item in items(archive)] == [each.number for each in PEOPLE]
    assert all(has_check_digit(item["member"]) for item in items(archive))


def test_the_same_file_twice_changes_nothing(archive: PageArchive) -> None:
    hand_in(archive, *PEOPLE)
    pages = page_count(archive)
    report = hand_in(archive, *PEOPLE, random=repeatable("another"))
    assert counts(report) == (0, 0, len(PEOPLE))
    assert page_count(archive) == pages
    assert report.published, "there was nothing to object to"


def test_only_what_is_new_is_said(archive: PageArchive) -> None:
    hand_in(archive, *PEOPLE)
    suspended = replace(DAWEI, standing="停用", reason="待核实")
    report = hand_in(archive, *PEOPLE[:2], suspended, NEW)
    assert counts(report) == (1, 1, 2)
    said = [item["member"] for item in items(archive)[len(PEOPLE) :]]
    assert said == [DAWEI.number, number_of(archive, NEW)]


def test_a_person_keeps_one_number_whatever_else_changes(archive: PageArchive) -> None:
    hand_in(archive, *PEOPLE)
    before = numbers(archive)
    married = replace(LAN, name="Nguyễn Thị Lan Anh", group=HEZHOU, role="组员", phone="无")
    hand_in(archive, NEW, married, *PEOPLE[4:])
    after = numbers(archive)
    assert {index: after[index] for index in before} == before
    assert number_of(archive, married) == LAN.number


def test_a_list_of_another_site_moves_nobody_s_home(archive: PageArchive) -> None:
    hand_in(archive, CHEN)
    elsewhere = replace(under(archive), site=SiteNo("S02"))
    assert publish_roster(roster(replace(CHEN, phone="无"), DAWEI), elsewhere).published
    listed = archive.items("members", at_ms=NOW_MS)
    homes = [(item["member"], item["site"]) for item in listed]
    assert homes == [(CHEN.number, DONGXING), (CHEN.number, DONGXING), (homes[-1][0], "S02")]


def test_who_is_missing_from_a_later_file_stays_listed(archive: PageArchive) -> None:
    """Offices hand in lists of one village; nobody is struck off by being left out."""
    hand_in(archive, *PEOPLE)
    hand_in(archive, NEW)
    assert len(numbers(archive)) == len(PEOPLE) + 1


def withdraw(archive: PageArchive, person: Person) -> None:
    withdrawn = {"type": "member.withdrawn", "v": 1, "member": person.number}
    archive.publish("members", [withdrawn], at_ms=NOW_MS)


def test_a_withdrawn_member_who_comes_back_has_the_old_number(archive: PageArchive) -> None:
    hand_in(archive, *PEOPLE)
    withdraw(archive, DAWEI)
    assert counts(hand_in(archive, DAWEI)) == (1, 0, 0)
    assert number_of(archive, DAWEI) == DAWEI.number


def test_a_number_that_was_given_is_never_given_to_another(archive: PageArchive) -> None:
    hand_in(archive, *PEOPLE)
    withdraw(archive, PEOPLE[-1])
    hand_in(archive, NEW)
    assert number_of(archive, NEW) not in {each.number for each in PEOPLE}


def test_a_member_whose_fields_were_destroyed_can_be_listed_again(archive: PageArchive) -> None:
    hand_in(archive, *PEOPLE)
    forgotten = {**items(archive)[0], "name": "", "certificate": "", "born": ""}
    archive.publish("members", [forgotten], at_ms=NOW_MS)
    assert counts(hand_in(archive, CHEN)) == (0, 1, 0)


# --- Sealed ---


def test_names_and_certificates_are_sealed_each_time_anew(archive: PageArchive) -> None:
    hand_in(archive, *PEOPLE)
    hand_in(archive, replace(CHEN, phone="无"), random=repeatable("another day"))
    first, second = [item for item in items(archive) if item["member"] == CHEN.number]
    keys = archive.authority.field_keys
    for field, plain in (("name", CHEN.name), ("certificate", CHEN.certificate)):
        assert first[field] != second[field]
        context = f"member:{CHEN.number}:{field}"
        assert {open_sealed(keys, each[field], context) for each in (first, second)} == {plain}


def test_nothing_readable_about_a_person_is_in_a_page(archive: PageArchive) -> None:
    hand_in(archive, *PEOPLE)
    pages = b"".join(path.read_bytes() for path in archive.files("members"))
    for person in PEOPLE:
        assert person.name.encode() not in pages
        assert person.certificate.encode() not in pages


# --- Bad rows ---


def test_one_bad_row_keeps_the_whole_list_out(archive: PageArchive) -> None:
    pages = page_count(archive)
    report = hand_in(archive, CHEN, BAD)
    assert (report.published, report.accepted) == (False, 1)
    assert [(each.line, each.field, each.reason) for each in report.faults] == [
        (3, "certificate", "certificate_length")
    ]
    assert page_count(archive) == pages


def test_with_skip_bad_the_good_rows_are_taken(archive: PageArchive) -> None:
    report = hand_in(archive, CHEN, BAD, DAWEI, skip_bad=True)
    assert report.published
    assert (report.accepted, len(report.faults)) == (2, 1)
    assert len(items(archive)) == 2


def test_a_dry_run_says_what_would_be_and_publishes_nothing(archive: PageArchive) -> None:
    pages = page_count(archive)
    report = hand_in(archive, *PEOPLE, dry_run=True)
    assert (report.published, counts(report)) == (False, (len(PEOPLE), 0, 0))
    assert page_count(archive) == pages


def test_a_file_that_is_no_roster_is_refused_whole(archive: PageArchive) -> None:
    with pytest.raises(TableFault):
        publish_roster(BytesIO(b"hello\n"), under(archive))
    with pytest.raises(TableFault):
        publish_groups(BytesIO(b""), under(archive))


# --- Guardians ---


def test_a_ward_is_listed_with_the_guardians_number(archive: PageArchive) -> None:
    hand_in(archive, *PEOPLE)
    child = next(item for item in items(archive) if item["member"] == CHILD.number)
    assert child["guardian"] == CHEN.number


def test_a_guardian_may_stand_in_an_earlier_list(archive: PageArchive) -> None:
    hand_in(archive, CHEN)
    report = hand_in(archive, CHILD)
    assert report.faults == []
    [*_, child] = items(archive)
    assert child["guardian"] == number_of(archive, CHEN)


def test_a_guardian_nobody_knows_keeps_the_ward_out(archive: PageArchive) -> None:
    report = hand_in(archive, CHILD)
    assert [each.reason for each in report.faults] == ["guardian_unknown"]


# --- Leaders ---


def leaders(archive: PageArchive) -> dict[str, int | None]:
    listed = Listed.from_items([], items(archive, "groups"))
    return {group: item["leader"] for group, item in listed.groups.items() if item["leader"]}


def test_a_group_learns_its_leader_from_the_roster(archive: PageArchive) -> None:
    hand_in(archive, *PEOPLE)
    assert leaders(archive) == {"G001": CHEN.number, "G002": DAWEI.number, "G003": LAN.number}


def test_a_new_leader_replaces_the_old(archive: PageArchive) -> None:
    hand_in(archive, *PEOPLE)
    hand_in(archive, replace(CHEN, role="组员"), replace(NENG_PO, role="组长"))
    assert leaders(archive)["G001"] == NENG_PO.number


def test_a_list_of_groups_takes_no_leader_away(archive: PageArchive) -> None:
    hand_in(archive, *PEOPLE)
    report = publish_groups(group_list(), under(archive))
    assert counts(report) == (0, 0, 4)
    assert len(leaders(archive)) == 3


def test_a_list_of_groups_may_name_a_leader_who_is_known(archive: PageArchive) -> None:
    hand_in(archive, *PEOPLE)
    text = f"组号,所在村,组长证件号\nG001,河洲村,{NENG_PO.certificate}\n"
    report = publish_groups(BytesIO(text.encode()), under(archive))
    assert report.published, report.faults
    assert leaders(archive)["G001"] == NENG_PO.number


def test_the_same_list_of_groups_twice_changes_nothing(archive: PageArchive) -> None:
    pages = page_count(archive)
    assert counts(publish_groups(group_list(), under(archive))) == (0, 0, 4)
    assert page_count(archive) == pages


def test_a_member_of_a_group_that_does_not_exist_is_refused(archive: PageArchive) -> None:
    report = hand_in(archive, replace(NEW, group="G777"))
    assert [each.reason for each in report.faults] == ["group_unknown"]


# --- The model "1+n20+1" ---


def shapes(report: PublishReport, group: str) -> Sequence[ShapeWarning]:
    return [warning for named, warning in report.shapes if named == group]


def twenty(group: str, *, supported: int = 1) -> list[Person]:
    """A group as the model wants it."""
    return [
        Person(
            0,
            f"组员{place}",
            certificate("1980-05-31", 300 + place),
            group,
            role="组长" if place == 0 else "组员",
            supported="是" if 0 < place <= supported else "否",
        )
        for place in range(20)
    ]


def test_a_group_unlike_the_model_is_told_and_works_all_the_same(archive: PageArchive) -> None:
    report = hand_in(archive, LENDER, NENG_PO)
    assert report.published
    assert shapes(report, "G002") == [
        ShapeWarning.TOO_FEW_MEMBERS,
        ShapeWarning.TOO_FEW_SUPPORTED,
        ShapeWarning.NO_LEADER,
    ]


def test_a_group_like_the_model_has_nothing_told(archive: PageArchive) -> None:
    assert shapes(hand_in(archive, *twenty("G002")), "G002") == []


def test_members_listed_before_count_in_the_model(archive: PageArchive) -> None:
    first, *rest = twenty("G002")
    hand_in(archive, *rest)
    assert shapes(hand_in(archive, first), "G002") == []


def test_a_group_that_holds_groups_has_no_shape(archive: PageArchive) -> None:
    assert shapes(hand_in(archive, *PEOPLE), "G901") == []


def test_a_minor_is_judged_on_the_day_of_the_list(archive: PageArchive) -> None:
    grown_up = replace(NEW, certificate=certificate("2008-11-24", 77))
    assert hand_in(archive, grown_up, day=TradeDay("2026-11-23")).faults != []
    assert hand_in(archive, grown_up, day=TradeDay("2026-11-24")).faults == []
