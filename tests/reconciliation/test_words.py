"""Whoever meets an anomaly can look up what it means and what to do."""

import re
from pathlib import Path

from service.reconciliation.keep_findings import State
from service.reconciliation.rules.finding import Kind, Weight, weight_of
from service.reconciliation.write_page import WORDS

PAGE = Path(__file__).parents[2] / "docs/operations/anomalies.md"


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
