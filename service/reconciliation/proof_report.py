"""The proof report: what was checked and found, as a record that anybody can make again."""

from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel, Field

from service.kit import canonical_json
from service.reconciliation.rules.finding import Kind

VERSION: Final = 1


class ProvedJournal(BaseModel):
    """One branch of a journal, up to where it was looked at: 0 is the one that counts. ``told_ms``
    is when its site signed its end."""

    site: str
    epoch: str
    branch: int
    seq: int
    head: str
    told_ms: int


class Checked(BaseModel):
    """How much was looked at."""

    events: int
    passes: int
    honoured: int
    person_periods: int
    days: int
    draws: int


class Promises(BaseModel):
    """What must be nought. ``must_be_zero`` counts all anomalies of a kind that there must be
    none of, these three among them."""

    over_quota: int
    honoured_twice: int
    chains_incomplete: int
    must_be_zero: int


class Found(BaseModel):
    """One anomaly: its own number, its kind, what it is about, and the digest of its evidence."""

    id: str
    kind: str
    subject: str
    digest: str


class OfficerRates(BaseModel):
    """What one officer did at one site in the last thirty trade days."""

    site: str
    officer: str
    handled: int
    referred: int
    hits: int
    overrides: int


class Overridden(BaseModel):
    """What supervisors let members exceed of one component, counted apart from all quotas."""

    component: int
    times: int
    amount: int


class ProofReport(BaseModel):
    """One proof. ``feeds`` are the positions of the authority's word that it was held against;
    ``waiting`` counts, by site, what only that site's late journal can explain; ``more`` counts
    findings of a kind beyond those that are listed."""

    v: int = VERSION
    at_ms: int
    hub: str
    software: str
    grace_ms: int
    journals: list[ProvedJournal]
    feeds: dict[str, str]
    checked: Checked
    promises: Promises
    counts: dict[str, int]
    more: dict[str, int]
    waiting: dict[str, int]
    found: list[Found]
    flaws: list[str]
    officers: list[OfficerRates]
    overridden: list[Overridden]

    @property
    def is_well(self) -> bool:
        """Whether every promise holds."""
        return self.promises.must_be_zero == 0 and self.promises.chains_incomplete == 0

    def to_bytes(self) -> bytes:
        """The bytes that the hub signs."""
        return canonical_json.encode(self.model_dump())

    def without(self, kinds: frozenset[str]) -> "ProofReport":
        """The same without what is said of these kinds."""
        return self.model_copy(
            update={
                "counts": {kind: n for kind, n in self.counts.items() if kind not in kinds},
                "more": {kind: n for kind, n in self.more.items() if kind not in kinds},
                "found": [each for each in self.found if each.kind not in kinds],
            }
        )


class ProofBody(BaseModel):
    """A proof report with the hub's signature over it, and the page that a person reads."""

    is_well: bool
    report: ProofReport
    token: str
    page: str


class ProofsBody(BaseModel):
    """The newest proofs, the newest first."""

    proofs: list[ProofBody] = Field(max_length=100)


def differences(stored: ProofReport, anew: ProofReport) -> list[str]:
    """Where a report made anew from the bytes differs from the one that was signed. What follows
    from the feeds is compared only while these say what they said then."""
    if stored.feeds != anew.feeds:
        stored, anew = stored.without(BY_FEEDS), anew.without(BY_FEEDS)
    return list(_differences(stored.model_dump(), anew.model_dump()))


def _differences(stored: dict[str, Any], anew: dict[str, Any]) -> Iterator[str]:
    for name in COMPARED:
        if stored[name] != anew[name]:
            yield f"{name}: signed {_short(stored[name])}, from the bytes {_short(anew[name])}"


def _short(value: Any) -> str:
    said = canonical_json.encode(value).decode()
    return said if len(said) <= 200 else f"{said[:200]}…"


BY_FEEDS: Final = frozenset({str(Kind.POLICY_LAG), str(Kind.TWO_NUMBERS)})

COMPARED: Final = (
    *("journals", "checked", "promises", "counts", "more", "waiting", "found", "flaws"),
    *("officers", "overridden"),
)
"""What the bytes alone decide."""
