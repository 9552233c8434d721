"""A pack, and the policy it makes of one day; what holds before any pack has arrived."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from service.policies.rules.catalogue import CatalogueRow, ListedGoods, Treatment, judge_treatment
from service.policies.rules.hours import ROUND_THE_CLOCK, WeekHours
from service.policies.rules.names import NAMELESS, Names
from service.policies.rules.quota import ComponentHistory, QuotaComponent, component_limits
from service.policies.rules.terms import USUAL_TERMS, Terms
from service.vocabulary import Period, Presence, TradeDay

USUAL_CURRENCY: Final = "CNY"


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of the rules of a regime, with every date in it; in force from ``from_day`` on.

    ``zone`` is empty in a pack that does not say: then the site's own zone counts.
    """

    version: int
    from_day: TradeDay
    presence: dict[str, frozenset[Presence]]
    annul_seconds: int
    regime: str = ""
    zone: str = ""
    currency: str = USUAL_CURRENCY
    names: Names = NAMELESS
    components: tuple[ComponentHistory, ...] = ()
    catalogue: tuple[CatalogueRow, ...] = ()
    listed: tuple[ListedGoods, ...] = ()
    hours: WeekHours = ROUND_THE_CLOCK
    terms: Terms = USUAL_TERMS


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules a site works under on one day; ``version`` 0 is what holds before any arrived.

    ``presence`` names, for each act, the proofs of presence that suffice for it; ``components``
    have the limits of that day. ``pack`` holds what has dates of its own.
    """

    version: int
    presence: dict[str, frozenset[Presence]]
    annul_seconds: int
    components: tuple[QuotaComponent, ...] = ()
    pack: Pack | None = None

    def accepts(self, act: str, presence: Presence) -> bool:
        """Whether ``presence`` suffices for ``act``; an act the policy does not name needs an
        officer, who is always enough."""
        enough = self.presence.get(act, frozenset())
        return presence is Presence.OFFICER_ATTESTED or presence in enough

    @property
    def terms(self) -> Terms:
        return self.pack.terms if self.pack else USUAL_TERMS

    @property
    def regime(self) -> str:
        """Whose rules these are: quota never crosses from one to another."""
        return self.pack.regime if self.pack else ""

    @property
    def hours(self) -> WeekHours:
        return self.pack.hours if self.pack else ROUND_THE_CLOCK

    @property
    def zone(self) -> str:
        """The policy's own time zone; empty where the site's counts."""
        return self.pack.zone if self.pack else ""

    @property
    def currency(self) -> str:
        """The money of its amounts; the yuan where a site has no pack yet."""
        return self.pack.currency if self.pack else USUAL_CURRENCY

    def find_row(self, code: str) -> CatalogueRow | None:
        """The catalogue row of that code; whether it is traded on a day, ``judge_origin`` says."""
        rows = self.pack.catalogue if self.pack else ()
        return next((row for row in rows if row.code == code), None)

    def treatment_of(self, row: CatalogueRow, day: TradeDay) -> Treatment:
        return judge_treatment(row, self.pack.listed if self.pack else (), day)


BEFORE_ANY = Policy(
    version=0,
    presence={
        "check_in": frozenset({Presence.CARD_AT_KIOSK, Presence.NUMBER_AT_KIOSK}),
        "check_out": frozenset({Presence.CARD_AT_KIOSK, Presence.NUMBER_AT_KIOSK}),
    },
    annul_seconds=600,
)


def policy_of(pack: Pack, day: TradeDay) -> Policy:
    """What a pack says of one day, whether or not it is in force then."""
    return Policy(
        version=pack.version,
        presence=pack.presence,
        annul_seconds=pack.annul_seconds,
        components=component_limits(pack.components, day),
        pack=pack,
    )


def pack_on(history: Iterable[Pack], day: TradeDay) -> Pack | None:
    """The pack of ``day``: the one begun last, and of two for one day the newer version."""
    begun = [pack for pack in history if pack.from_day <= day]
    return max(begun, key=lambda pack: (pack.from_day, pack.version), default=None)


def policy_on(history: Iterable[Pack], day: TradeDay) -> Policy:
    """The policy of ``day``, by the dates of all packs that are known."""
    pack = pack_on(history, day)
    return policy_of(pack, day) if pack else BEFORE_ANY


def fix_months(policy: Policy, of_first_day: Policy) -> Policy:
    """``policy`` with the monthly limits of the month's first opened day: what was promised for a
    period stands until it is over (docs/protocol.md, Policies)."""
    kept = {each.number: each for each in of_first_day.components if each.period is Period.MONTH}
    components = tuple(kept.get(each.number, each) for each in policy.components)
    return policy if components == policy.components else replace(policy, components=components)
