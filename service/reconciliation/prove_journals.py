"""Prove all journals at once: every chain from its bytes, and all that they say by every rule."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import partial
from typing import Final

from service import __version__
from service.feeds.store import positions
from service.kit.cose import Flaw
from service.reconciliation import dossier_store as store
from service.reconciliation.find_anomalies import Anchors, View, find_anomalies, rates_since
from service.reconciliation.keep_findings import digest_of, number_of
from service.reconciliation.proof_report import (
    Checked,
    Found,
    OfficerRates,
    Overridden,
    Promises,
    ProofReport,
    ProvedJournal,
)
from service.reconciliation.refold import HeldProof, verify_held
from service.reconciliation.rules.finding import (
    USUAL,
    Finding,
    Kind,
    Known,
    Tolerances,
    Weight,
    weight_of,
)
from service.session import Session
from service.sites.records import KeyRole, open_site_record
from service.sites.trust_list import TrustList
from service.sync.held_store import MAIN, Branch, all_branches

MOST_KEPT: Final = 2_000
"""Findings of one kind that are kept one by one; more are counted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who proves, when (ms, UTC), by whose keys and in which zone a date is."""

    hub: str
    trust: TrustList
    now_ms: int
    zone: tzinfo
    tolerances: Tolerances = USUAL


@dataclass(frozen=True, slots=True)
class Proof:
    """A report, and the findings that it lists."""

    report: ProofReport
    findings: list[Finding]


@dataclass(slots=True)
class _Gathered:
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[Kind] = field(default_factory=Counter)
    more: Counter[Kind] = field(default_factory=Counter)
    waiting: Counter[str] = field(default_factory=Counter)


def prove_journals(session: Session, standing: Standing) -> Proof:
    """Verify the bytes of every journal, look at everything, and say what was found.

    ``session`` should see one moment. Memory does not grow with the number of events.
    """
    held = verify_held(session, standing.trust)
    known = Known(standing.now_ms, store.reach_of(session), standing.tolerances)
    view = View.of(session, known, anchors_of(session, standing.trust), standing.zone)
    return prove_view(view, standing, held, list(_journals(session, known)))


def prove_view(
    view: View, standing: Standing, held: HeldProof, journals: list[ProvedJournal]
) -> Proof:
    """The proof of what a view shows, whether of the hub's tables or of others made anew."""
    found = _gather(find_anomalies(view), view.known)
    report = ProofReport(
        at_ms=standing.now_ms,
        hub=standing.hub,
        software=__version__,
        grace_ms=standing.tolerances.grace_ms,
        journals=journals,
        feeds=positions(view.listed),
        checked=_checked(view, held),
        promises=_promises(found.counts, held),
        counts=_written(found.counts),
        more=_written(found.more),
        waiting=_written(found.waiting),
        found=[_listed(each) for each in found.findings],
        flaws=held.flaws,
        officers=list(_officers(view)),
        overridden=[
            Overridden(component=component, times=times, amount=amount)
            for component, times, amount in store.overridden(view.folded)
        ],
    )
    return Proof(report, found.findings)


def anchors_of(session: Session, trust: TrustList) -> Anchors:
    """The ends of all chains of day keys: of the record that a journal begins from, or of one that
    came since."""
    known = {(each.site, each.epoch): each.draw_anchor for each in trust.sites}
    return {
        (main.site, main.epoch): known.get((main.site, main.epoch)) or _first_anchor(main, trust)
        for main in all_branches(session)
        if main.branch == MAIN
    }


def _first_anchor(main: Branch, trust: TrustList) -> bytes | None:
    record = open_site_record(main.signed_record, partial(trust.keys_ever, KeyRole.RECORDS))
    return None if isinstance(record, Flaw) else record.draw_anchor


def _journals(session: Session, known: Known) -> Iterator[ProvedJournal]:
    for each in all_branches(session):
        reach = known.journals.get((each.site, each.epoch))
        yield ProvedJournal(
            site=each.site,
            epoch=each.epoch,
            branch=each.branch,
            seq=each.stored_seq,
            head=each.stored_head.hex(),
            told_ms=reach.told_ms if reach else 0,
        )


def _gather(findings: Iterator[Finding], known: Known) -> _Gathered:
    found = _Gathered()
    for raw in findings:
        finding = known.judge(raw)
        if finding is None:
            found.waiting[str(raw.waits_for)] += 1
            continue
        found.counts[finding.kind] += 1
        if found.counts[finding.kind] > MOST_KEPT:
            found.more[finding.kind] += 1
        else:
            found.findings.append(finding)
    found.findings.sort(key=lambda each: (each.kind, each.subject))
    return found


def _checked(view: View, held: HeldProof) -> Checked:
    looked = view.looked
    return Checked(
        events=held.events,
        passes=looked.passes,
        honoured=looked.honoured,
        person_periods=looked.periods,
        days=looked.days,
        draws=looked.draws,
    )


def _promises(counts: Mapping[Kind, int], held: HeldProof) -> Promises:
    broken = sum(n for kind, n in counts.items() if weight_of(kind) is Weight.BROKEN)
    return Promises(
        over_quota=counts[Kind.OVER_ALLOWANCE],
        honoured_twice=counts[Kind.REDEEMED_TWICE],
        chains_incomplete=counts[Kind.GAP] + counts[Kind.FORK] + len(held.flaws),
        must_be_zero=broken,
    )


def _written(counts: Mapping[Kind, int] | Mapping[str, int]) -> dict[str, int]:
    return {str(name): count for name, count in sorted(counts.items()) if count}


def _listed(finding: Finding) -> Found:
    return Found(
        id=number_of(finding),
        kind=finding.kind,
        subject=finding.subject,
        digest=digest_of(finding),
    )


def _officers(view: View) -> Iterator[OfficerRates]:
    for each in store.officer_counts(view.folded, rates_since(view)):
        yield OfficerRates(
            site=each.site,
            officer=each.officer,
            handled=each.handled,
            referred=each.referred,
            hits=each.hits,
            overrides=each.overrides,
        )
