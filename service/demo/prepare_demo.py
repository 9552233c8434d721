"""Make a demonstration site from nothing: an authority, an enrolment, an invented city."""

import os
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from service.console.enrol_site import accept_enrolment, request_enrolment
from service.console.import_list import ListImport, import_list
from service.console.site_at_hand import site_at_hand
from service.demo.population import PopulationPlan
from service.demo.write_lists import write_lists
from service.feeds.archive import PageArchive, archive_of
from service.groups.give_back_rows import Kind
from service.kit.clock import SystemClock, local_date
from service.kit.cose import Flaw
from service.kit.ids import system_randomness
from service.members.languages import Language
from service.officers.list_officer import OfficerToList, list_officer
from service.open_site import keys_dir
from service.policies.read_pack_file import read_pack_file
from service.policies.rules.hours import WEEKDAYS
from service.policies.rules.judge_pack import first_day_of
from service.policies.sign_pack import Signing, SignRefusal, sign_pack
from service.quota.grant_horizon import grant_horizon
from service.quota.plan_grants import Grant, GrantRefusal, longest_horizon
from service.quota.rules import longest_period_begins
from service.settings import Settings, asset_dir
from service.sites.authority import SiteTerms, init_authority, load_authority, sign_site
from service.sites.enrolment_file import open_request
from service.sites.keys import load_site_keys
from service.sites.read_sites import read_sites
from service.sites.records import SiteNames
from service.sync.bring_pages import bring_pages
from service.vocabulary import OfficerNo, Role, SiteNo, TradeDay

DEMO_SITE = SiteNo("S01")
HEZHOU = SiteNo("S31")
"""The village service point, which is not in the site list."""


@dataclass(frozen=True, slots=True)
class DemoOfficer:
    """A demo sign-in. These PINs are public; such an authority vouches for nothing real."""

    officer: OfficerNo
    pin: str
    name: str
    role: Role


OFFICERS = (
    DemoOfficer(OfficerNo("1001"), "280519", "测试-关员-0001", Role.OFFICER),
    DemoOfficer(OfficerNo("2001"), "740362", "测试-主管-0001", Role.SUPERVISOR),
    DemoOfficer(OfficerNo("2002"), "915037", "测试-主管-0002", Role.SUPERVISOR),
    DemoOfficer(OfficerNo("3001"), "627184", "测试-操作-0001", Role.OPERATOR),
    DemoOfficer(OfficerNo("9001"), "358420", "测试-审计-0001", Role.AUDITOR),
)

OPERATORS = (
    DemoOfficer(OfficerNo("700001"), "seven boats on the river", "测试-中心-0001", Role.OPERATOR),
    DemoOfficer(OfficerNo("700002"), "nine hills in the rain", "测试-中心-0002", Role.OPERATOR),
    DemoOfficer(OfficerNo("700003"), "two lanterns at dusk", "测试-中心-0003", Role.AUDITOR),
)
"""Of the hub, each with a passphrase."""

ALL_DAY = [["00:00", "24:00"]]


def prepare_demo(
    folder: Path, settings: Settings, *, plan: PopulationPlan, console: Console
) -> dict[OfficerNo, str]:
    """Make the demonstration in ``folder``; the one-time codes by which officers set their PINs.

    A folder that was finished before is used as it is, and then there are no codes.
    """
    done = folder / "prepared"
    if done.exists():
        return {}
    now_ms = SystemClock().now().at_ms
    authority_dir = folder / "authority"
    init_authority(authority_dir, random=system_randomness, now_ms=now_ms)
    _enrol(folder, settings, now_ms)
    console.print(f"Inventing {plan.members} members in {plan.groups} groups …")
    _import_city(folder, settings, plan, console)
    codes = _publish_officers(authority_dir, settings, now_ms)
    done.touch()
    return codes


def _enrol(folder: Path, settings: Settings, now_ms: int) -> None:
    request = folder / "site.request"
    request_enrolment(settings, DEMO_SITE, request)
    asked = open_request(request.read_bytes())
    assert not isinstance(asked, Flaw)
    site = read_sites()[DEMO_SITE]
    terms = SiteTerms(SiteNames(site.zh, site.en, site.vi))
    authority = load_authority(folder / "authority")
    accept_enrolment(settings, sign_site(authority, asked, terms, now_ms=now_ms))


def _import_city(folder: Path, settings: Settings, plan: PopulationPlan, console: Console) -> None:
    day = TradeDay(local_date(SystemClock().now(), ZoneInfo(settings.time_zone)))
    groups, roster = write_lists(folder, members=plan.members, groups=plan.groups, day=day)
    language: Language = "zh" if os.environ.get("LANG", "").startswith("zh") else "en"
    lists: tuple[tuple[Kind, Path], ...] = (("groups", groups), ("roster", roster))
    for kind, file in lists:
        what = ListImport(file, folder / "authority", language=language)
        if not import_list(kind, what, settings, console):
            raise RuntimeError(f"the demonstration's own {kind} was refused")


def _publish_officers(authority_dir: Path, settings: Settings, now_ms: int) -> dict[OfficerNo, str]:
    authority = load_authority(authority_dir)
    archive = archive_of(authority_dir, authority)
    codes: dict[OfficerNo, str] = {}
    items = []
    for each in OFFICERS:
        who = OfficerToList(each.officer, each.name, [each.role], [DEMO_SITE, HEZHOU])
        item, codes[each.officer] = list_officer(
            who, keys=authority.field_keys, random=system_randomness
        )
        items.append(item)
    archive.publish("officers", items, at_ms=now_ms)
    _publish_policy(archive, now_ms)
    _grant_horizon(archive, settings, now_ms)
    with site_at_hand(settings) as site:
        bring_pages(archive.files_for(DEMO_SITE), site, progress=lambda done, of: None)
    return codes


def _publish_policy(archive: PageArchive, now_ms: int) -> None:
    """The Chinese pack, open at all hours: who looks at a demonstration at night finds it so. Here
    a supervisor may override with a second officer, which the pack itself allows to nobody."""
    said, faults = read_pack_file(asset_dir("packs") / "cn.yaml")
    assert not faults, faults
    hours = {**said["opening_hours"], **dict.fromkeys(WEEKDAYS, ALL_DAY)}
    under = Signing(archive, first_day_of(said), now_ms)
    overrides = {"overrides": True, "second_officer_overrides": True}
    signed = sign_pack({**said, **overrides, "opening_hours": hours}, under)
    assert not isinstance(signed, SignRefusal), signed


def _grant_horizon(archive: PageArchive, settings: Settings, now_ms: int) -> None:
    """Without one a site holds nobody's quota. It is this site's first epoch: nobody spent before,
    this month included."""
    today = TradeDay(local_date(SystemClock().now(), ZoneInfo(settings.time_zone)))
    epoch = load_site_keys(keys_dir(settings)).epoch
    first = longest_period_begins(today)
    grant = Grant(DEMO_SITE, epoch, longest_horizon(today), holds_from=first)
    granted = grant_horizon(archive, grant, today=today, at_ms=now_ms)
    assert not isinstance(granted, GrantRefusal), granted
