"""What one site has signed for another waits at the hub until it is heard, once."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from service.days.close_day import close_day
from service.declarations.judge_member import find_entry
from service.policies.store import policy_in_force
from service.quota.request import QuotaRequest, sign_quota_request
from service.quota.rules import Amounts
from service.quota.send_quota import Sending
from service.quota.send_transfer import send_transfer
from service.sync import relay_store
from service.sync.messages import RelayText
from service.sync.relay_texts import hear_inbox, relay, relay_tokens
from service.vocabulary import ComponentNo, TradeDay
from tests.builders import TODAY, City
from tests.hub_place import Fault, HubPlace, Joined
from tests.passes.goods_told import come_with_goods, prepare_goods
from tests.people import CHEN
from tests.places import DONGXING
from tests.two_places import HEZHOU, TwoPlaces, as_officer, both, destination

__all__ = ["both"]

VALUE: Final = ComponentNo(1)
LIMIT: Final = 800_000


class Joint:
    """Dongxing, home of all members' quota, and Hezhou, each with its line to the hub."""

    def __init__(self, both: TwoPlaces, hub: HubPlace) -> None:
        self.both, self.hub = both, hub
        self.home, self.far = Joined.of(both.b, hub), Joined.of(both.a, hub)

    def send(self, amount: int) -> str:
        """Dongxing sends quota to Hezhou; the text."""
        to = self.both.a.desk.identity
        sending = Sending(CHEN.number, HEZHOU, to.epoch, {VALUE: amount})
        signer = self.both.b.desk.identity.keys.signer
        sent = as_officer(self.both.b, lambda act: send_transfer(act, sending, signer))
        assert isinstance(sent, tuple), sent
        return sent[1]

    def request(self, amounts: Amounts, *, day: TradeDay = TODAY, received: int = 0) -> str:
        """Hezhou, where the member is checked in, asks Dongxing."""
        entry = self.both.a.read(lambda session: find_entry(session, CHEN.number, TODAY))
        assert entry is not None
        [checked_in] = self.both.a.events("checkin.entered")
        said = QuotaRequest(
            check_in=checked_in.name,
            to_site=DONGXING,
            to_epoch=self.both.b.desk.identity.epoch,
            member=CHEN.number,
            regime=self.regime(),
            day=day,
            amounts=amounts,
            received={VALUE: received},
        )
        return sign_quota_request(said, self.both.a.desk.identity.keys.signer)

    def regime(self) -> str:
        return self.both.b.read(lambda session: policy_in_force(session, TODAY).regime)

    def credited(self) -> list[int]:
        """What Hezhou has credited, transfer by transfer."""
        return [
            amount
            for event in self.both.a.events("transfer.received")
            for _, _, amount in event.data["credited"]
        ]

    def sent(self) -> list[int]:
        return [
            amount
            for event in self.both.b.events("transfer.sent")
            for _, _, amount in event.data["amounts"]
        ]


@pytest.fixture
def joint(city: City, folder: Path, both: TwoPlaces, hub_folder: Path) -> Iterator[Joint]:
    prepare_goods(both)
    come_with_goods(both.a)
    shutil.copytree(hub_folder / "hub", folder / "hub")
    with HubPlace.opened(city, folder) as hub:
        hub.bring(both.b.archive())
        yield Joint(both, hub)


def test_a_transfer_comes_by_the_hub_and_is_credited_once(joint: Joint) -> None:
    joint.send(70_000)
    assert joint.home.sync().told == 1
    assert joint.far.sync().heard == 1
    assert joint.credited() == [70_000]
    assert (joint.home.sync().told, joint.far.sync().heard) == (0, 0)
    assert joint.credited() == [70_000]


def test_a_request_is_answered_with_no_more_than_is_left_and_only_once(joint: Joint) -> None:
    text = joint.request({VALUE: LIMIT + 1})
    assert joint.far.sync().is_done
    for _ in range(2):
        relay(joint.far.line, [RelayText(to=DONGXING, text=text)])
        assert joint.home.sync().heard == 1
    assert joint.sent() == [LIMIT]
    joint.far.sync()
    assert joint.credited() == [LIMIT]


def test_a_request_of_another_day_is_refused_and_let_go(joint: Joint) -> None:
    joint.far.sync()
    text = joint.request({VALUE: 5}, day=TradeDay("2026-11-23"))
    relay(joint.far.line, [RelayText(to=DONGXING, text=text)])
    assert joint.home.site.take_text(text) == "quota_period_over"
    assert joint.home.sync().heard == 1
    assert joint.sent() == []


def test_who_is_no_site_of_the_authority_is_sent_nothing(joint: Joint) -> None:
    text = joint.request({VALUE: 5})
    spoilt = text[:-6] + ("A" if text[-6] != "A" else "B") + text[-5:]
    assert joint.home.site.take_text(spoilt) in ("transfer_not_genuine", "transfer_unreadable")
    assert joint.sent() == []


def test_a_text_waits_while_no_day_is_open(joint: Joint) -> None:
    joint.send(1_000)
    joint.home.sync()
    keys = destination(joint.both.a).day_keys
    as_officer(joint.both.a, lambda act: close_day(act, totals={}, keys=keys))
    assert joint.far.sync().heard == 0
    joint.both.a.open_day("2026-11-25")
    assert joint.far.sync().heard == 1
    [event] = joint.both.a.events("transfer.received")
    assert event.data["stranded"] == [[VALUE, 1_000]], "its day is over, and that is on record"


def test_whatever_breaks_in_between_each_transfer_is_credited_once(joint: Joint) -> None:
    for at in range(2, 8):
        joint.send(1_000 + at)
        for joined in (joint.home, joint.far):
            joined.bad.faults = [Fault.NONE] * at + [Fault.NO_ANSWER]
            joined.sync()
            joined.bad.faults = []
            assert joined.sync().is_done
    assert joint.credited() == joint.sent()


def test_a_number_that_was_given_is_not_given_again(joint: Joint) -> None:
    joint.send(1_000)
    joint.home.sync()
    joint.far.sync()
    joint.send(2_000)
    joint.home.sync()
    waiting = joint.hub.read(lambda session: relay_store.texts_for(session, HEZHOU, after=0))
    assert [each.number for each in waiting] == [2]


def test_a_hub_of_before_there_were_relays_is_told_nothing(joint: Joint) -> None:
    joint.far.sync()
    hello, _ = joint.far.line.hello()
    older = hello.model_copy(update={"relayed": None})
    assert relay_tokens(joint.far.line, joint.far.site, older) == 0


def test_a_site_hears_only_what_is_for_it(joint: Joint) -> None:
    joint.send(1_000)
    joint.home.sync()
    assert hear_inbox(joint.home.line, joint.home.site) == 0


def test_what_is_no_signed_text_is_not_handed_on(joint: Joint) -> None:
    joint.far.sync()
    relay(joint.far.line, [RelayText(to=DONGXING, text="TC1ABCDEFGH")])
    assert joint.home.sync().heard == 0
