"""Plays the world of one seed step by step, under the eyes of every rule."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from tests.simulation.clients import Operation
from tests.simulation.dice import Dice
from tests.simulation.land import Land
from tests.simulation.plan import ALONE, CENTRE, NEIGHBOURS, Plan
from tests.simulation.quiet_end import quiet_end
from tests.simulation.steps import (
    arrivals,
    centre_loss,
    check_ins,
    days,
    feeds,
    journeys,
    loss,
    machine,
    news,
    officers,
    old_copy,
    passes,
    queue,
    quota,
    retries,
    sync,
)
from tests.simulation.world import Trace, World, new_land

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

WISHES_OF_NEIGHBOURS: Final[dict[Wish, int]] = {
    check_ins.come_in: 2,
    check_ins.go_out: 3,
    check_ins.annul: 1,
    days.open_day: 2,
    days.close_day: 1,
    officers.sign_out: 1,
    feeds.bring_altered_page: 1,
    retries.retry: 3,
    retries.retry_what_was_lost: 3,
    passes.inspect: 3,
    passes.issue: 6,
    passes.annul_issue: 1,
    passes.take_void: 4,
    arrivals.peek: 4,
    arrivals.redeem: 14,
    arrivals.redeem_altered: 1,
    arrivals.inspect_again: 4,
    arrivals.void: 4,
    arrivals.annul_redemption: 1,
    arrivals.admit: 1,
    quota.spend: 10,
    quota.refund: 3,
    quota.send: 5,
    quota.receive: 7,
    quota.override: 1,
    news.bring_news: 4,
}
HAPPENINGS_OF_NEIGHBOURS: Final[dict[Happening, int]] = {
    days.open_day_by_the_book: 2,
    feeds.publish_page: 1,
    retries.reuse_key_at_another_screen: 1,
    machine.calendar: 8,
    machine.power_cut: 1,
    machine.clock_jumps: 1,
    machine.clock_loses_time: 1,
    machine.clock_is_set_right: 8,
    machine.clock_drifts: 1,
    machine.trust_changes: 1,
    old_copy.start_from_copy: 1,
    journeys.walk_over: 16,
    journeys.rush: 8,
    news.bring_all_news: 6,
    news.grant: 2,
    news.move_home: 1,
    news.publish_policy: 1,
    news.confirm_lists: 2,
    news.give_notice: 1,
    news.revoke_pass: 1,
    news.revoke_ended_key: 1,
    news.sleep: 3,
    loss.renew: 1,
    old_copy.keep_a_copy: 4,
}
"""The same at each of several sites, and what passes between them."""

WISHES_WITH_CENTRE: Final[dict[Wish, int]] = {**WISHES_OF_NEIGHBOURS, news.bring_news: 1}
HAPPENINGS_WITH_CENTRE: Final[dict[Happening, int]] = {
    **HAPPENINGS_OF_NEIGHBOURS,
    news.bring_all_news: 1,
    sync.bring_pages_to_centre: 16,
    sync.line_changes: 3,
    sync.late_request_arrives: 4,
    sync.hub_power_cut: 1,
    sync.newer_software_speaks: 1,
    centre_loss.back_up_centre: 3,
    centre_loss.restore_centre: 1,
}
"""The same, and what passes between each of them and the hub."""

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
    dice = Dice(seed)
    plan = plan_of(seed)
    with new_land(dice, plan, trace) as land:
        turn = _turn_of(plan, dice)
        for world in land.places:
            world.observer.look(world.site)  # what stood before the first day is nobody's news
        for step in range(1, steps + 1):
            world = land.places[0] if plan.is_alone else dice.choice(land.places)
            world.pass_a_moment()
            turn.play(world, step)
            world.observer.look(world.site)
            if step == steps:
                quiet_end(land)
            if step % PROVED_EVERY == 0 or step == steps:
                _prove(land, is_last=step == steps)
        return _told(land)


def plan_of(seed: int) -> Plan:
    """One seed of ten is of three sites and the hub, five of three sites, four of one: those with
    the hub take twice as long."""
    if seed % 10 == 9:
        return CENTRE
    return NEIGHBOURS if seed % 5 > 1 else ALONE


def _turn_of(plan: Plan, dice: Dice) -> "_Turn":
    if plan.is_alone:
        return _Turn.alone(dice)
    return _Turn.with_centre(dice) if plan.centre else _Turn.among_neighbours(dice)


def _prove(land: Land, *, is_last: bool) -> None:
    """The whole of one site; of several only in the end, since each proof costs as much."""
    if is_last or len(land.places) == 1:
        for world in land.places:
            world.observer.prove(world.site)
    if is_last and land.centre is not None:
        land.centre.prove()


def _told(land: Land) -> Played:
    faults: Counter[str] = Counter()
    for world in land.places:
        faults += world.faulted
    for line in land.lines.values():
        faults += line.faulted
    operations = [each for world in land.places for each in world.ledger.by_key.values()]
    return Played(
        events=sum(world.observer.events for world in land.places),
        operations=len(operations),
        acknowledged=sum(1 for each in operations if each.decided),
        crashes=sum(world.crashes for world in land.places),
        faults=faults,
    )


class _Turn:
    """How often each thing happens in this seed."""

    def __init__(
        self,
        dice: Dice,
        wishes: dict[Wish, int],
        happenings: dict[Happening, int],
        often: Sequence[int] = (50, 150, 300),
    ) -> None:
        self._wishes, self._happenings = wishes, happenings
        self._happenings_per_mille = dice.choice(often)
        self._crowds_per_mille = dice.choice((0, 50, 200))

    @classmethod
    def alone(cls, dice: Dice) -> Self:
        wishes = {**dice.swarm(WISHES), check_ins.come_in: 25, days.open_day: 2}
        return cls(dice, wishes, {**dice.swarm(HAPPENINGS), machine.calendar: 4})

    @classmethod
    def among_neighbours(cls, dice: Dice) -> Self:
        wishes = {**dice.swarm(WISHES_OF_NEIGHBOURS), arrivals.redeem: 14, quota.spend: 6}
        happenings = dice.swarm(HAPPENINGS_OF_NEIGHBOURS)
        happenings = {**happenings, machine.calendar: 12, journeys.walk_over: 24}
        return cls(dice, wishes, happenings, often=(200, 400, 600))

    @classmethod
    def with_centre(cls, dice: Dice) -> Self:
        wishes = {**dice.swarm(WISHES_WITH_CENTRE), arrivals.redeem: 14, quota.spend: 6}
        happenings = {**dice.swarm(HAPPENINGS_WITH_CENTRE), journeys.walk_over: 12}
        happenings |= {machine.calendar: 8, sync.sync: 40, sync.bring_pages_to_centre: 8}
        return cls(dice, wishes, happenings, often=(300, 450, 600))

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
            if len(world.land.places) > 1:
                officers.come_back(world, asked)
