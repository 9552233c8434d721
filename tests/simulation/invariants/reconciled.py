"""Whatever befell honest sites, the hub finds nothing of which there must be none."""

from zoneinfo import ZoneInfo

from service.reconciliation.prove_journals import Standing, prove_journals
from service.reconciliation.rules.finding import Weight, weight_of
from service.session import Session
from service.sites.trust_list import TrustList
from tests.simulation.violation import Violation


def hold_against_one_another(session: Session, trust: TrustList, *, at_ms: int) -> None:
    """Make the nightly proof; raise ``Violation`` if a promise does not hold."""
    zone = ZoneInfo("Asia/Shanghai")
    proof = prove_journals(session, Standing("S00", trust, at_ms, zone))
    broken = [each for each in proof.findings if weight_of(each.kind) is Weight.BROKEN]
    if broken or proof.report.flaws:
        said = [f"{each.kind} {each.subject}" for each in broken]
        raise Violation("reconciled", "; ".join([*said, *proof.report.flaws][:5]))
