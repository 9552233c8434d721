"""How each site stands: what the hub holds of it, beside what it last told of itself."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from service import __version__
from service.feeds import store as feeds
from service.feeds.page import FOR_ALL
from service.reports.rules import SiteFacts, judge_site, standing_of, worse
from service.reports.show import NamesBody, SiteStateBody, SiteStatesBody
from service.session import Session
from service.sites.records import SiteRecord, is_valid_at
from service.sites.store import last_standing
from service.sites.trust_list import TrustList
from service.sync import held_store, run_store
from service.sync.held_store import MAIN, Branch
from service.sync.run_bodies import HowSiteIs
from service.sync.run_store import Told
from service.vocabulary import HUB, SiteNo


def show_sites(session: Session, trust: TrustList, *, now_ms: int) -> SiteStatesBody:
    """All sites that the authority has named, but for the hub itself; the worst first."""
    hub, told = feeds.positions(session), run_store.all_reports(session)
    held, missing = _held(session), _missing(session)
    sites = []
    for record in newest_records(trust, now_ms):
        branches = held.get(record.site, [])
        shown = _Shown(session, record, branches, told.get(record.site), missing[record.site])
        sites.append(shown.body(hub, now_ms))
    sites.sort(key=lambda each: worse(each.standing, tuple(each.concerns), each.site))
    return SiteStatesBody(software=__version__, now=now_ms, sites=sites)


def newest_records(trust: TrustList, now_ms: int) -> Iterable[SiteRecord]:
    """Of each site the record that it signs by now: the newest that has begun, else the newest."""
    best: dict[SiteNo, SiteRecord] = {}
    for record in sorted(trust.sites, key=lambda r: (is_valid_at(r, now_ms), r.not_before_ms)):
        if record.site != HUB:
            best[record.site] = record
    return best.values()


class _Shown:
    """One site on its way to the screen."""

    def __init__(
        self,
        session: Session,
        record: SiteRecord,
        branches: list[Branch],
        told: Told | None,
        missing: int,
    ) -> None:
        self.record, self.told, self.missing = record, told, missing
        self.branches = branches
        own = [each for each in branches if each.epoch == record.epoch and each.branch == MAIN]
        self.main = own[0] if own else None
        mains = {each.epoch for each in branches}
        self.aside = sum(held_store.count_aside(session, record.site, each) for each in mains)
        self.is_revoked = last_standing(session, record.site, record.epoch) is not None
        self.said = HowSiteIs.model_validate_json(told.body) if told else None

    def body(self, hub: dict[str, str], now_ms: int) -> SiteStateBody:
        facts = self._facts(hub)
        concerns = judge_site(facts, now_ms=now_ms)
        names, main = self.record.names, self.main
        return SiteStateBody(
            site=self.record.site,
            names=NamesBody(zh=names.zh, vi=names.vi, en=names.en),
            epoch=self.record.epoch,
            standing=standing_of(concerns),
            concerns=list(concerns),
            heard_at=facts.heard_ms,
            stored=main.stored_seq if main else 0,
            durable=main.durable_seq if main else 0,
            applied=main.applied_seq if main else 0,
            aside=facts.aside,
            forks=facts.forks,
            missing=facts.missing,
            record_ends_at=facts.record_ends_ms,
            behind=dict(facts.behind),
            **self._its_word(),
        )

    def _its_word(self) -> dict[str, object]:
        if self.told is None or self.said is None:
            return {}
        said, stored = self.said, self.main.stored_seq if self.main else 0
        return {
            **said.model_dump(exclude={"saved", "now", "feeds"}),
            "told_at": self.told.at_ms,
            "unsent": max(0, said.saved - stored),
            "clock_off_ms": said.now - self.told.at_ms,
        }

    def _facts(self, hub: dict[str, str]) -> SiteFacts:
        said, told = self.said, self.told
        heard = [each.heard_ms for each in self.branches] + ([told.at_ms] if told else [])
        facts = SiteFacts(
            heard_ms=max(heard, default=None),
            record_ends_ms=self.record.expires_ms,
            is_revoked=self.is_revoked,
            forks=sum(each.branch != MAIN for each in self.branches),
            aside=self.aside,
            missing=self.missing,
        )
        if said is None or told is None:
            return facts
        return replace(
            facts,
            behind=behind(hub, said.feeds, self.record.site),
            told=True,
            refusal=said.refusal,
            warnings=len(said.warnings),
            attention=said.attention,
            clock=said.clock,
            clock_off_ms=said.now - told.at_ms,
            is_same_software=said.software == __version__,
        )


def behind(hub: dict[str, str], site: dict[str, str], number: SiteNo) -> dict[str, int]:
    """How many items of each feed for all, or for this site, it does not hold yet."""
    lag: dict[str, int] = defaultdict(int)
    for place, position in hub.items():
        feed, _, audience = place.partition("/")
        if audience in (FOR_ALL, number):
            lag[feed] += _items_between(site.get(place, "0.0"), position)
    return {feed: count for feed, count in lag.items() if count}


def _items_between(held: str, newest: str) -> int:
    generation, _, number = held.partition(".")
    now, _, last = newest.partition(".")
    return max(0, int(last) - int(number)) if generation == now else int(last)


def _held(session: Session) -> dict[SiteNo, list[Branch]]:
    held: dict[SiteNo, list[Branch]] = defaultdict(list)
    for branch in held_store.all_branches(session):
        held[branch.site].append(branch)
    return held


def _missing(session: Session) -> dict[SiteNo, int]:
    missing: dict[SiteNo, int] = defaultdict(int)
    for site, _, first, last in held_store.all_gaps(session):
        missing[site] += last - first + 1
    return missing
