"""Officers whose rates stand out from all others, and members listed under two numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from service.reconciliation.rules.finding import Finding, Kind, Tolerances
from service.vocabulary import MemberNo, OfficerNo, SiteNo

Counted = Literal["referred", "hits", "overrides"]
COUNTED: Final[tuple[Counted, ...]] = ("referred", "hits", "overrides")


@dataclass(frozen=True, slots=True)
class OfficerCount:
    """What one officer did at one site in the days that are looked at: passes issued and honoured
    (``handled``), arrivals referred, hits met, overrides given."""

    site: SiteNo
    officer: OfficerNo
    handled: int = 0
    referred: int = 0
    hits: int = 0
    overrides: int = 0

    @property
    def acts(self) -> int:
        return self.handled + self.referred + self.overrides

    def of(self, what: Counted) -> int:
        counts: dict[Counted, int] = {
            "referred": self.referred,
            "hits": self.hits,
            "overrides": self.overrides,
        }
        return counts[what]


@dataclass(frozen=True, slots=True)
class TwoNumbers:
    """A listing that was not taken in, since another number has the same certificate."""

    item: str
    member: MemberNo
    listed: MemberNo


def check_rates(counts: Iterable[OfficerCount], terms: Tolerances) -> Iterator[Finding]:
    """Officers who refer, meet hits or override much more, or much less, than all the others."""
    all_of_them = list(counts)
    for each in all_of_them:
        others = [other for other in all_of_them if other is not each]
        for what in COUNTED:
            rest, acts = sum(o.of(what) for o in others), sum(o.acts for o in others)
            if _stands_out(each.of(what), each.acts, rest, acts, terms):
                yield _rate(each, what, rest=rest, acts=acts)


def check_numbers(pairs: Iterable[TwoNumbers]) -> Iterator[Finding]:
    """One person has one number; two are joined from the next period on."""
    for pair in pairs:
        yield Finding(
            Kind.TWO_NUMBERS,
            subject=f"{pair.listed} {pair.member}",
            dossier="members",
            member=pair.listed,
            figures={"item": pair.item, "other": pair.member},
        )


def _stands_out(count: int, acts: int, rest: int, rest_acts: int, terms: Tolerances) -> bool:
    """Whether two shares differ by more than chance allows: the usual test of two proportions, in
    whole numbers, squared."""
    if min(acts, rest_acts) < terms.fewest_acts:
        return False
    total, of = count + rest, acts + rest_acts
    difference = count * rest_acts - rest * acts
    spread = total * max(0, of - total) * of
    return difference**2 * of**2 > terms.unusual_sigmas**2 * spread * acts * rest_acts


def _rate(each: OfficerCount, what: Counted, *, rest: int, acts: int) -> Finding:
    return Finding(
        Kind.UNUSUAL_RATE,
        subject=f"{each.site} {each.officer} {what}",
        dossier="officers",
        site=each.site,
        figures={
            "officer": each.officer,
            "what": what,
            "count": each.of(what),
            "acts": each.acts,
            "others": rest,
            "others_acts": acts,
        },
    )
