"""Whoever meets an anomaly can look up what it means and what to do."""

import json
import re
from pathlib import Path

import pytest

from service.reconciliation.keep_findings import State
from service.reconciliation.rules.finding import Kind, Weight, weight_of
from service.reconciliation.write_page import WORDS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/operations/anomalies.md"


def test_every_kind_stands_under_its_weight_with_words_in_three_languages() -> None:
    parts = PAGE.read_text("utf-8").split("\n## ")[-3:]
    for weight, part in zip(Weight, parts, strict=True):
        rows = re.findall(r"^\| `(\w+)` \| (.+?) · (.+?) · (.+?) \| .{20,} \|$", part, re.M)
        assert {row[0] for row in rows} == {each for each in Kind if weight_of(each) is weight}


def test_every_state_and_weight_has_its_words() -> None:
    text = PAGE.read_text("utf-8")
    for each in (*State, *Weight):
        assert re.search(rf"^\| `{each}` \| .+ · .+ · .+ \|$", text, re.M), each


def test_the_page_of_a_proof_has_a_sentence_for_each_kind() -> None:
    assert WORDS.keys() == set(Kind)


@pytest.mark.parametrize("language", ["zh-CN", "vi", "en"])
def test_the_hub_s_pages_have_a_word_for_each_kind(language: str) -> None:
    catalogue = ROOT / f"kiosk_ui/src/locales/hub/{language}.json"
    words = json.loads(catalogue.read_text("utf-8"))
    prefix = "anomaly."
    told = {each.removeprefix(prefix) for each in words if each.startswith(prefix)}
    assert told >= set(Kind)
