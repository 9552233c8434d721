"""Keep what a look at the journals found as anomalies, and let go what it found no more."""

from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from service.kit import canonical_json
from service.reconciliation import anomaly_store as store
from service.reconciliation.anomaly_store import Anomaly
from service.reconciliation.dossier_store import hashes_of
from service.reconciliation.rules.finding import EventId, Finding, weight_of
from service.session import Session

EVIDENCE_EVENTS: Final = 40
"""Events that are named as evidence; how many more there are is told."""

LOCK: Final = "anomalies"


class State(StrEnum):
    """Where an anomaly stands. ``GONE``: what was missing has come, or was made good."""

    OPEN = "open"
    TAKEN = "acknowledged"
    EXPLAINED = "explained"
    DISMISSED = "dismissed"
    GONE = store.GONE


def keep_findings(session: Session, findings: Iterable[Finding], *, at_ms: int) -> None:
    """Keep each as an anomaly: a new one is open; one that somebody has answered stays so as long
    as its evidence does. ``at_ms`` is when one looked."""
    for finding in findings:
        _keep(session, finding, at_ms)


def keep_dossier(
    session: Session, dossier: str, findings: Iterable[Finding], *, at_ms: int
) -> None:
    """Keep what is found of one dossier, and let go what was found of it before."""
    found = list(findings)
    keep_findings(session, found, at_ms=at_ms)
    for number in set(store.open_of(session, dossier)) - {number_of(each) for each in found}:
        store.let_go(session, number, at_ms=at_ms)


def number_of(finding: Finding) -> str:
    """The anomaly's own number: the same whoever finds it, and whenever."""
    return sha256(f"{finding.kind}\0{finding.subject}".encode()).hexdigest()[:16]


def digest_of(finding: Finding) -> str:
    """What tells one state of the evidence from another."""
    said = [[str(each) for each in finding.events], dict(finding.figures)]
    return sha256(canonical_json.encode(said)).hexdigest()


def _keep(session: Session, finding: Finding, at_ms: int) -> None:
    number, digest = number_of(finding), digest_of(finding)
    known = store.find(session, number)
    if known and known.digest == digest and known.gone_ms is None:
        store.still_there(session, number, at_ms=at_ms)
        return
    is_weighed = known is not None and known.weighed == digest and known.gone_ms is None
    store.put(
        session,
        Anomaly(
            id=number,
            kind=finding.kind,
            weight=weight_of(finding.kind),
            subject=finding.subject,
            dossier=finding.dossier,
            site=finding.site,
            member=finding.member,
            day=finding.day,
            evidence=canonical_json.encode(_evidence(session, finding)),
            digest=digest,
            seen_ms=known.seen_ms if known else at_ms,
            found_ms=at_ms,
            gone_ms=None,
            state=known.state if known and is_weighed else State.OPEN,
            owner=known.owner if known else None,
            weighed=known.weighed if known else None,
        ),
    )


def _evidence(session: Session, finding: Finding) -> dict[str, Any]:
    named = finding.events[:EVIDENCE_EVENTS]
    hashes = hashes_of(session, [EventId(*each) for each in named])
    return {
        "events": [[str(name), each.hex() if each else None] for name, each in hashes],
        "more": len(finding.events) - len(named),
        "figures": dict(finding.figures),
    }
