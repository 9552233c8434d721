"""Rules of quota taken out of the production code, one at a time: the machine must miss each."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Final
from unittest.mock import patch

import service.quota.receive_quota as receive_verb
import service.quota.refund_quota as refund_verb
from service.quota import lease_rules, load_ledger, rules, store
from service.quota.lease_rules import Horizon, Lease, Naming
from service.quota.rules import (
    Amounts,
    Debit,
    PeriodKey,
    QuotaRefusal,
    Root,
    Vector,
    judge_refund,
)
from service.vocabulary import TradeDay

Plant = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True)
class PlantedBug:
    """What the code does without the rule, and how to take the rule out."""

    story: str
    plant: Plant


def _at_once(naming: Naming) -> TradeDay:
    return rules.longest_period_begins(naming.from_day)


def _every_horizon(lease: Lease) -> list[Horizon]:
    return list(lease.horizons)


def _by_anybody(
    debit: Debit | None, *, ledger: str, day: TradeDay, back: Amounts | None
) -> Vector | QuotaRefusal:
    mine = debit and replace(debit, ledger=ledger)
    return judge_refund(mine, ledger=ledger, day=day, back=back)


_judge_root = lease_rules.judge_root


def _without_horizon(lease: Lease, period: PeriodKey) -> Root:
    judged = _judge_root(lease, period)
    return Root.HELD if judged is Root.HORIZON_PASSED else judged


PLANTED: Final[dict[str, PlantedBug]] = {
    "R2": PlantedBug(
        "a new epoch holds root of periods that began before it was enrolled",
        lambda: patch.object(lease_rules, "_began_in_tenure", lambda *_: True),
    ),
    "R5": PlantedBug(
        "a transfer is credited by whoever shows it",
        lambda: patch.object(receive_verb, "_is_for", lambda *_: True),
    ),
    "R11-boundary": PlantedBug(
        "a home changes at once",
        lambda: patch.object(lease_rules, "takes_effect", _at_once),
    ),
    "R11-release": PlantedBug(
        "a home that gave a member up holds root all the same",
        lambda: patch.object(lease_rules, "_is_given_up", lambda *_: False),
    ),
    "R12": PlantedBug(
        "a horizon counts whatever the feeds have said since",
        lambda: patch.object(lease_rules, "counting_horizons", _every_horizon),
    ),
    "R13-period": PlantedBug(
        "every period counts as open",
        lambda: patch.object(rules, "is_open", lambda *_: True),
    ),
    "R13-epoch": PlantedBug(
        "an epoch refunds what another debited",
        lambda: patch.object(refund_verb, "judge_refund", _by_anybody),
    ),
    "cap": PlantedBug(
        "all that arrives is credited",
        lambda: patch.object(rules, "creditable", lambda _, amount: amount),
    ),
    "once": PlantedBug(
        "a transfer is credited as often as it comes",
        lambda: patch.multiple(store, is_received=lambda *_: False, add_received=lambda *_: None),
    ),
    "refund-once": PlantedBug(
        "a debit is refunded as often as somebody asks",
        lambda: patch.object(store, "settle_debit", lambda *_: None),
    ),
    "horizon": PlantedBug(
        "root is held for ever",
        lambda: patch.object(load_ledger, "judge_root", _without_horizon),
    ),
}
