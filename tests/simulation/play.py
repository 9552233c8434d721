"""Plays the world of one seed step by step, under the eyes of every rule."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.simulation.clients import Operation
from tests.simulation.dice import Dice
from tests.simulation.steps import (
    check_ins,
    days,
    feeds,
    machine,
    officers,
    old_copy,
    queue,
    retries,
)
from tests.simulation.world import Trace, World, new_world

Wish = Callable[[World], Operation | None]
Happening = Callable[[World], None]

WISHES: Final[dict[Wish, int]] = {
    check_ins.come_in: 6,
    check_ins.go_out: 6,
    check_ins.be_refused: 1,
    check_ins.peek: 2,
    check_ins.annul: 3,
    check_ins.look_up: 1,
    queue.take_ticket: 2,
    queue.call: 4,
    queue.finish: 3,
    days.open_day: 1,
    days.close_day: 1,
    officers.sign_in: 1,
    officers.sign_out: 1,
    officers.step_up: 1,
    officers.offer_screen: 1,
    officers.pair_screen: 1,
    officers.revoke_screen: 1,
    feeds.bring_next_page: 1,
    feeds.bring_any_page: 1,
    feeds.bring_altered_page: 1,
    retries.retry: 3,
    retries.retry_what_was_lost: 3,
}
"""What people ask a site for, how often as a rule; several may ask at the same moment."""

HAPPENINGS: Final[dict[Happening, int]] = {
    days.open_day_by_the_book: 2,
    feeds.publish_page: 3,
    retries.reuse_key_with_other_body: 1,
    retries.reuse_key_at_another_screen: 1,
    machine.calendar: 4,
    machine.power_cut: 1,
    machine.clock_jumps: 1,
    machine.clock_loses_time: 1,
    machine.clock_is_set_right: 2,
    machine.clock_drifts: 1,
    machine.trust_changes: 1,
    old_copy.keep_a_copy: 1,
    old_copy.start_from_copy: 1,
}
"""What happens by itself, or takes several requests one after the other."""

STEPS: Final = 400
PROVED_EVERY: Final = 200
_MOST_TOGETHER: Final = 6
_CALENDAR_PER_MILLE: Final = 100


@dataclass(frozen=True, slots=True)
class Played:
    """What a seed came to."""

    events: int
    operations: int
    acknowledged: int
    crashes: int
    faults: Counter[str]


def play(seed: int, *, steps: int, trace: Trace = lambda *_: None) -> Played:
    """Play ``steps`` steps of ``seed``. Raises ``Violation`` when a rule does not hold, and
    whatever the production code raises where it should not."""
    with new_world(seed, trace) as world:
        turn = _Turn(world.dice)
        for step in range(1, steps + 1):
            world.pass_a_moment()
            turn.play(world, step)
            world.observer.look(world.site)
            if step % PROVED_EVERY == 0 or step == steps:
                world.observer.prove(world.site)
        operations = world.ledger.by_key.values()
        acknowledged = sum(1 for each in operations if each.decided)
        return Played(
            world.observer.events, len(operations), acknowledged, world.crashes, world.faulted
        )


class _Turn:
    """How often each thing happens in this seed."""

    def __init__(self, dice: Dice) -> None:
        self._wishes = {**dice.swarm(WISHES), check_ins.come_in: 25, days.open_day: 2}
        self._happenings = {**dice.swarm(HAPPENINGS), machine.calendar: 4}
        self._happenings_per_mille = dice.choice((50, 150, 300))
        self._crowds_per_mille = dice.choice((0, 50, 200))

    def play(self, world: World, step: int) -> None:
        if world.dice.happens(self._happenings_per_mille):
            happening = world.dice.weighted(self._happenings)
            world.trace("%d %s", step, happening.__name__)
            happening(world)
            return
        crowd = world.dice.happens(self._crowds_per_mille)
        several = world.dice.randint(2, _MOST_TOGETHER) if crowd else 1
        wishes = [world.dice.weighted(self._wishes)(world) for _ in range(several)]
        asked = list(dict.fromkeys(wish for wish in wishes if wish is not None))
        if asked:
            world.trace("%d %d at once", step, len(asked))
            world.ask(*asked, looks_at_calendar=world.dice.happens(_CALENDAR_PER_MILLE))
