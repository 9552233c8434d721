"""Rights pass from epoch to epoch only where this journal holds all of the one before."""

from dataclasses import replace

import pytest

from service.journal.store import StoredEvent, append
from service.journal.tenure import Tenure, find_tenure
from service.session import Session
from service.sites.keys import SiteKeys
from service.sites.records import Continues, SiteRecord
from service.vocabulary import Epoch, TradeDay
from tests.builders import Place
from tests.places import DONGXING, DONGXING_NAMES, make_site

OLD, NEW = make_site("old"), make_site("new")
HEAD = bytes(range(32))


def record(keys: SiteKeys, not_before_ms: int) -> SiteRecord:
    signing = keys.signer.public
    return SiteRecord(
        DONGXING, signing, bytes(32), (), DONGXING_NAMES, (), not_before_ms, not_before_ms * 2
    )


def tenure(place: Place, continues: Continues | None) -> Tenure:
    """That of a new epoch whose record says what it continues; the old one has 3 events here."""
    records = {
        OLD.epoch: record(OLD, 1),
        NEW.epoch: replace(record(NEW, 2), continues=continues),
    }

    def find(session: Session) -> Tenure:
        for seq in (1, 2, 3):
            append(session, StoredEvent(OLD.epoch, seq, HEAD, b""))
        return find_tenure(
            session, NEW.epoch, records, day_of=lambda at_ms: TradeDay(f"2026-11-0{at_ms}")
        )

    return place.do(lambda act: find(act.session))


def test_an_epoch_that_continues_another_to_its_head_keeps_its_ledger(place: Place) -> None:
    kept = tenure(place, Continues(OLD.epoch, 3, HEAD))
    assert kept == Tenure(frozenset({OLD.epoch, NEW.epoch}), OLD.epoch, TradeDay("2026-11-01"))


@pytest.mark.parametrize(
    "continues",
    [
        None,
        Continues(OLD.epoch, 4, HEAD),
        Continues(OLD.epoch, 2, HEAD),
        Continues(OLD.epoch, 3, bytes(32)),
        Continues(Epoch("00000000"), 3, HEAD),
    ],
)
def test_an_epoch_that_lacks_the_end_of_the_old_one_begins_anew(
    place: Place, continues: Continues | None
) -> None:
    begun = tenure(place, continues)
    assert begun == Tenure(frozenset({NEW.epoch}), NEW.epoch, TradeDay("2026-11-02"))


def test_a_site_knows_since_when_it_is_enrolled(place: Place) -> None:
    epoch = place.desk.journal.epoch
    assert place.desk.journal.tenure == Tenure(frozenset({epoch}), epoch, TradeDay("2026-11-24"))
