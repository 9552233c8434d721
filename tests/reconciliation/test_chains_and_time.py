"""Forks, gaps, what is put aside, what comes late: found when it is there, gone when it is not."""

from service.reconciliation.rules.finding import Kind
from service.vocabulary import TradeDay
from tests.people import CHEN, DAWEI
from tests.places import DAY_MS
from tests.reconciliation.region import PaperSite, Region


def test_two_clones_of_one_key_are_a_fork_and_nothing_of_the_second_counts(region: Region) -> None:
    region.trade()
    clone = region.a.fork()
    region.a.tell("turn.taken", lane="help", number=1)
    clone.moves("quota.spent", 500_000)
    region.send()
    assert clone.send(region.hub).json()["branch"] == 1
    region.look()
    assert region.kinds() == [Kind.FORK]
    proof = region.prove()
    assert (proof.is_well, proof.report.promises.chains_incomplete) == (False, 1)
    assert proof.report.counts == {Kind.FORK: 1}
    assert "CHAINS ARE NOT COMPLETE" in proof.page


def test_a_gap_is_named_and_explains_what_cannot_be_seen(region: Region) -> None:
    """What was honoured may have been issued in the part that is missing: nobody is accused."""
    region.trade()
    of = region.a.issues(region.b, DAWEI.number)
    region.a.tell("turn.taken", lane="help", number=1)
    region.b.admits(of, DAWEI.number)
    region.send(region.b, region.c)
    region.a.send(region.hub, region.a.batch(1, of.seq - 1))
    region.a.send(region.hub, region.a.pruned_batch(of.seq + 1))
    region.look()
    assert region.kinds() == [Kind.GAP]
    assert region.prove().report.counts == {Kind.GAP: 1}


def test_what_is_put_aside_is_shown_until_it_applies(region: Region) -> None:
    region.trade()
    region.a.tell("weather.forecast", rain=True)
    region.a.send(region.hub)
    region.send(region.b, region.c)
    region.look()
    assert region.kinds() == [Kind.PUT_ASIDE]


def test_a_journal_that_is_late_accuses_nobody_until_the_grace_is_over(region: Region) -> None:
    region.trade()
    region.close()
    region.send(region.b, region.c)
    region.look()
    assert region.kinds() == []
    proof = region.prove()
    assert (proof.is_well, proof.report.counts) == (True, {})
    assert proof.report.waiting == {"S07": 4}, "two credits, a pass, and a void of one"
    assert "wait for the journal of S07" in proof.page


def test_after_the_grace_it_is_an_anomaly_and_goes_when_the_journal_comes(region: Region) -> None:
    region.trade()
    region.close()
    region.send(region.b, region.c)
    region.hub.machine.wait(4 * DAY_MS // 1000)
    proof = region.prove()
    assert (proof.is_well, proof.report.counts) == (True, {Kind.NOT_ARRIVED: 4})
    assert {each.site for each in region.anomalies()} == {region.a.site}
    region.send(region.a)
    region.look()
    assert region.kinds() == [], "nobody had to close them"
    assert len(region.anomalies("gone")) == 4
    assert region.prove().is_well


def test_a_journal_that_came_and_explains_nothing_accuses_at_once(region: Region) -> None:
    region.trade()
    region.b.receives(region.a.name(500), 1_000)
    region.send(region.b, region.c)
    assert region.prove().report.waiting["S07"] == 5
    while len(region.a.events) < 500:
        region.a.tell("turn.taken", lane="help", number=1)
    for first in range(1, 501, 100):
        region.a.send(region.hub, region.a.batch(first, first + 99))
    assert region.prove().report.counts == {Kind.NO_DEBIT: 1}
    assert region.kinds() == [Kind.NO_DEBIT]


def test_a_restored_epoch_may_not_honour_again_what_the_old_one_did(region: Region) -> None:
    """Dongxing on a new disk: its journal begins anew, under another key."""
    city = region.hub.city
    of = region.a.issues(region.b, DAWEI.number)
    region.b.redeems(of, DAWEI.number)
    again = PaperSite.of(city.authority, "Dongxing on a new disk", region.b.site)
    again.redeems(of, DAWEI.number)
    region.publish("sites", again.item)
    region.send(region.a, region.b, again)
    region.look()
    assert region.kinds() == [Kind.REDEEMED_TWICE]


def test_what_a_receipt_brought_back_is_the_redemption_itself(region: Region) -> None:
    of = region.a.issues(region.b, DAWEI.number)
    honoured = region.b.redeems(of, DAWEI.number)
    said = {"event": str(honoured), "kind": "pass.redeemed", "member": DAWEI.number, "at": 0}
    region.b.tell("event.recovered", {**said, "pass": str(of)}, day=None, amounts={})
    region.send(region.a, region.b)
    region.look()
    assert region.kinds() == []


def test_what_a_receipt_brought_back_of_a_lost_spending_counts(region: Region) -> None:
    region.a.opens_day()
    region.a.opens_period(limit=100_000)
    region.a.moves("quota.spent", 90_000)
    lost = {"event": "S07.00000000.7", "kind": "declaration.filed", "member": CHEN.number}
    said = {**lost, "pass": None, "at": 0, "day": region.a.day, "amounts": {"1": 20_000}}
    region.a.tell("event.recovered", said)
    region.send(region.a)
    region.look()
    assert region.kinds() == [Kind.OVER_ALLOWANCE]


def test_a_day_under_an_older_policy_is_told(region: Region) -> None:
    region.publish_policies(1, 2)
    region.a.opens_day()
    region.a.tell("policy.adopted", version=1)
    region.b.opens_day()
    region.b.tell("policy.adopted", version=2)
    region.send(region.a, region.b)
    region.look()
    assert region.kinds() == [Kind.POLICY_LAG]
    [only] = region.anomalies()
    assert (only.site, only.day) == (region.a.site, TradeDay("2026-11-24"))
    assert region.prove().is_well, "it is worth knowing, and breaks no promise"


def test_one_person_under_two_numbers_is_told(region: Region) -> None:
    """The second listing is not taken in, since a certificate has one member."""
    region.list_again(CHEN, number=DAWEI.number + 10)
    assert region.prove().report.counts == {Kind.TWO_NUMBERS: 1}
    [only] = region.anomalies()
    assert only.subject == f"{DAWEI.number + 10} {CHEN.number}"
