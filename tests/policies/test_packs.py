"""The packs that come with the project: whole, named in three languages, honest about figures."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from service.policies.rules import component_limits, read_pack
from service.policies.rules.catalogue import Treatment, judge_treatment
from service.policies.rules.read_pack import EVER
from service.settings import asset_dir
from service.vocabulary import Period, TradeDay, Unit
from tests.policies.packs import NAMES, pack, row, said_in

FIGURES = ("limit", "low_fen", "per_myriad", "at_least", "valid_seconds", "ordinary_seconds")


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_pack_has_no_fault_and_a_site_can_read_it(name: str) -> None:
    assert read_pack(1, EVER, said_in(name)).catalogue


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(
        json.loads((asset_dir("packs") / "policy.schema.json").read_text(encoding="utf-8"))
    )


def objects_in(said: Any) -> Iterator[dict[str, Any]]:
    if isinstance(said, dict):
        yield said
        for each in said.values():
            yield from objects_in(each)
    elif isinstance(said, list):
        for each in said:
            yield from objects_in(each)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_says_whether_it_is_published_or_assumed(name: str) -> None:
    said = said_in(name)
    figures = [each for each in objects_in(said) if any(key in each for key in FIGURES)]
    assert len(figures) > len(said["catalogue"])
    for each in figures:
        assert each["source"] in ("published", "assumed"), each
        assert len(each["note"]) >= 3, each


@pytest.mark.parametrize("name", NAMES)
def test_all_that_has_a_name_has_it_in_three_languages(name: str) -> None:
    named = [each["names"] for each in objects_in(said_in(name)) if "names" in each]
    assert named
    for names in named:
        assert set(names) == {"zh", "vi", "en"}
        assert len(set(names.values())) == 3, names


def test_china_has_39_goods_each_with_a_picture_of_its_own() -> None:
    rows = pack().catalogue
    assert len(rows) == 39
    assert len({each.picture for each in rows}) == 39


@pytest.mark.parametrize(
    ("day", "fen"),
    [
        ("1996-03-31", None),
        ("1996-04-01", 100_000),
        ("2008-10-31", 100_000),
        ("2008-11-01", 300_000),
        ("2010-04-15", 300_000),
        ("2010-04-16", 800_000),
        ("2026-11-24", 800_000),
    ],
)
def test_the_exemption_of_china_by_date(day: str, fen: int | None) -> None:
    limits = component_limits(pack().components, TradeDay(day))
    assert {part.code: part.limit for part in limits}.get("value") == fen


@pytest.mark.parametrize(
    ("day", "caps"),
    [
        ("2013-12-31", {}),
        ("2014-01-01", {"sugar": 1_000, "grain": 50_000}),
        ("2026-11-24", {"sugar": 1_000, "grain": 50_000}),
    ],
)
def test_the_caps_of_china_by_date(day: str, caps: dict[str, int]) -> None:
    limits = component_limits(pack().components, TradeDay(day))
    assert {part.code: part.limit for part in limits if part.unit is Unit.GRAM} == caps


def test_viet_nam_counts_dong_a_day_and_trips_a_month() -> None:
    value, trips = component_limits(pack("vn").components, TradeDay("2026-11-24"))
    assert (value.code, value.period, value.limit) == ("value", Period.DAY, 2_000_000)
    assert (trips.unit, trips.period, trips.limit) == (Unit.TIME, Period.MONTH, 4)
    assert component_limits(pack("vn").components, TradeDay("2018-01-22")) == ()


@pytest.mark.parametrize(
    ("code", "day", "treatment"),
    [
        ("durian", "2026-11-24", Treatment.EXEMPT),
        ("small_appliances", "2026-11-24", Treatment.DUTIABLE),
        ("small_appliances", "2010-04-15", Treatment.EXEMPT),
        ("small_appliances", "2010-04-16", Treatment.DUTIABLE),
    ],
)
def test_what_is_listed_is_not_exempt_from_its_day_on(
    code: str, day: str, treatment: Treatment
) -> None:
    of = pack()
    assert judge_treatment(row(code, of), of.listed, TradeDay(day)) is treatment
