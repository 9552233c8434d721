"""A chain of day keys: each link can be checked by its end, and none foretold."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kit.cose import Flaw
from service.sites.authority import SiteTerms, sign_site
from service.sites.day_keys import (
    MOST_DAYS,
    DayKeys,
    ToldKey,
    is_day_key,
    load_day_keys,
    make_day_keys,
)
from service.sites.enrolment_file import (
    EnrolmentRefusal,
    make_request,
    open_enrolment,
    open_request,
)
from tests.places import DONGXING, DONGXING_NAMES, NOW_MS, make_authority, make_site, repeatable

KEYS = DayKeys(bytes(range(32)))
ANCHOR = KEYS.anchor


@given(st.integers(1, 400))
def test_every_link_is_checked_by_the_end_of_the_chain_and_is_no_other(link: int) -> None:
    key = KEYS.key_of(link)
    assert is_day_key(ANCHOR, link, key)
    assert not is_day_key(ANCHOR, link + 1, key)
    assert not is_day_key(ANCHOR, link - 1, key)
    assert not is_day_key(DayKeys(bytes(32)).anchor, link, key)


def test_the_chain_stays_what_it_is() -> None:
    assert ANCHOR.hex()[:16] == "5e70a74631566be4"
    assert KEYS.key_of(1).hex()[:16] == "b944cf21ad88fbc3"


def test_a_later_key_gives_the_earlier_ones_and_not_the_other_way_round() -> None:
    assert KEYS.key_of(MOST_DAYS) == KEYS.seed
    assert len({KEYS.key_of(link) for link in range(1, 50)}) == 49


@pytest.mark.parametrize("link", [-1, 0, MOST_DAYS + 1])
def test_there_is_no_link_before_the_first_or_after_the_last(link: int) -> None:
    assert not is_day_key(ANCHOR, link, KEYS.seed)
    with pytest.raises(ValueError, match="no link"):
        KEYS.key_of(link)


def test_what_is_told_of_a_site_without_a_chain_does_not_hold() -> None:
    assert ToldKey(1, KEYS.key_of(1), ANCHOR).holds
    assert not ToldKey(1, KEYS.key_of(1), None).holds
    assert not ToldKey(1, b"", ANCHOR).holds


def test_a_seed_is_kept_for_its_owner_alone_and_shown_in_no_message(tmp_path: Path) -> None:
    assert load_day_keys(tmp_path) is None
    made = make_day_keys(tmp_path, repeatable("draws"))
    assert load_day_keys(tmp_path) == made
    [file] = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert made.seed.hex() not in repr(made) and repr(made.seed) not in repr(made)


@pytest.mark.parametrize("anchor", [None, ANCHOR])
def test_the_end_of_the_chain_goes_from_the_request_into_the_record(
    anchor: bytes | None, tmp_path: Path
) -> None:
    keys = make_site()
    data = make_request(keys, site=DONGXING, anchors=(), draw_anchor=anchor)
    request = open_request(data)
    assert not isinstance(request, Flaw) and request.draw_anchor == anchor
    authority = make_authority(tmp_path / "authority")
    answer = sign_site(authority, request, SiteTerms(DONGXING_NAMES), now_ms=NOW_MS)
    enrolment = open_enrolment(answer, keys)
    assert not isinstance(enrolment, EnrolmentRefusal)
    assert enrolment.record.draw_anchor == anchor
