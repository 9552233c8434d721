"""A machine becomes a site: keys made here, a request out, the authority's answer back."""

from pathlib import Path

import pytest

from service.console.enrol_site import accept_enrolment, request_enrolment, request_new_epoch
from service.open_site import NotEnrolled, enrolled_site_no, enrolment_path, keys_dir, open_site
from service.settings import Settings
from service.sites.authority import SiteTerms, sign_site
from service.sites.enrolment_file import SiteRequest, open_request
from service.sites.six_words import six_words
from tests.builders import City, settings_of
from tests.places import DONGXING, DONGXING_NAMES, NOW_MS, enrol, make_site


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(tmp_path / "new")


def ask(settings: Settings, out: Path) -> SiteRequest:
    request_enrolment(settings, DONGXING, out)
    asked = open_request(out.read_bytes())
    assert isinstance(asked, SiteRequest)
    return asked


def answer(city: City, asked: SiteRequest) -> bytes:
    return sign_site(city.authority, asked, SiteTerms(DONGXING_NAMES), now_ms=NOW_MS)


def test_a_new_machine_is_enrolled_and_opens(
    city: City, settings: Settings, tmp_path: Path
) -> None:
    asked = ask(settings, tmp_path / "site.request")
    words = accept_enrolment(settings, answer(city, asked))
    assert words == six_words(asked.signing, city.authority.trust.root)
    assert enrolled_site_no(settings) == DONGXING
    site = open_site(settings)
    assert site.identity.epoch == site.identity.keys.epoch
    assert site.identity.field_keys == city.authority.field_keys
    site.close()


def test_the_keys_never_leave_the_machine(settings: Settings, tmp_path: Path) -> None:
    ask(settings, tmp_path / "site.request")
    carried = (tmp_path / "site.request").read_bytes()
    for path in keys_dir(settings).iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        for line in path.read_bytes().splitlines()[1:-1]:
            assert line not in carried
    assert keys_dir(settings).stat().st_mode & 0o777 == 0o700


def test_whoever_lost_the_request_gets_the_same_again(settings: Settings, tmp_path: Path) -> None:
    assert ask(settings, tmp_path / "site.request") == ask(settings, tmp_path / "again.request")
    assert request_new_epoch(settings, tmp_path / "third.request")
    assert (tmp_path / "third.request").read_bytes() == (tmp_path / "site.request").read_bytes()


def test_a_machine_where_a_site_lives_makes_no_second_one(
    city: City, settings: Settings, tmp_path: Path
) -> None:
    asked = ask(settings, tmp_path / "site.request")
    with pytest.raises(FileExistsError):
        request_enrolment(settings, "S07", tmp_path / "other.request")
    accept_enrolment(settings, answer(city, asked))
    with pytest.raises(FileExistsError):
        ask(settings, tmp_path / "again.request")


def test_an_answer_to_another_machine_is_not_taken(
    city: City, settings: Settings, tmp_path: Path
) -> None:
    ask(settings, tmp_path / "site.request")
    with pytest.raises(NotEnrolled, match="enrolment_not_ours"):
        accept_enrolment(settings, enrol(city.authority, make_site("another machine")))
    assert not enrolment_path(settings).exists()


def test_a_machine_that_asked_and_got_no_answer_opens_no_site(
    settings: Settings, tmp_path: Path
) -> None:
    ask(settings, tmp_path / "site.request")
    with pytest.raises(NotEnrolled, match="no enrolment here yet"):
        open_site(settings)
