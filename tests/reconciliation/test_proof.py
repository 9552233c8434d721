"""The nightly proof is signed and readable, and comes out again from the bytes alone."""

from typing import Final

import pytest
from sqlalchemy import delete, null, update

from service.console.prove_hub import list_anomalies, prove_hub
from service.console.verify_proof import NoProof, ProofVerified, verify_proof
from service.reconciliation import anomaly_store
from service.reconciliation.anomaly_tables import ProofRow
from service.reconciliation.fold_anew import fold_anew
from service.reconciliation.proof_token import is_signed_report
from service.reconciliation.rules.finding import Kind
from service.reconciliation.tables import PassSighting, QuotaFlow
from service.session import Prepared, Session, columns_of, prepared
from service.sync.held_tables import HeldEvent
from tests.people import DAWEI
from tests.reconciliation.region import Region
from tests.reconciliation.test_planted import redeem_twice, spend_too_much

SEEN: Final = columns_of(PassSighting)
FLOW: Final = columns_of(QuotaFlow)
PROOF: Final = columns_of(ProofRow)
EVENT: Final = columns_of(HeldEvent)


def verified(region: Region) -> ProofVerified:
    """What `twogate verify --proof` finds while the hub rests."""
    found: list[ProofVerified] = []
    settings = region.hub.hub.settings
    region.hub.restart(meanwhile=lambda: found.append(verify_proof(settings)))
    return found[0]


def tamper(region: Region, statement: Prepared) -> None:
    """Somebody with a tool at the hub's database."""
    assert region.hub.write(lambda session: session.run(statement))


def test_a_proof_comes_out_again_from_the_bytes(region: Region) -> None:
    region.trade()
    redeem_twice(region)
    region.close()
    region.send()
    region.look()
    region.prove()
    proof = verified(region)
    assert proof.flaws == []
    assert proof.anew.counts == {Kind.REDEEMED_TWICE: 1}
    assert proof.anew.to_bytes() == proof.signed.to_bytes()


def test_what_came_since_changes_nothing_of_a_proof(region: Region) -> None:
    region.trade()
    region.send()
    assert region.prove().is_well
    spend_too_much(region)
    clone = region.a.fork()
    region.a.tell("turn.taken", lane="help", number=1)
    clone.enters(DAWEI.number)
    region.close()
    region.send()
    assert clone.send(region.hub).json()["branch"] == 1
    assert verified(region).flaws == []


@pytest.mark.parametrize(
    "statement",
    [
        prepared(delete(PassSighting).where(SEEN.how == "redeemed")),
        prepared(update(QuotaFlow).where(FLOW.kind == "spent").values(amount=1)),
    ],
    ids=["a redemption is gone", "a spending is less"],
)
def test_tables_that_somebody_altered_do_not_deceive_it(
    region: Region, statement: Prepared
) -> None:
    """The proof over the tables looks well; from the bytes it comes out otherwise."""
    region.trade()
    redeem_twice(region)
    spend_too_much(region)
    region.close()
    region.send()
    tamper(region, statement)
    region.prove()
    proof = verified(region)
    assert not proof.holds
    assert set(proof.anew.counts) >= {Kind.REDEEMED_TWICE, Kind.OVER_ALLOWANCE}


def test_a_report_that_somebody_wrote_is_not_the_hub_s(region: Region) -> None:
    region.trade()
    redeem_twice(region)
    region.send()
    body = region.prove().report
    nicer = body.model_copy(update={"counts": {}, "found": []})
    tamper(region, prepared(update(ProofRow).values(body=nicer.to_bytes())))
    assert verified(region).flaws[0] == "the report is not as this hub signed it"


def test_an_event_that_somebody_altered_is_a_flaw_of_the_chain(region: Region) -> None:
    region.trade()
    region.close()
    region.send()
    assert region.prove().is_well
    altering = update(HeldEvent).where(EVENT.site == region.c.site, EVENT.seq == 3)
    said = region.c.events[2].replace(b"200000", b"100000")
    assert said != region.c.events[2]
    tamper(region, prepared(altering.values(bytes=said)))
    flaws = verified(region).flaws
    assert any("event 3 does not link" in each for each in flaws)
    again = region.prove()
    assert (again.is_well, again.report.promises.chains_incomplete) == (False, 1)
    assert "FLAW" in again.page


def test_only_the_hub_s_key_makes_its_signature(region: Region) -> None:
    region.trade()
    region.send()
    proof = region.prove()
    public = region.hub.hub.identity.keys.signer.key.public_key()
    assert is_signed_report(proof.report, proof.token, lambda kid: [public])
    stranger = region.a.keys.signer.key.public_key()
    assert not is_signed_report(proof.report, proof.token, lambda kid: [stranger])


def test_a_hub_without_a_proof_says_so(region: Region) -> None:
    settings = region.hub.hub.settings

    def ask() -> None:
        with pytest.raises(NoProof):
            verify_proof(settings)

    region.hub.restart(meanwhile=ask)


def test_the_page_says_the_promises_first(region: Region) -> None:
    region.trade()
    region.close()
    region.send()
    lines = region.prove().page.splitlines()
    assert lines[2:6] == [
        "0 over-quota person-days",
        "0 double honours",
        "all chains complete",
        "Every promise holds.",
    ]
    assert "  overrides of component 1: 1, together 50,000 (counted apart)" in lines


def test_the_night_proves_a_hub_at_rest_too(region: Region) -> None:
    region.trade()
    redeem_twice(region)
    region.send()
    settings = region.hub.hub.settings

    def by_night() -> None:
        proof = prove_hub(settings)
        assert not proof.is_well
        assert "ANOMALIES OF WHICH THERE MUST BE NONE" in proof.page
        listed = list_anomalies(settings, count=10).items
        assert [each.kind for each in listed] == [Kind.REDEEMED_TWICE]

    region.hub.restart(meanwhile=by_night)
    assert region.kinds() == [Kind.REDEEMED_TWICE]


def test_a_hub_folds_anew_what_another_software_had_folded(region: Region) -> None:
    region.trade()
    region.close()
    region.send()
    before = region.prove().report
    tamper(region, prepared(update(PassSighting).values(about=null(), link=null())))
    region.hub.write(lambda session: anomaly_store.put_fold_version(session, 1))
    region.hub.restart()
    after = region.prove().report
    assert (after.checked, after.counts) == (before.checked, before.counts)
    assert not region.hub.write(_folds)


def _folds(session: Session) -> bool:
    return fold_anew(session)
