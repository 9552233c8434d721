"""Keep a proof at the hub, signed by it, with all that it found as anomalies."""

from service.reconciliation import anomaly_store as store
from service.reconciliation.keep_findings import LOCK, keep_findings
from service.reconciliation.proof_token import sign_report
from service.reconciliation.prove_journals import Proof
from service.session import Session
from service.sites.keys import Signer


def keep_proof(session: Session, proof: Proof, signer: Signer) -> store.Proved:
    """Keep report and findings; what was found before and is found no more is let go.

    What arrived since the look is not touched: it was found later than this one looked.
    """
    session.lock(LOCK)
    report = proof.report
    keep_findings(session, proof.findings, at_ms=report.at_ms)
    if not report.more:
        store.let_go_before(session, report.at_ms)
    kept = store.Proved(
        report.at_ms, report.to_bytes(), sign_report(report, signer), report.is_well
    )
    store.put_proof(session, kept)
    return kept
