"""Quota used up at noon: what still fits is exempt, the rest bears duty, and tomorrow is new."""

from service.vocabulary import TradeDay
from tests.builders import Place
from tests.declarations.port import (
    CASHEW,
    assess,
    come_in,
    declare,
    grant,
    publish_pack,
    value_left,
)
from tests.people import CHEN, DAWEI, OFFICER, SUPERVISOR

LIMIT = 800_000
MORNING = {**CASHEW, "amount": 500_000, "value_fen": 500_000}
NOON = {**CASHEW, "amount": 400_000, "value_fen": 400_000}


def net_spent(place: Place, member: int) -> int:
    """Spent less given back of the value, by the journal alone."""
    moves = {"quota.spent": 1, "quota.refunded": -1}
    return sum(
        moves[event.type]
        * sum(amount for number, _, amount in event.data["amounts"] if number == 1)
        for event in place.events("quota.")
        if event.type in moves and event.data["member"] == member
    )


def test_quota_used_up_at_noon(place: Place) -> None:
    publish_pack(place)
    grant(place)
    come_in(place, CHEN, DAWEI)
    kiosk = place.kiosk()
    assert declare(kiosk, MORNING)["totals"]["exempt_fen"] == 500_000

    # At noon 3,000 yuan are left, and the load is worth 4,000: the kiosk says so beforehand.
    place.machine.wait(3 * 3600)
    shown = assess(place, NOON)
    assert shown["lines"][0]["outcome"] == "partly_exempt"
    assert shown["lines"][0]["fits_amount"] == 300_000
    assert [part[0]["left"] for part in (shown["left_before"], shown["left_after"])] == [300_000, 0]

    # Who does not want to pay duty has spent nothing, and may think again.
    waiting = declare(kiosk, NOON, excess="leave")
    assert (waiting["state"], waiting["why"]) == ("pending", "quota_not_enough")
    assert value_left(place) == 300_000
    filed = declare(kiosk, NOON)
    assert (filed["state"], filed["totals"]["excess_fen"]) == ("filed", 100_000)
    assert value_left(place) == 0

    # From now on all of it bears duty; the neighbour's quota is the neighbour's own.
    after = declare(kiosk, CASHEW)
    assert (after["lines"][0]["outcome"], after["totals"]["exempt_fen"]) == ("dutiable", 0)
    assert declare(kiosk, CASHEW, person=DAWEI)["totals"]["excess_fen"] == 0

    # What is taken back may be declared again, and the day never exceeds the limit.
    path = f"/v1/declarations/{filed['reference']}/withdraw"
    assert place.signed_in(OFFICER).post(path, {"reason": "mistake"}).status_code == 200
    assert value_left(place) == 300_000
    declare(kiosk, NOON)
    assert value_left(place) == 0
    assert net_spent(place, CHEN.number) == LIMIT

    # The next morning everything is there again.
    supervisor = place.signed_in(SUPERVISOR, step_up=True)
    assert supervisor.post("/v1/day/close").status_code == 200
    place.machine.wait(21 * 3600)
    place.open_day(TradeDay("2026-11-25"))
    come_in(place, CHEN)
    assert value_left(place) == LIMIT
