"""The reference data of the regime says for every line whether it is published or assumed."""

import csv
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from service import policies

DATA = Path(policies.__file__).with_name("data")
FILES = ("exemption_history", "quantity_caps", "non_exempt", "goods", "relaxations")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("name", FILES)
def test_every_line_names_its_source(name: str) -> None:
    assert rows(name)
    assert all(row["source"].strip() for row in rows(name))


def test_the_exemption_of_china_grew_from_1000_over_3000_to_8000_yuan() -> None:
    history = [row for row in rows("exemption_history") if row["regime"] == "CN"]
    assert [int(row["limit_minor"]) for row in history] == [100_000, 300_000, 800_000]
    days = [date.fromisoformat(row["effective_from"]) for row in history]
    assert all(earlier < later for earlier, later in pairwise(days))


def test_goods_have_a_heading_three_names_and_a_price_band() -> None:
    for row in rows("goods"):
        assert len(row["hs6"]) == 6
        assert row["hs6"].isdigit()
        assert all((row["zh"], row["en"], row["vi"], row["unit"], row["origins"]))
        assert 0 < float(row["price_low_cny"]) <= float(row["price_high_cny"])


def test_a_capped_commodity_of_the_goods_has_its_cap() -> None:
    capped = {
        flag.removeprefix("cap:")
        for row in rows("goods")
        for flag in row["flags"].split(";")
        if flag.startswith("cap:")
    }
    assert capped == {row["component"] for row in rows("quantity_caps") if row["regime"] == "CN"}
