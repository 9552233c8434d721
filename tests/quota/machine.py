"""What sites, members, the authority, the calendar and bad luck may do, in any order."""

from collections import Counter
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from service.journal.event import Event
from service.quota.plan_grants import longest_horizon
from service.quota.rules import QuotaRefusal
from service.vocabulary import ComponentNo, MemberNo, SiteNo, TradeDay
from tests.quota.carriers import Carriers
from tests.quota.office import CHEN, COMPONENTS, FEEDS, LAN, LIMITS, SITES, VALUE
from tests.quota.region import Region

sites = st.sampled_from(SITES)
members = st.sampled_from([CHEN, CHEN, CHEN, LAN])
amounts = st.dictionaries(st.sampled_from(COMPONENTS), st.integers(1, 6), min_size=1, max_size=2)
some_sites = st.just(set(SITES)) | st.just(set(SITES)) | st.sets(sites)
some_feeds = st.just(set(FEEDS)) | st.just(set(FEEDS)) | st.sets(st.sampled_from(FEEDS))
places = st.sampled_from([0, 0, 0, 1, 2, 5])
twice = st.integers(1, 2)
often = st.sampled_from([0, 1, 1, 2])


STEPS: Final[dict[str, tuple[int, dict[str, Any]]]] = {
    "spend": (1, {"site": sites, "member": members, "asked": amounts}),
    "rush": (4, {"member": members, "where": some_sites}),
    "refund": (
        2,
        {"site": st.none() | sites, "which": places, "back": st.none() | amounts, "times": twice},
    ),
    "send": (4, {"site": sites, "to": sites, "member": members, "divide": twice, "times": often}),
    "issue": (4, {"site": sites, "to": sites, "member": members, "divide": twice, "times": often}),
    "show": (3, {"site": sites, "which": places}),
    "void": (2, {"site": st.none() | sites, "which": places, "returns": st.booleans()}),
    "take_void": (2, {"site": sites, "which": places}),
    "annul": (1, {"which": places}),
    "receive": (2, {"site": sites, "which": places}),
    "override": (1, {"site": sites, "member": members, "asked": amounts}),
    "pass_days": (2, {"days": st.sampled_from([1, 1, 1, 7]), "opening": some_sites}),
    "pass_to_next_month": (1, {"opening": some_sites}),
    "pull": (1, {"where": some_sites, "feeds": some_feeds}),
    "publish_policy": (1, {"value": st.sampled_from([5, 10, 14]), "days": st.integers(-1, 2)}),
    "grant": (4, {"granted": some_sites, "feeds": st.just({"grants"}) | some_feeds}),
    "move_home": (2, {"member": members, "to": sites, "uses": st.booleans(), "hears": some_sites}),
    "move_unheard": (2, {"member": members, "to": sites, "releases": st.booleans()}),
    "release": (1, {"member": members}),
    "back_up": (1, {"site": sites}),
    "restore": (1, {"site": sites, "wakes": st.booleans(), "refunds": st.booleans()}),
}
"""What may happen next: how often it does, and with what."""

any_step = st.one_of(
    [
        st.tuples(st.just(name), st.fixed_dictionaries(drawn))
        for name, (weight, drawn) in STEPS.items()
        for _ in range(weight)
    ]
)


class QuotaMachine(RuleBasedStateMachine):
    """After every step no site holds too much; while it goes on, nobody takes too much."""

    def __init__(self) -> None:
        super().__init__()
        self.region = Region.begin()
        self.happened: Counter[str] = Counter()
        self.carriers = Carriers(self.region)

    def teardown(self) -> None:
        self.region.judge_replay()
        self.region.close()

    @invariant()
    def no_site_holds_more_than_the_allowance(self) -> None:
        self.region.judge_accounts()

    @rule(step=any_step)
    def happens(self, step: tuple[str, dict[str, Any]]) -> None:
        """One rule for all: else whole kinds of steps would be left out of an example."""
        name, drawn = step
        self.happened[name] += 1
        getattr(self, name)(**drawn)

    # --- at the counters ---

    def spend(self, site: SiteNo, member: MemberNo, asked: dict[ComponentNo, int]) -> None:
        self.region.spend(site, member, asked)

    def rush(self, member: MemberNo, where: set[SiteNo]) -> None:
        """What a screen shows as left can be spent, and not one fen more."""
        for site in sorted(where):
            shown = self.region.left(site, member)
            if shown:
                more = {component: amount + 1 for component, amount in shown.items()}
                assert isinstance(self.region.spend(site, member, more), QuotaRefusal)
                assert isinstance(self.region.spend(site, member, shown), Event)

    def refund(
        self, site: SiteNo | None, which: int, back: dict[ComponentNo, int] | None, times: int
    ) -> None:
        """A spending is given back where it was made, or where somebody else asks for it."""
        for name in self.region.spendings[-1 - which :][:1] * times:
            self.region.refund(site or name.site, name, back)

    def send(self, site: SiteNo, to: SiteNo, member: MemberNo, divide: int, times: int) -> None:
        """Send some of what is left; it arrives now, or later, or twice, or never."""
        holding = [each for each in SITES if self.region.left(each, member)]
        if holding and site not in holding:
            site = holding[0]
        shown = self.region.left(site, member)
        part = {each: amount // divide for each, amount in shown.items() if amount >= divide}
        sent = self.region.send(site, to, member, part)
        if not isinstance(sent, QuotaRefusal):
            for _ in range(times):
                self.region.receive(to, sent)

    def receive(self, site: SiteNo, which: int) -> None:
        for text in self.region.in_the_air[-1 - which :][:1]:
            self.region.receive(site, text)

    # --- passes, which carry quota as well ---

    def issue(self, site: SiteNo, to: SiteNo, member: MemberNo, divide: int, times: int) -> None:
        """A member goes on with some of what is left; shown at once, later, twice or never."""
        holding = [each for each in SITES if self.region.left(each, member)]
        if holding and site not in holding:
            site = holding[0]
        shown = self.region.left(site, member)
        part = {each: amount // divide for each, amount in shown.items() if amount >= divide}
        text = self.carriers.issue(site, to, member, part)
        for _ in range(times if text else 0):
            self.carriers.show(to, str(text))

    def show(self, site: SiteNo, which: int) -> None:
        for _, text in self.carriers.passes[-1 - which :][:1]:
            self.carriers.show(site, text)

    def void(self, site: SiteNo | None, which: int, returns: bool) -> None:
        """A pass is void where somebody says so; perhaps its issuer hears of it at once."""
        for reference, text in self.carriers.passes[-1 - which :][:1]:
            for each in [site] if site else SITES:
                void = self.carriers.void(each, text)
                if void and returns:
                    self.carriers.take_void(SiteNo(reference[:3]), void)

    def take_void(self, site: SiteNo, which: int) -> None:
        for text in self.carriers.voids[-1 - which :][:1]:
            self.carriers.take_void(site, text)

    def annul(self, which: int) -> None:
        for reference, _ in self.carriers.passes[-1 - which :][:1]:
            self.carriers.annul(SiteNo(reference[:3]), reference)

    def override(self, site: SiteNo, member: MemberNo, asked: dict[ComponentNo, int]) -> None:
        self.region.override(site, member, asked)

    # --- the calendar ---

    def pass_days(self, days: int, opening: set[SiteNo]) -> None:
        self.region.pass_days(days)
        self._open(opening)

    def pass_to_next_month(self, opening: set[SiteNo]) -> None:
        self.region.pass_to_next_month()
        self._open(opening)

    # --- the authority ---

    def pull(self, where: set[SiteNo], feeds: set[str]) -> None:
        for site in sorted(where):
            self.region.pull(site, sorted(feeds))

    def publish_policy(self, value: int, days: int) -> None:
        region = self.region
        from_day = region.today.fromordinal(region.today.toordinal() + days).isoformat()
        region.publish_policy({**LIMITS, VALUE: value}, from_day=TradeDay(from_day))

    def grant(self, granted: set[SiteNo], feeds: set[str]) -> None:
        for site in sorted(granted):
            self.region.grant(site, longest_horizon(self.region.day))
            self.region.pull(site, sorted(feeds))

    def move_home(self, member: MemberNo, to: SiteNo, uses: bool, hears: set[SiteNo]) -> None:
        """The hub may use the last release it heard of; whoever hears of the move applies it."""
        region = self.region
        released = [release for whose, release in region.releases if whose == member]
        release = released[-1] if released and uses else None
        region.move_home(member, to, from_day=region.day, release=release)
        for site in sorted(hears):
            region.pull(site, ["members"])

    def move_unheard(self, member: MemberNo, to: SiteNo, releases: bool) -> None:
        """All are granted a new horizon; of the move that it presumes only the new home hears."""
        if releases:
            self.grant(set(SITES), set(FEEDS))
            self.release(member)
        self.move_home(member, to, uses=releases, hears=set())
        self.grant(set(SITES), {"grants"})
        self.region.pull(to)

    def release(self, member: MemberNo) -> None:
        for site in SITES:
            self.region.release(site, member)

    # --- disasters ---

    def back_up(self, site: SiteNo) -> None:
        self.region.back_up(site)

    def restore(self, site: SiteNo, wakes: bool, refunds: bool) -> None:
        """An old copy comes back under a new key; people ask it to refund what it remembers."""
        self.region.restore(site)
        if wakes:
            self.region.grant(site, longest_horizon(self.region.day))
            self.region.pull(site)
            self.region.open_day(site)
        for name in self.region.spendings if refunds else ():
            self.region.refund(site, name)

    def _open(self, opening: set[SiteNo]) -> None:
        for site in sorted(opening):
            self.region.open_day(site)
