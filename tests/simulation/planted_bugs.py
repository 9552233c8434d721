"""Rules taken out of the production code, one at a time: some seed must miss each of them.

A simulator that finds nothing proves nothing, unless it is known to find what is there. R0 … R14
are the protocol's rules as far as one site can break them; the others are the site's own.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Final
from unittest.mock import patch

import service.open_site
from service import kept_answers
from service.days.store import open_trade_day
from service.feeds import store as feeds_store
from service.group_commit import GroupCommit, Outcome, Work
from service.journal.keep_end import JournalEnd
from service.kit import cose
from service.open_site import OpenSite
from service.session import Session
from service.site_app import state_of
from service.sites.day_keys import DAY_KEY_BYTES, DayKeys
from service.vocabulary import TradeDay
from tests.simulation import site as simulated_site
from tests.simulation.play import STEPS, play
from tests.simulation.region import make_region
from tests.simulation.violation import Violation

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
    "R8": PlantedBug(
        "the trade day is read off the clock instead of opened",
        0,
        lambda: patch.object(simulated_site, "state_of", _state_with_day_off_the_clock),
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
    make_region()
    return PLANTED[rule].plant()
