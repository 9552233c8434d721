"""Show a proof that was kept: its record, its signature and its page."""

from service.reconciliation.anomaly_store import Proved
from service.reconciliation.proof_report import ProofBody, ProofReport
from service.reconciliation.write_page import write_page


def show_proof(kept: Proved) -> ProofBody:
    """A proof as it was kept, with its page."""
    report = ProofReport.model_validate_json(kept.body)
    return ProofBody(
        is_well=bool(kept.is_well), report=report, token=kept.token, page=write_page(report)
    )
