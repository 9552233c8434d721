"""A code typed wrongly is no code; typed in any honest way it finds its pass."""

from hashlib import sha256
from itertools import combinations, count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.passes.human_code import ALPHABET, CODE_LENGTH, human_code, read_code, spaced
from service.vocabulary import Epoch, PassId, SiteNo
from tests.passes.samples import HEZHOU, ISSUER, PERSON

NAME = PERSON.id_at(HEZHOU, ISSUER.epoch)
DIGEST = sha256(b"a pass").digest()
CODE = human_code(NAME, DIGEST)

names = st.builds(PassId, st.just(SiteNo("S07")), st.just(Epoch("ab12cd34")), st.integers(1, 10**9))


def test_the_code_stays_what_it_is() -> None:
    assert human_code(PassId(SiteNo("S07"), Epoch("ab12cd34"), 1), bytes(32)) == "4C5QBSGQNV"


@given(names, st.binary(min_size=32, max_size=32))
def test_a_code_has_ten_characters_without_look_alikes_and_is_read_back(
    name: PassId, digest: bytes
) -> None:
    code = human_code(name, digest)
    assert len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)
    assert read_code(code) == read_code(spaced(code)) == code


def test_the_code_depends_on_the_name_and_on_the_bytes() -> None:
    assert human_code(NAME._replace(seq=NAME.seq + 1), DIGEST) != CODE
    assert human_code(NAME._replace(site=SiteNo("S08")), DIGEST) != CODE
    assert human_code(NAME, sha256(b"another").digest()) != CODE


@pytest.mark.parametrize("one", "ILil")
def test_look_alikes_are_read_as_what_they_look_like(one: str) -> None:
    codes = (human_code(NAME._replace(seq=seq), DIGEST) for seq in count(1))
    code = next(code for code in codes if {"0", "1"} <= set(code))
    assert read_code(code.replace("0", "o").replace("1", one)) == code


@pytest.mark.parametrize(
    "typed", [CODE.lower(), f" {CODE[:3]}-{CODE[3:]} ", "".join(chr(ord(c) + 0xFEE0) for c in CODE)]
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == CODE


def test_every_single_wrong_character_is_found_out() -> None:
    for place in range(CODE_LENGTH):
        for other in set(ALPHABET) - {CODE[place]}:
            assert read_code(CODE[:place] + other + CODE[place + 1 :]) is None


def test_every_swap_of_two_characters_is_found_out() -> None:
    for one, two in combinations(range(CODE_LENGTH), 2):
        letters = list(CODE)
        letters[one], letters[two] = letters[two], letters[one]
        swapped = "".join(letters)
        assert swapped == CODE or read_code(swapped) is None


@pytest.mark.parametrize("typed", ["", CODE[:-1], CODE + "0", "U" * 10, "东兴口岸一二三四五六"])
def test_what_is_no_code_is_not_read(typed: str) -> None:
    assert read_code(typed) is None
