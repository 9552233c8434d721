"""Make the demonstration's second place and its centre, beside the site that is there."""

from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from service.console.enrol_site import accept_enrolment, request_enrolment
from service.console.found_hub import found_hub
from service.console.site_at_hand import site_at_hand
from service.demo.prepare_demo import HEZHOU, OPERATORS
from service.feeds.archive import PageArchive, archive_of
from service.kit.clock import SystemClock, local_date
from service.kit.cose import Flaw
from service.kit.ids import system_randomness
from service.officers.list_officer import OfficerToList, list_officer
from service.open_site import enrolment_path, keys_dir
from service.quota.grant_horizon import grant_horizon
from service.quota.plan_grants import Grant, GrantRefusal, longest_horizon
from service.quota.rules import longest_period_begins
from service.settings import Settings
from service.sites import feed_items
from service.sites.authority import Authority, SiteTerms, load_authority, sign_site
from service.sites.enrolment_file import open_request, signed_record_in
from service.sites.keys import load_site_keys
from service.sites.records import SiteNames
from service.sites.store import REVOCATIONS
from service.sync.bring_pages import bring_pages
from service.vocabulary import HUB, OfficerNo, TradeDay

HEZHOU_NAMES: Final = SiteNames(
    "合州村互市服务点", "Hezhou village service point", "Điểm dịch vụ làng Hợp Châu"
)


def prepare_region(
    folder: Path, dongxing: Settings, hezhou: Settings, hub: Settings
) -> dict[OfficerNo, str]:
    """Enrol Hezhou, found the hub, tell each site of all others; the one-time codes of the hub's
    operators, none where all that was done before. The authority keeps the feeds, so that rosters
    are imported where they were (docs/operations/hub.md)."""
    done = folder / "region-prepared"
    if done.exists():
        return {}
    now_ms = SystemClock().now().at_ms
    authority = load_authority(folder / "authority")
    archive = archive_of(folder / "authority", authority)
    records = [_record_in(dongxing), _enrol(folder, hezhou, now_ms)]
    items = [feed_items.record_site(each) for each in records]
    archive.publish(feed_items.SITES, items, at_ms=now_ms)
    archive.publish(REVOCATIONS, [feed_items.confirm_lists(at_ms=now_ms)], at_ms=now_ms)
    today = TradeDay(local_date(SystemClock().now(), ZoneInfo(hezhou.time_zone)))
    epoch = load_site_keys(keys_dir(hezhou)).epoch
    grant = Grant(HEZHOU, epoch, longest_horizon(today), holds_from=longest_period_begins(today))
    granted = grant_horizon(archive, grant, today=today, at_ms=now_ms)
    assert not isinstance(granted, GrantRefusal), granted
    with site_at_hand(hezhou) as site:
        bring_pages(archive.files_for(HEZHOU), site, progress=lambda done, of: None)
    codes = _list_operators(archive, authority, now_ms)
    found_hub(hub, folder / "authority")
    done.touch()
    return codes


def _list_operators(
    archive: PageArchive, authority: Authority, now_ms: int
) -> dict[OfficerNo, str]:
    """Tell the hub, and no site, of its operators."""
    keys, codes, items = authority.field_keys, {}, []
    for each in OPERATORS:
        who = OfficerToList(each.officer, each.name, [each.role], [HUB])
        item, codes[each.officer] = list_officer(who, keys=keys, random=system_randomness)
        items.append(item)
    archive.publish("officers", items, at_ms=now_ms, audience=HUB)
    return codes


def _enrol(folder: Path, settings: Settings, now_ms: int) -> bytes:
    """Enrol Hezhou by file; its signed record."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    request = folder / "hezhou.request"
    request_enrolment(settings, HEZHOU, request)
    asked = open_request(request.read_bytes())
    assert not isinstance(asked, Flaw), asked
    authority = load_authority(folder / "authority")
    accept_enrolment(settings, sign_site(authority, asked, SiteTerms(HEZHOU_NAMES), now_ms=now_ms))
    return _record_in(settings)


def _record_in(settings: Settings) -> bytes:
    record = signed_record_in(enrolment_path(settings).read_bytes())
    assert record is not None, "this machine is enrolled"
    return record
