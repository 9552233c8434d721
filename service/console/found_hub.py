"""Make this machine the hub: its keys here, its record by the authority, all pages brought in."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from service.console.enrol_site import accept_enrolment, request_enrolment
from service.console.site_at_hand import site_at_hand
from service.feeds.archive import archive_of
from service.kit.clock import SystemClock
from service.kit.cose import Flaw
from service.settings import Settings
from service.sites import feed_items
from service.sites.authority import SiteTerms, load_authority, sign_site
from service.sites.enrolment_file import open_request, signed_record_in
from service.sites.records import SiteNames, SiteRole
from service.sync.bring_pages import bring_pages
from service.vocabulary import HUB

NAMES: Final = SiteNames("中心", "Centre", "Trung tâm")


def found_hub(settings: Settings, authority_dir: Path) -> tuple[str, ...]:
    """Make the hub's keys, let the authority vouch for them, tell all sites, bring every page that
    it has signed; the six words of the hub's key. Raises ``FileExistsError`` where one is."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    request = settings.data_dir / "hub.request"
    request_enrolment(settings, HUB, request)
    asked = open_request(request.read_bytes())
    assert not isinstance(asked, Flaw), "it was written just now"
    now_ms = SystemClock().now().at_ms
    authority = load_authority(authority_dir)
    terms = SiteTerms(NAMES, roles=(SiteRole.HUB,))
    said = sign_site(authority, asked, terms, now_ms=now_ms)
    words = accept_enrolment(settings, said)
    record = signed_record_in(said)
    assert record is not None, "it was written just now"
    archive = archive_of(authority_dir, authority)
    archive.publish(feed_items.SITES, [feed_items.record_site(record)], at_ms=now_ms)
    bring_all(settings, authority_dir)
    return words


def bring_all(
    settings: Settings,
    authority_dir: Path,
    *,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> int:
    """Bring every page of the authority's archive that the hub does not hold; how many."""
    archive = archive_of(authority_dir, load_authority(authority_dir))
    with site_at_hand(settings) as hub:
        return bring_pages(archive.files_for(HUB), hub, progress=progress)
