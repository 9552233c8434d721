"""Rules taken out of the production code, one at a time: some seed must miss each of them.

A simulator that finds nothing proves nothing, unless it is known to find what is there. R0 … R14
are the protocol's rules as far as sites without a centre can break them; the others are a site's
own.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Final
from unittest.mock import patch

import service.open_site
import service.quota.receive_quota as receive_verb
import service.quota.refund_quota as refund_verb
from service import kept_answers
from service.days.store import open_trade_day
from service.feeds import store as feeds_store
from service.group_commit import GroupCommit, Outcome, Work
from service.inspection.store import Inspection
from service.journal.act import Act
from service.journal.apply import Appliers
from service.journal.event import EventName
from service.journal.keep_end import JournalEnd
from service.journal.store import StoredEvent
from service.journal.tenure import Tenure
from service.kit import cose
from service.open_site import OpenSite
from service.passes import issue_pass
from service.passes import rules as pass_rules
from service.passes import store as pass_store
from service.passes.excess import Excess
from service.passes.issue_rules import PassRefusal
from service.passes.rules import Pass
from service.passes.tables import PassEnd
from service.quota import lease_rules
from service.quota import rules as quota_rules
from service.quota.rules import Amounts, Debit, QuotaRefusal, Vector, judge_refund
from service.quota.send_quota import Sending, send_quota
from service.quota.transfer import Carried, sign_transfer
from service.session import Session, prepared_upsert
from service.site_app import state_of
from service.sites.day_keys import DAY_KEY_BYTES, DayKeys
from service.sites.identity import SiteIdentity
from service.sites.records import SiteRecord
from service.sync import held_store, receive_journal
from service.sync.apply_held import apply_held
from service.sync.held_store import Branch
from service.sync.journal_batch import JournalBatch, chain_from
from service.vocabulary import Epoch, TradeDay
from tests.simulation import site as simulated_site
from tests.simulation.land import SLIPS, Transfer
from tests.simulation.plan import ALONE, CENTRE, NEIGHBOURS
from tests.simulation.play import STEPS, play
from tests.simulation.region import make_regions
from tests.simulation.violation import Violation
from tests.simulation.writer import Stumbled

Plant = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True)
class PlantedBug:
    """What the code does without the rule, and a seed that is known to notice."""

    story: str
    seed: int
    plant: Plant


def _state_with_day_off_the_clock(site: OpenSite, *, console_token: str) -> dict[str, Any]:
    state = state_of(site, console_token=console_token)

    def read_off_clock(session: Session) -> TradeDay | None:
        today: TradeDay = state["day_witnesses"].today(site.clock.now())
        return today if open_trade_day(session) else None

    return {**state, "desk": replace(state["desk"], open_day=read_off_clock)}


def _run_without_savepoint(group: GroupCommit, work: Work) -> Outcome:
    try:
        return Outcome(value=work(group.session))
    except Exception as error:
        return Outcome(error=error)


def _answer_and_commit_later(group: GroupCommit, works: Sequence[Work]) -> list[Outcome]:
    if group.session.in_transaction:
        group._execute("COMMIT")
    group._execute("BEGIN IMMEDIATE")
    outcomes = [group._run_one(work) for work in works]
    group.before_commit(group.session)
    return outcomes


def _all_epochs_ever(
    session: Session,
    epoch: Epoch,
    records: Mapping[Epoch, SiteRecord],
    *,
    day_of: Callable[[int], TradeDay],
) -> Tenure:
    return Tenure(frozenset(records), epoch, day_of(records[epoch].not_before_ms))


def _by_anybody(
    debit: Debit | None, *, ledger: str, day: TradeDay, back: Amounts | None
) -> Vector | QuotaRefusal:
    mine = debit and replace(debit, ledger=ledger)
    return judge_refund(mine, ledger=ledger, day=day, back=back)


_sign_pass = issue_pass._sign


def _sign_with_slip(
    act: Act, inspection: Inspection, said: Pass, identity: SiteIdentity
) -> issue_pass.IssuedNow | PassRefusal | QuotaRefusal | Excess:
    """What the pass carries is debited under a name of its own, and a slip says so as well."""
    sent: list[Carried] = []

    def send(act: Act, said: Pass, name: EventName) -> None:
        if said.quota is not None:
            to, amounts = said.audience, dict(said.quota.amounts)
            done = send_quota(act, Sending(said.member, to.site, to.epoch, amounts))
            if isinstance(done, QuotaRefusal):
                raise issue_pass._Refused(done)
            sent.append(done)

    with patch.object(issue_pass, "_send", send):
        issued = _sign_pass(act, inspection, said, identity)
    SLIPS.extend(Transfer(sign_transfer(each, identity.keys.signer), each.to_site) for each in sent)
    return issued


def _link_anything(
    session: Session, batch: JournalBatch, branch: Branch, held: Sequence[Branch]
) -> receive_journal._Link:
    hashes = chain_from(branch.stored_head, batch.events)
    return receive_journal._Link(branch, hashes, None)


def _apply_all_or_nothing(
    session: Session, branch: Branch, events: Sequence[StoredEvent], appliers: Appliers
) -> None:
    before = len(held_store.aside_of(session, branch.site))
    apply_held(session, branch, events, appliers)
    if len(held_store.aside_of(session, branch.site)) > before:
        raise Stumbled


PLANTED: Final[dict[str, PlantedBug]] = {
    "R0": PlantedBug(
        "a restored site is not detected, and writes",
        1,
        lambda: patch.object(service.open_site, "find_restored", lambda *_: None),
    ),
    "R1": PlantedBug(
        "the end of the journal is answered and not anchored",
        1,
        lambda: patch.object(JournalEnd, "anchor", lambda end: None),
    ),
    "R3": PlantedBug(
        "a key that was used is not recognised",
        0,
        lambda: patch.multiple(kept_answers, find=lambda *_: None, keep=lambda *_: None),
    ),
    "R4": PlantedBug(
        "signatures are not verified",
        5,
        lambda: patch.object(cose, "is_signed_by", lambda *_, **__: True),
    ),
    "R2-root": PlantedBug(
        "a new epoch holds root of periods that began before it was enrolled",
        4,
        lambda: patch.object(lease_rules, "_began_in_tenure", lambda *_: True),
    ),
    "R2-rights": PlantedBug(
        "a new epoch has the rights of one that broke off",
        2,
        lambda: patch.object(service.open_site, "find_tenure", _all_epochs_ever),
    ),
    "R5-pass": PlantedBug(
        "a pass is honoured wherever it is shown",
        8,
        lambda: patch.object(
            pass_rules,
            "CHECKS",
            tuple(
                check
                for check in pass_rules.CHECKS
                if check.__name__ not in ("_check_site", "_check_epoch")
            ),
        ),
    ),
    "R5-transfer": PlantedBug(
        "a transfer is credited by whoever shows it",
        7,
        lambda: patch.object(receive_verb, "_is_for", lambda *_: True),
    ),
    "R6": PlantedBug(
        "a pass can come to more than one end",
        4,
        lambda: patch.multiple(
            pass_store, find_end=lambda *_: None, _ADD_END=prepared_upsert(PassEnd)
        ),
    ),
    "R8": PlantedBug(
        "the trade day is read off the clock instead of opened",
        0,
        lambda: patch.object(simulated_site, "state_of", _state_with_day_off_the_clock),
    ),
    "R3-chain": PlantedBug(
        "the hub takes a batch in whatever it links to",
        309,
        lambda: patch.object(receive_journal, "_link_to", _link_anything),
    ),
    "R9": PlantedBug(
        "an event that the hub cannot apply keeps the whole batch out",
        19,
        lambda: patch.object(receive_journal, "apply_held", _apply_all_or_nothing),
    ),
    "R11": PlantedBug(
        "a member's home changes at once, whatever the old one may still hold",
        309,
        lambda: patch.object(lease_rules, "takes_effect", lambda naming: naming.from_day),
    ),
    "R13-period": PlantedBug(
        "every period counts as open",
        24,
        lambda: patch.object(quota_rules, "is_open", lambda *_: True),
    ),
    "R13-epoch": PlantedBug(
        "an epoch gives back what another debited",
        82,
        lambda: patch.object(refund_verb, "judge_refund", _by_anybody),
    ),
    "R14": PlantedBug(
        "the quota in a pass has a name of its own, and a carrier beside the pass",
        17,
        lambda: patch.object(issue_pass, "_sign", _sign_with_slip),
    ),
    "draws": PlantedBug(
        "a day that closes tells another key than it drew with",
        3,
        lambda: patch.object(DayKeys, "key_of", lambda *_: bytes(DAY_KEY_BYTES)),
    ),
    "savepoint": PlantedBug(
        "a work that fails leaves its changes in the commit group",
        6,
        lambda: patch.object(GroupCommit, "_run_one", _run_without_savepoint),
    ),
    "durable": PlantedBug(
        "answers are given first, and committed with the next group",
        0,
        lambda: patch.object(GroupCommit, "run", _answer_and_commit_later),
    ),
    "floor": PlantedBug(
        "a restarted site does not know what time it had proof of",
        0,
        lambda: patch.multiple(
            service.open_site,
            proven_time_ms=lambda *_: 0,
            signed_time_ms=lambda *_: 0,
        ),
    ),
    "sources": PlantedBug(
        "a page is applied, and its items are not kept",
        1,
        lambda: patch.object(feeds_store, "add_items", lambda *_: None),
    ),
}


SEARCHED: Final = 600


def seed_that_misses(rule: str) -> int | None:
    """The first seed that notices that the rule is gone, the one that is known for it first."""
    with plant(rule):
        seeds = (PLANTED[rule].seed, *range(SEARCHED))
        return next((seed for seed in seeds if _misses(seed)), None)


def _misses(seed: int) -> bool:
    try:
        play(seed, steps=STEPS)
    except Violation:
        return True
    return False


def plant(rule: str) -> AbstractContextManager[Any]:
    """Take ``rule`` out of the code; what stood before the first day is made with it still in."""
    for plan in (ALONE, NEIGHBOURS, CENTRE):
        make_regions(plan)
    return PLANTED[rule].plant()
