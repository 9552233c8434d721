"""Events and feed items have one spelling each, and every other spelling is refused."""

import json
from enum import IntEnum, StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kit.canonical_json import LARGEST_INT, NotCanonical, decode, encode

keys = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=8)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_INT, LARGEST_INT) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)


@given(values)
def test_what_is_spelt_is_read_back(value: Any) -> None:
    assert decode(encode(value)) == value


@given(values)
def test_the_order_in_which_keys_were_set_leaves_no_trace(value: Any) -> None:
    def turned(each: Any) -> Any:
        if isinstance(each, dict):
            return {key: turned(each[key]) for key in reversed(each)}
        return [turned(item) for item in each] if isinstance(each, list) else each

    assert encode(turned(value)) == encode(value)


@given(st.dictionaries(keys, values, min_size=1, max_size=4))
def test_another_spelling_of_the_same_value_is_refused(value: dict[str, Any]) -> None:
    for other in (
        json.dumps(value, sort_keys=True, ensure_ascii=False).encode(),
        b" " + encode(value),
        encode(value) + b"\n",
        b"\xef\xbb\xbf" + encode(value),
        encode(value).replace(b"{", b'{"":0,"":0,', 1),
    ):
        with pytest.raises(NotCanonical):
            decode(other)


@given(st.binary(max_size=40))
def test_whatever_is_read_at_all_is_spelt_the_same_again(data: bytes) -> None:
    try:
        value = decode(data)
    except NotCanonical:
        return
    assert encode(value) == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1}{}',
        b"[1,]",
        b'"\\u4e2d"',
        b'"\\/"',
        b"-0",
        b"1.0",
        b"1e3",
        b"NaN",
        b"[Infinity]",
        b'"\\ud800"',
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b"9007199254740992",
        b"9" * 5000,
        b"[" * 100_000,
        b"\x00[\x00]",
    ],
)
def test_bytes_of_no_canonical_value_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        decode(data)


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), [0.5], {"a": {"b": 1e3}}, {1: "a"}, {None: 1}, {True: 1}, b"", {"a": {1}}],
)
def test_what_is_not_in_the_subset_is_refused_when_made(value: object) -> None:
    with pytest.raises(TypeError):
        encode(value)


def test_numbers_end_where_other_readers_lose_exactness() -> None:
    assert encode([LARGEST_INT, -LARGEST_INT]) == b"[9007199254740991,-9007199254740991]"
    for beyond in (LARGEST_INT + 1, -LARGEST_INT - 1, 10**5000):
        with pytest.raises(ValueError, match="."):
            encode(beyond)


def test_a_value_that_contains_itself_and_broken_text_are_refused() -> None:
    circle: list[object] = []
    circle.append(circle)
    for value in (circle, "\ud800", {"\U0001f600": 1}):
        with pytest.raises(ValueError, match="."):
            encode(value)


def test_words_and_numbers_of_our_own_types_are_spelt_plainly() -> None:
    class Word(StrEnum):
        IN = "in"

    class Number(IntEnum):
        ONE = 1

    assert encode({"b": Number.ONE, Word.IN: (Word.IN, None)}) == b'{"b":1,"in":["in",null]}'


def test_the_spelling_is_that_of_rfc_8785() -> None:
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "1": "One",
        "\u0080": "Control\x7f",
        "\u00f6": "Latin Small Letter O With Diaeresis",
        "string": '\u20ac$\u000f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    assert encode(value).decode() == (
        '{"\\r":"Carriage Return","1":"One","literals":[null,true,false],'
        '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/",'
        '"\u0080":"Control\x7f","\u00f6":"Latin Small Letter O With Diaeresis",'
        '"\u20ac":"Euro Sign"}'
    )
