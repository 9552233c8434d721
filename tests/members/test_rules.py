"""Who is of age, who stands how on a day, and what a cell may say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.members.rules import (
    NO_END,
    MemberRole,
    RowReason,
    Standing,
    StandingReason,
    age_on,
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
    standing_on,
)
from service.vocabulary import TradeDay

DAY = TradeDay("2026-11-24")
days = st.dates(date(1920, 1, 1), date(2060, 12, 31))


def test_a_member_comes_of_age_on_the_birthday() -> None:
    assert is_minor("2008-11-25", DAY)
    assert not is_minor("2008-11-24", DAY)


def test_who_was_born_on_29_february_comes_of_age_on_1_march() -> None:
    assert is_minor("2008-02-29", TradeDay("2026-02-28"))
    assert not is_minor("2008-02-29", TradeDay("2026-03-01"))


@given(days, days)
def test_a_minor_is_who_has_lived_less_than_18_full_years(born: date, day: date) -> None:
    trade_day = TradeDay(day.isoformat())
    assert is_minor(born.isoformat(), trade_day) == (age_on(born.isoformat(), trade_day) < 18)


@given(days, days)
def test_age_grows_by_one_from_birthday_to_birthday(born: date, day: date) -> None:
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    assert age_on(born.isoformat(), TradeDay(day.isoformat())) == years


@pytest.mark.parametrize(
    ("listed", "valid_until", "standing"),
    [
        (Standing.ACTIVE, "2026-11-24", Standing.ACTIVE),
        (Standing.ACTIVE, "2026-11-23", Standing.EXPIRED),
        (Standing.ACTIVE, NO_END, Standing.ACTIVE),
        (Standing.SUSPENDED, "2026-11-23", Standing.SUSPENDED),
        (Standing.EXPIRED, NO_END, Standing.EXPIRED),
    ],
)
def test_the_last_valid_day_counts(listed: Standing, valid_until: str, standing: Standing) -> None:
    assert standing_on(DAY, listed=listed, valid_until=TradeDay(valid_until)) is standing


@pytest.mark.parametrize("text", ["G017", "g017", "017", "17", "G17", "G0017"])
def test_a_group_has_one_number_however_it_is_typed(text: str) -> None:
    assert read_group_no(text) == "G017"


@pytest.mark.parametrize("text", ["第17组", "G", "G12345", "17a", "河洲村", "٣"])
def test_a_group_number_is_not_guessed(text: str) -> None:
    assert read_group_no(text) is RowReason.GROUP_UNREADABLE


def test_a_member_has_a_group_and_a_name() -> None:
    assert read_group_no("") is RowReason.GROUP_MISSING
    assert read_name("") is RowReason.NAME_MISSING
    assert read_name("- ·") is RowReason.NAME_MISSING
    assert read_name("王" * 61) is RowReason.NAME_TOO_LONG
    assert read_name("Nguyễn Văn An") == "Nguyễn Văn An"
    assert read_village("") == ""
    assert read_village("村" * 41) is RowReason.VILLAGE_TOO_LONG


def test_roles_are_told_in_three_languages() -> None:
    assert {read_role(text) for text in ("组长", "Leader", "tổ trưởng")} == {MemberRole.LEADER}
    assert {read_role(text) for text in ("", "组员", "副组长", "member")} == {MemberRole.MEMBER}
    assert read_role("主任") is RowReason.ROLE_UNKNOWN


def test_support_is_a_yes_or_the_kind_of_hardship() -> None:
    assert [read_supported(text) for text in ("是", "孤儿", "低保户", "1")] == [True] * 4
    assert [read_supported(text) for text in ("", "否", "no")] == [False] * 3
    assert read_supported("待定") is RowReason.SUPPORTED_UNREADABLE


def test_a_phone_number_is_taken_as_a_yes_and_not_kept() -> None:
    assert [read_phone(text) for text in ("有", "13800000000", "+84 912 345 678")] == [True] * 3
    assert [read_phone(text) for text in ("", "无", "0")] == [False] * 3
    assert read_phone("问邻居") is RowReason.PHONE_UNREADABLE


def test_standing_has_a_reason_of_the_closed_list_only_when_it_is_not_active() -> None:
    assert [read_standing(text) for text in ("", "正常", "Active")] == [Standing.ACTIVE] * 3
    assert read_standing("停用") is Standing.SUSPENDED
    assert read_standing("过期") is Standing.EXPIRED
    assert read_standing("不明") is RowReason.STANDING_UNKNOWN
    assert read_standing_reason("迁出", Standing.ACTIVE) is None
    assert read_standing_reason("", Standing.SUSPENDED) is None
    assert read_standing_reason("迁出", Standing.SUSPENDED) is StandingReason.MOVED_AWAY
    assert read_standing_reason("看见他打架了", Standing.SUSPENDED) is StandingReason.OTHER


def test_validity_is_a_date_or_without_end() -> None:
    assert [read_valid_until(text) for text in ("长期", "", "no end")] == [NO_END] * 3
    assert read_valid_until("2030年12月31日") == "2030-12-31"
    assert read_valid_until("明年") is RowReason.VALID_UNTIL_UNREADABLE


def test_the_column_of_birth_dates_only_fills_in_what_the_number_leaves_open() -> None:
    assert read_born("", told="1980-05-31", exact=True) == "1980-05-31"
    assert read_born("1980/5/31", told="1980-05-31", exact=True) == "1980-05-31"
    assert read_born("1980-05-30", told="1980-05-31", exact=True) is RowReason.BORN_CONTRADICTS
    assert read_born("2008-03-01", told="2008-12-31", exact=False) == "2008-03-01"
    assert read_born("2009-03-01", told="2008-12-31", exact=False) is RowReason.BORN_CONTRADICTS
    assert read_born("不详", told="1980-05-31", exact=True) is RowReason.BORN_UNREADABLE


@pytest.mark.parametrize(
    ("field", "text", "shown"),
    [
        ("certificate", "450681198001010010", "450*************10"),
        ("name", "王小明", "王*明"),
        ("group", "G999", "G999"),
        ("valid_until", "2027-02-30", "2027-02-30"),
        ("group", "王小明", "王*明"),
        ("group", "450681198001010010", "450*************10"),
        ("phone", "13800000000", "138******00"),
        ("village", "王小明", "王*明"),
        ("standing", "王小明450681198001010010", "王小明" + "*" * 16 + "10"),
    ],
)
def test_a_report_shows_no_name_and_no_number_even_if_columns_are_shifted(
    field: str, text: str, shown: str
) -> None:
    assert mask_cell(field, text) == shown
