"""The end of the journal is proved at each start, however long the journal is."""

from functools import partial
from pathlib import Path

import pytest

from service.connection import connect
from service.journal import verify_end as verify_end_module
from service.journal.verify_end import verify_end
from service.open_site import database_path
from service.sites.keys import is_signed_by
from tests.asking import code_of
from tests.builders import City, Place, settings_of
from tests.people import CHEN


def holds(place: Place) -> bool:
    verifies = partial(is_signed_by, place.site.identity.keys.signer.public)
    return place.read(lambda session: verify_end(session, place.site.journal, verifies=verifies))


def spoil(folder: Path, statement: str) -> None:
    connection = connect(database_path(settings_of(folder)))
    connection.execute(statement)
    connection.close()


def test_an_end_that_holds_is_taken_for_good(place: Place) -> None:
    assert holds(place)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_events SET bytes = CAST(bytes || ' ' AS BLOB) WHERE seq = 2",
        "DELETE FROM journal_events WHERE seq = 2",
        "UPDATE journal_checkpoints SET signature = zeroblob(64)",
        "DELETE FROM journal_checkpoints",
    ],
    ids=["changed", "missing", "forged", "unsigned"],
)
def test_a_site_whose_chain_does_not_hold_at_its_start_writes_nothing_and_says_so(
    city: City, folder: Path, statement: str
) -> None:
    with Place.opened(city, folder) as place:
        place.open_day()
    spoil(folder, statement)
    with Place.opened(city, folder) as place:
        assert place.site.restored == "chain_broken"
        assert place.browser().get("/v1/status").json()["refusal"] == "chain_broken"
        refused = place.kiosk().post("/v1/check-ins", {"scan": place.card(CHEN)})
        assert code_of(refused) == "site_not_writing"
        assert refused.json()["reason"] == "chain_broken"


def test_no_more_than_the_last_thousand_events_are_read(
    city: City, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_end_module, "LOOKED_AT", 2)
    with Place.opened(city, folder) as place:
        place.open_day()
    spoil(folder, "UPDATE journal_events SET bytes = CAST(bytes || ' ' AS BLOB) WHERE seq = 1")
    with Place.opened(city, folder) as place:
        assert place.site.restored is None
