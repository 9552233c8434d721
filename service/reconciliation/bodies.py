"""What is said of anomalies over HTTP."""

from pydantic import BaseModel, ConfigDict, Field

from service.kit import canonical_json
from service.reconciliation import anomaly_store as store
from service.reconciliation.anomaly_store import Anomaly
from service.reconciliation.keep_findings import State
from service.reconciliation.rules.finding import Kind, Weight
from service.session import Session

LISTED = 100


class AnomaliesAsked(BaseModel):
    """Which anomalies to list; what is not said asks for all. ``after`` is the ``next`` of a list
    before."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind | None = None
    weight: Weight | None = None
    site: str = Field(default="", pattern=r"^(S\d\d)?$")
    state: State | None = None
    member: int = Field(default=0, ge=0, le=99_999_999)
    after: str | None = Field(default=None, pattern=r"^[0-9]{1,15}\.[0-9a-f]{16}$")
    limit: int = Field(default=LISTED, ge=1, le=LISTED)

    def for_store(self) -> store.Asked:
        asked = store.Asked(
            self.kind or "", self.weight or "", self.site, self.state or "", self.member
        )
        if self.after is None:
            return asked
        seen_ms, _, number = self.after.partition(".")
        return asked._replace(before_ms=int(seen_ms), before_id=number)


class AnomalyBody(BaseModel):
    """One anomaly: its kind and weight, where, about which member and day; ``owner`` is the number
    of who took it, ``digest`` stands for the evidence as it is now. Times in ms, UTC."""

    id: str
    kind: str
    weight: str
    subject: str
    site: str | None
    member: int | None
    day: str | None
    state: str
    owner: str | None
    seen_at: int
    found_at: int
    gone_at: int | None
    digest: str


class CountBody(BaseModel):
    """How many anomalies there are of a kind in a state."""

    kind: str
    weight: str
    state: str
    count: int


class AnomaliesBody(BaseModel):
    """Anomalies, the newest first; ``next`` asks for those behind them."""

    counts: list[CountBody]
    items: list[AnomalyBody] = Field(max_length=LISTED)
    next: str | None


class EvidenceEvent(BaseModel):
    """An event that shows it, and its hash in the chain; none where the hub does not hold it."""

    event: str
    hash: str | None


class NoteBody(BaseModel):
    """What somebody said of it; ``event`` names the record in the hub's own journal."""

    event: str
    at: int
    officer: str | None
    answer: str
    note: str


class AnomalyDetailBody(BaseModel):
    """One anomaly with its evidence: events, how many more, the figures that do not fit."""

    anomaly: AnomalyBody
    events: list[EvidenceEvent]
    more: int
    figures: dict[str, int | str]
    notes: list[NoteBody]


class AnswerBody(BaseModel):
    """An answer to an anomaly, and the digest of the evidence that was seen."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field(default="", max_length=1000)
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")


def show_anomaly(anomaly: Anomaly) -> AnomalyBody:
    return AnomalyBody(
        id=anomaly.id,
        kind=anomaly.kind,
        weight=anomaly.weight,
        subject=anomaly.subject,
        site=anomaly.site,
        member=anomaly.member,
        day=anomaly.day,
        state=anomaly.state,
        owner=anomaly.owner,
        seen_at=anomaly.seen_ms,
        found_at=anomaly.found_ms,
        gone_at=anomaly.gone_ms,
        digest=anomaly.digest,
    )


def show_evidence(session: Session, anomaly: Anomaly) -> AnomalyDetailBody:
    """One anomaly, what shows it, and what was said of it."""
    said = canonical_json.decode(anomaly.evidence)
    return AnomalyDetailBody(
        anomaly=show_anomaly(anomaly),
        events=[EvidenceEvent(event=name, hash=each) for name, each in said["events"]],
        more=said["more"],
        figures=said["figures"],
        notes=[
            NoteBody(
                event=each.event,
                at=each.at_ms,
                officer=each.officer,
                answer=each.answer,
                note=each.note,
            )
            for each in store.notes_of(session, anomaly.id)
        ],
    )


def show_list(session: Session, asked: store.Asked, *, count: int) -> AnomaliesBody:
    """The anomalies that are asked for, and how many there are of all."""
    items = store.listed(session, asked, count=count)
    last = items[-1] if len(items) == count else None
    return AnomaliesBody(
        counts=[
            CountBody(kind=kind, weight=weight, state=state, count=count)
            for kind, weight, state, count in store.counts(session)
        ],
        items=[show_anomaly(each) for each in items],
        next=f"{last.seen_ms}.{last.id}" if last else None,
    )
