"""The own record may be announced for days to come: it proves nothing about what time it is."""

from pathlib import Path

from service.open_site import enrolment_path, open_site, proven_at_rest_ms
from service.sites.authority import SiteTerms, sign_site
from service.sites.enrolment_file import SiteRequest, make_request, open_request
from service.sites.hardware import hardware_anchors
from service.sites.keys import load_site_keys
from tests.builders import City, Place, settings_of
from tests.fake_machine import Machine
from tests.places import DAY_MS, DONGXING, DONGXING_NAMES, NOW_MS


def announce(city: City, folder: Path, *, days: int) -> None:
    """The authority's new enrolment of the same keys, which begins so many days from now."""
    settings = settings_of(folder)
    keys = load_site_keys(settings.data_dir / "keys")
    draws = open_site(settings)
    anchor = draws.identity.draw_anchor
    draws.close()
    asked = make_request(keys, site=DONGXING, anchors=hardware_anchors(), draw_anchor=anchor)
    request = open_request(asked)
    assert isinstance(request, SiteRequest)
    terms = SiteTerms(DONGXING_NAMES, begins_in_days=days)
    said = sign_site(city.authority, request, terms, now_ms=NOW_MS)
    enrolment_path(settings).write_bytes(said)


def test_an_announced_record_does_not_set_the_clock_forward(city: City, folder: Path) -> None:
    announce(city, folder, days=40)
    assert proven_at_rest_ms(settings_of(folder)) < NOW_MS + DAY_MS
    with Place.opened(city, folder, machine=Machine(wall_ms=NOW_MS + 5)) as place:
        assert abs(place.site.clock.now().at_ms - NOW_MS) < DAY_MS


def test_a_clock_that_lost_its_time_starts_from_when_the_keys_were_certified(
    city: City, folder: Path
) -> None:
    announce(city, folder, days=40)
    with Place.opened(city, folder, machine=Machine(wall_ms=0)) as place:
        assert NOW_MS <= place.site.clock.now().at_ms < NOW_MS + DAY_MS
