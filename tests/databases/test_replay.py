"""Journal and feeds give the same tables on SQLite and on PostgreSQL."""

from sqlalchemy import bindparam, update

from service.appliers import FEED_APPLIERS, JOURNAL_APPLIERS
from service.checkin.tables import CheckInRecord
from service.console.verify_site import verify_site
from service.feeds.apply_page import replay_feeds
from service.journal.rebuild import TableProof, compare_tables, replay_journal
from service.session import Session, columns_of, prepared
from service.tables import DERIVED
from tests.databases.conftest import Told, ToldAgain, migrated_session

_RECORD = columns_of(CheckInRecord)
_PUT_OFF = prepared(
    update(CheckInRecord)
    .where(_RECORD.seq == bindparam("which"))
    .values(annulled=bindparam("now_annulled"))
)


def replayed(told: Told, fresh: Session) -> list[TableProof]:
    """Replay the site into ``fresh`` and compare all that is derived."""

    def replay(stored: Session) -> list[TableProof]:
        replay_feeds(fresh, stored, FEED_APPLIERS)
        replay_journal(fresh, stored, JOURNAL_APPLIERS)
        return compare_tables(stored, fresh, DERIVED)

    return told.place.read(replay)


def test_a_site_replayed_into_postgres_gives_the_same_tables(told: Told, postgres_url: str) -> None:
    with migrated_session(postgres_url) as fresh:
        proofs = replayed(told, fresh)
    assert {proof.table for proof in proofs} == DERIVED
    assert all(proof.rows for proof in proofs), "the story leaves no derived table empty"
    assert [proof.table for proof in proofs if not proof.equal] == []


def test_one_row_that_differs_is_told(told: Told, postgres_url: str) -> None:
    with migrated_session(postgres_url) as fresh:
        replayed(told, fresh)
        (entered,) = told.place.events("checkin.entered")[:1]
        assert fresh.run(_PUT_OFF, which=entered.name.seq, now_annulled=True) == 1
        proofs = told.place.read(lambda stored: compare_tables(stored, fresh, DERIVED))
    assert [proof.table for proof in proofs if not proof.equal] == ["checkin_records"]


def test_a_journal_that_lies_in_postgres_is_proved_there(told: Told, told_again: ToldAgain) -> None:
    proof = verify_site(told_again.session, told.place.desk.identity, rebuild=True)
    assert proof.chain.flaws == []
    assert [table.table for table in proof.tables if not table.equal] == []
    assert proof.chain.events == len(told.place.events())
