"""Who is forgotten leaves no mask of a name in any text or answer about a pass."""

import pytest
from sqlalchemy import func, select

from service.kept_answers import KeptAnswer
from service.members.forget_in_archive import forget_in_archive
from service.open_site import database_path
from service.passes.tables import HeldPass, PassText
from service.session import columns_of, prepared
from tests.asking import Browser
from tests.builders import Place
from tests.people import CHEN, DAWEI, OFFICER, Person
from tests.places import NOW_MS
from tests.two_places import TwoPlaces, both

__all__ = ["both"]

HELD = prepared(select(func.count()).select_from(HeldPass))
TEXTS = prepared(select(func.count()).select_from(PassText))
ANSWERS = prepared(select(columns_of(KeptAnswer).body))


@pytest.fixture
def texts(both: TwoPlaces) -> dict[Person, bytes]:
    """Chen's pass and Dawei's, handed out at a screen."""
    station = both.b.signed_in(OFFICER)
    return {person: handed_out(both.back, person, station) for person in (CHEN, DAWEI)}


def handed_out(back: TwoPlaces, person: Person, station: Browser) -> bytes:
    asked = {"inspection": back.inspect(person), "to_site": back.b.desk.identity.site}
    issued = station.post("/v1/passes", asked)
    assert issued.status_code == 201, issued.text
    return str(issued.json()["text"]).encode()


@pytest.fixture
def honoured(both: TwoPlaces) -> TwoPlaces:
    """Both come with a pass of the other place, which a screen here honours."""
    station = both.b.signed_in(OFFICER)
    for person in (CHEN, DAWEI):
        said = {"scan": both.issue(person), "compared": "matches"}
        answer = station.post("/v1/passes/redeem", said)
        assert answer.status_code == 201, answer.text
    return both


def forget(both: TwoPlaces, person: Person) -> None:
    archive = both.b.archive()
    assert forget_in_archive(archive, person.number, at_ms=NOW_MS)
    both.b.bring(archive)
    both.a.bring(archive)


def held_by(place: Place) -> bytes:
    path = database_path(place.site.settings)
    return path.read_bytes() + path.with_name(f"{path.name}-wal").read_bytes()


def answers_naming(place: Place, person: Person) -> int:
    rows = place.read(lambda session: session.rows(ANSWERS))
    return sum(str(person.number).encode() in body for (body,) in rows)


def test_the_texts_and_the_answers_were_there_before(
    both: TwoPlaces, texts: dict[Person, bytes]
) -> None:
    assert all(text in held_by(both.b) for text in texts.values())
    assert answers_naming(both.b, CHEN) == answers_naming(both.b, DAWEI) == 1


def test_no_text_of_the_forgotten_bearer_is_left(
    both: TwoPlaces, texts: dict[Person, bytes]
) -> None:
    forget(both, CHEN)
    assert texts[CHEN] not in held_by(both.b)
    assert answers_naming(both.b, CHEN) == 0
    assert texts[DAWEI] in held_by(both.b)
    assert answers_naming(both.b, DAWEI) == 1
    assert both.prove(both.b).holds


def test_no_answer_about_a_pass_that_was_honoured_is_left(honoured: TwoPlaces) -> None:
    here = honoured.b
    assert answers_naming(here, CHEN) == answers_naming(here, DAWEI) == 1
    assert here.read(lambda session: session.value(HELD)) == 2
    forget(honoured, CHEN)
    assert (answers_naming(here, CHEN), answers_naming(here, DAWEI)) == (0, 1)
    assert honoured.a.read(lambda session: session.value(TEXTS)) == 1, "Hezhou let go of hers"
    assert here.read(lambda session: session.value(HELD)) == 1, "and so did Dongxing"
    assert honoured.prove(here).holds and honoured.prove(honoured.a).holds
