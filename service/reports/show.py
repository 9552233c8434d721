"""What the pages of the hub are given: sites as they stand, runs, sums. No member is in any."""

from pydantic import BaseModel, Field

from service.kit.clock import Trust
from service.reports.rules import By, Concern, Standing
from service.vocabulary import Period, Unit

MOST_RUNS = 200


class NamesBody(BaseModel):
    """A name in three languages."""

    zh: str
    vi: str
    en: str


class SiteStateBody(BaseModel):
    """One site. Times are ms, UTC; counts are of events, of the epoch named. ``unsent`` and what
    follows ``told_at`` are the site's own word, of that time; ``None`` where it never told any.
    ``behind`` counts items of the feeds of which the site holds less than the hub."""

    site: str
    names: NamesBody
    epoch: str
    standing: Standing
    concerns: list[Concern]
    heard_at: int | None
    stored: int
    durable: int
    applied: int
    aside: int
    forks: int
    missing: int
    record_ends_at: int
    behind: dict[str, int]
    told_at: int | None = None
    unsent: int | None = None
    software: str | None = None
    attention: int | None = None
    clock: Trust | None = None
    clock_off_ms: int | None = None
    day: str | None = None
    refusal: str | None = None
    warnings: list[str] = []
    free_mib: int | None = None


class SiteStatesBody(BaseModel):
    """All sites that have a record, the worst first; ``now`` is the hub's time (ms, UTC)."""

    software: str
    now: int
    sites: list[SiteStateBody]


class RunBody(BaseModel):
    """A run that brought something or ended otherwise than the one before: when it ended (ms, UTC)
    and how, events up, how many of them were put aside, pages down."""

    site: str
    at: int
    outcome: str
    events: int
    aside: int
    pages: int


class RunsBody(BaseModel):
    """Runs, the newest first; where there may be more, ``next`` is the ``before`` to ask with."""

    runs: list[RunBody] = Field(max_length=MOST_RUNS)
    next: int | None


class ComponentBody(BaseModel):
    """A part of the quota, as the newest policy names it; ``currency`` where it is of money."""

    number: int
    code: str
    names: NamesBody
    unit: Unit
    period: Period
    currency: str | None


class RowBody(BaseModel):
    """One row: its key, what it is called (groups and sites), and a number for each series."""

    key: str
    label: str | None
    values: list[int]


class ReportBody(BaseModel):
    """Sums over a span of trade days. ``series`` names the numbers of each row; money is in fen,
    mass in grams. ``components`` are those that can be asked for, ``component`` the one shown."""

    by: By
    since: str
    until: str
    series: list[str]
    rows: list[RowBody]
    component: int | None
    components: list[ComponentBody]
