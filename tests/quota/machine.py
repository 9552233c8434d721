"""What sites, members, the authority, the calendar and bad luck may do, in any order."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from service.journal.event import Event
from service.quota.plan_grants import longest_horizon
from service.quota.rules import QuotaRefusal
from service.vocabulary import ComponentNo, MemberNo, SiteNo, TradeDay
from tests.quota.region import CHEN, COMPONENTS, FEEDS, LAN, LIMITS, SITES, VALUE, Region

sites = st.sampled_from(SITES)
members = st.sampled_from([CHEN, CHEN, CHEN, LAN])
amounts = st.dictionaries(st.sampled_from(COMPONENTS), st.integers(1, 6), min_size=1, max_size=2)
some_sites = st.just(set(SITES)) | st.sets(sites)
some_feeds = st.just(set(FEEDS)) | st.sets(st.sampled_from(FEEDS))
places = st.integers(0, 9)


class QuotaMachine(RuleBasedStateMachine):
    """After every step no site holds too much; while it goes on, nobody takes too much."""

    def __init__(self) -> None:
        super().__init__()
        self.region = Region.begin()

    def teardown(self) -> None:
        self.region.judge_replay()
        self.region.close()

    @invariant()
    def no_site_holds_more_than_the_allowance(self) -> None:
        self.region.judge_accounts()

    # --- at the counters ---

    @rule(site=sites, member=members, asked=amounts)
    def spend(self, site: SiteNo, member: MemberNo, asked: dict[ComponentNo, int]) -> None:
        self.region.spend(site, member, asked)

    @rule(member=members, where=some_sites)
    def rush(self, member: MemberNo, where: set[SiteNo]) -> None:
        """What a screen shows as left can be spent, and not one fen more."""
        for site in sorted(where):
            shown = self.region.left(site, member)
            if shown:
                more = {component: amount + 1 for component, amount in shown.items()}
                assert isinstance(self.region.spend(site, member, more), QuotaRefusal)
                assert isinstance(self.region.spend(site, member, shown), Event)

    @rule(site=sites, which=places, back=st.none() | amounts, times=st.integers(1, 2))
    def refund(
        self, site: SiteNo, which: int, back: dict[ComponentNo, int] | None, times: int
    ) -> None:
        for name in self.region.spendings[-1 - which :][:1] * times:
            self.region.refund(site, name, back)

    @rule(site=sites, to=sites, member=members, divide=st.integers(1, 3), times=st.integers(0, 2))
    def send(
        self, site: SiteNo, to: SiteNo, member: MemberNo, divide: int, times: int
    ) -> None:
        """Send some of what is left; it arrives now, or later, or twice, or never."""
        shown = self.region.left(site, member)
        part = {each: amount // divide for each, amount in shown.items() if amount >= divide}
        sent = self.region.send(site, to, member, part)
        if not isinstance(sent, QuotaRefusal):
            for _ in range(times):
                self.region.receive(to, sent)

    @rule(site=sites, which=places)
    def receive(self, site: SiteNo, which: int) -> None:
        for text in self.region.in_the_air[-1 - which :][:1]:
            self.region.receive(site, text)

    @rule(site=sites, member=members, asked=amounts)
    def override(self, site: SiteNo, member: MemberNo, asked: dict[ComponentNo, int]) -> None:
        self.region.override(site, member, asked)

    # --- the calendar ---

    @rule(days=st.sampled_from([0, 1, 1, 1, 7]), opening=some_sites)
    def pass_days(self, days: int, opening: set[SiteNo]) -> None:
        self.region.pass_days(days)
        self._open(opening)

    @rule(opening=some_sites)
    def pass_to_next_month(self, opening: set[SiteNo]) -> None:
        self.region.pass_to_next_month()
        self._open(opening)

    # --- the authority ---

    @rule(site=sites, feeds=some_feeds)
    def pull(self, site: SiteNo, feeds: set[str]) -> None:
        self.region.pull(site, sorted(feeds))

    @rule(value=st.sampled_from([5, 10, 14]), days=st.integers(-1, 2))
    def publish_policy(self, value: int, days: int) -> None:
        region = self.region
        from_day = region.today.fromordinal(region.today.toordinal() + days).isoformat()
        region.publish_policy({**LIMITS, VALUE: value}, from_day=TradeDay(from_day))

    @rule(granted=some_sites, feeds=st.just({"grants"}) | some_feeds)
    def grant(self, granted: set[SiteNo], feeds: set[str]) -> None:
        for site in sorted(granted):
            self.region.grant(site, longest_horizon(self.region.day))
            self.region.pull(site, sorted(feeds))

    @rule(member=members, to=sites, which=st.none() | places, hears=st.booleans())
    def move_home(self, member: MemberNo, to: SiteNo, which: int | None, hears: bool) -> None:
        region = self.region
        released = [release for whose, release in region.releases if whose == member]
        release = released[-1 - which :][:1] if which is not None else []
        region.move_home(member, to, from_day=region.day, release=next(iter(release), None))
        if hears:
            region.pull(to, ["members"])

    @rule(site=sites, member=members)
    def release(self, site: SiteNo, member: MemberNo) -> None:
        self.region.release(site, member)

    # --- disasters ---

    @rule(site=sites)
    def back_up(self, site: SiteNo) -> None:
        self.region.back_up(site)

    @rule(site=sites, wakes=st.booleans())
    def restore(self, site: SiteNo, wakes: bool) -> None:
        self.region.restore(site)
        if wakes:
            self.region.grant(site, longest_horizon(self.region.day))
            self.region.pull(site)
            self.region.open_day(site)

    def _open(self, opening: set[SiteNo]) -> None:
        for site in sorted(opening):
            self.region.open_day(site)
