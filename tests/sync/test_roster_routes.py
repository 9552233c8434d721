"""A roster handed in at a running site: judged row by row, signed, applied, and told."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from service.database import Busy, Database
from service.feeds.archive import archive_of
from service.kept_answers import KeptAnswer
from service.members.store import count_members, find_member
from service.session import prepared
from service.sync.roster_routes import ROWS_TOLD
from tests.asking import code_of
from tests.builders import City, Place
from tests.people import AUDITOR, DAWEI, OFFICER, OPERATOR, PEOPLE, Person, roster, somebody
from tests.places import DAY_MS, NOW_MS, make_authority

ROSTER = "/v1/roster"
COUNT_ANSWERS = prepared(select(func.count()).select_from(KeptAnswer))
KEY = "a-key-of-the-operators-own"
NEW = somebody(20)
BAD = replace(somebody(21), certificate="123")
NEXT = replace(NEW, place=len(PEOPLE)).number
"""The number of whoever is listed after all others."""


@pytest.fixture
def signing_place(city: City, place: Place) -> Iterator[Place]:
    """Dongxing's site on a machine that may sign, with the authority's archive beside it."""
    shutil.copytree(city.folder / "authority", place.folder / "authority")
    place.restart(authority_dir=place.folder / "authority")
    yield place


def hand_in(place: Place, *people: Person, key: str | None = None, **query: str) -> httpx.Response:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return place.console().upload(f"{ROSTER}?{asked}", roster(*people).getvalue(), key=key)


def members(place: Place) -> int:
    return place.read(count_members)


def test_an_operator_hands_in_a_roster_and_it_holds_at_once(signing_place: Place) -> None:
    station = signing_place.signed_in(OPERATOR)
    said = station.upload(ROSTER, roster(*PEOPLE, NEW).getvalue())
    assert said.status_code == 200, said.text
    told = said.json()
    shapes = told.pop("shapes")
    assert told == {
        "published": True,
        "accepted": 9,
        "added": 1,
        "changed": 0,
        "unchanged": 8,
        "bad": 0,
        "faults": [],
        "warnings": told["warnings"],
        "pages": 1,
    }
    assert {each["group"] for each in shapes} == {"G001", "G002", "G003"}
    assert members(signing_place) == 9
    entered = signing_place.kiosk().post("/v1/check-ins", {"member": NEXT})
    assert entered.status_code == 201, entered.text


def test_the_import_is_recorded_with_counts_and_nobodys_name(signing_place: Place) -> None:
    signing_place.signed_in(OPERATOR).upload(ROSTER, roster(NEW).getvalue())
    [event] = signing_place.events("roster.imported")
    assert event.data == {"added": 1, "changed": 0, "unchanged": 0, "bad": 0}
    assert event.actor == OPERATOR.officer


def test_the_same_file_twice_changes_nothing(signing_place: Place) -> None:
    first, second = (hand_in(signing_place, *PEOPLE, NEW).json() for _ in range(2))
    assert (first["added"], first["pages"]) == (1, 1)
    assert (second["added"], second["changed"], second["pages"]) == (0, 0, 0)


def test_a_retry_with_the_same_key_is_answered_and_not_done_again(signing_place: Place) -> None:
    first = hand_in(signing_place, NEW, key=KEY)
    again = hand_in(signing_place, NEW, key=KEY)
    assert again.content == first.content
    assert again.json()["added"] == 1
    assert len(signing_place.events("roster.imported")) == 1


def test_another_file_under_the_same_key_is_refused_before_anything_is_done(
    signing_place: Place,
) -> None:
    hand_in(signing_place, NEW, key=KEY)
    said = hand_in(signing_place, somebody(22), key=KEY)
    assert (said.status_code, code_of(said)) == (422, "key_reused")
    assert members(signing_place) == 9


# --- Bad rows ---


def test_every_bad_row_is_named_with_line_field_and_reason(signing_place: Place) -> None:
    told = hand_in(signing_place, NEW, BAD, lang="en").json()
    assert (told["published"], told["bad"], told["pages"]) == (False, 1, 0)
    assert told["faults"] == [
        {
            "line": 3,
            "field": "certificate",
            "value": "1*3",
            "reason": "certificate_length",
            "sentence": told["faults"][0]["sentence"],
        }
    ]
    assert told["faults"][0]["sentence"].startswith("Line 3, certificate number (1*3): ")
    assert members(signing_place) == 8
    assert signing_place.events("roster.imported") == []


@pytest.mark.parametrize(("lang", "first"), [("zh", "第 3 行"), ("en", "Line 3"), ("vi", "Dòng 3")])
def test_bad_rows_are_told_in_the_operators_language(
    signing_place: Place, lang: str, first: str
) -> None:
    [fault] = hand_in(signing_place, NEW, BAD, lang=lang).json()["faults"]
    assert fault["sentence"].startswith(first)


def test_with_skip_bad_the_good_rows_are_taken(signing_place: Place) -> None:
    told = hand_in(signing_place, NEW, BAD, skip_bad="true").json()
    assert (told["published"], told["added"], told["bad"]) == (True, 1, 1)
    assert members(signing_place) == 9


def test_a_dry_run_publishes_nothing(signing_place: Place) -> None:
    told = hand_in(signing_place, NEW, dry_run="true").json()
    assert (told["published"], told["added"], told["pages"]) == (False, 1, 0)
    assert members(signing_place) == 8
    assert hand_in(signing_place, NEW).json()["added"] == 1


def test_a_file_of_nothing_but_bad_rows_is_told_in_part(signing_place: Place) -> None:
    told = hand_in(signing_place, *[BAD] * (ROWS_TOLD + 1)).json()
    assert (told["bad"], len(told["faults"])) == (ROWS_TOLD + 1, ROWS_TOLD)


def test_a_file_that_is_no_roster_is_refused_with_the_reason(signing_place: Place) -> None:
    said = signing_place.console().upload(f"{ROSTER}?lang=en", b"hello")
    assert (said.status_code, code_of(said)) == (409, "not_a_roster")
    assert said.json()["reason"] == "no_heading"
    assert said.json()["sentence"].startswith("No heading row")


@pytest.mark.parametrize("query", ["lang=fr", "dry_run=perhaps", "skip=true"])
def test_a_question_that_was_not_offered_is_refused(signing_place: Place, query: str) -> None:
    said = signing_place.console().upload(f"{ROSTER}?{query}", roster(NEW).getvalue())
    assert (said.status_code, code_of(said)) == (422, "validation_failed")


@pytest.mark.parametrize("content", [b"", b"file=x", b"{}"])
def test_a_request_without_a_file_is_refused(signing_place: Place, content: bytes) -> None:
    said = signing_place.console().send(ROSTER, content)
    assert (said.status_code, code_of(said)) == (422, "validation_failed")
    assert said.json()["fields"] == [{"field": "body.file", "reason": "missing"}]


def test_a_broken_form_is_refused(signing_place: Place) -> None:
    kind = "multipart/form-data; boundary=x"
    said = signing_place.console().send(ROSTER, b"--y\r\n\r\n", kind=kind)
    assert said.status_code in (400, 422)


# --- Who, and where ---


@pytest.mark.parametrize("officer", [OFFICER, AUDITOR], ids=lambda officer: str(officer.role))
def test_only_an_operator_hands_in_a_roster(signing_place: Place, officer: Any) -> None:
    said = signing_place.signed_in(officer).upload(ROSTER, roster(NEW).getvalue())
    assert code_of(said) == "not_allowed"
    assert members(signing_place) == 8


def test_a_machine_without_signing_keys_says_so(place: Place) -> None:
    said = hand_in(place, NEW)
    assert (said.status_code, code_of(said)) == (409, "no_signing_key")


@pytest.mark.parametrize("missing", ["feeds.key", "feeds.record", "fields.key", "root.pub"])
def test_an_incomplete_authority_signs_nothing(signing_place: Place, missing: str) -> None:
    (signing_place.folder / "authority" / missing).unlink()
    assert code_of(hand_in(signing_place, NEW)) == "no_signing_key"


def test_another_authority_does_not_sign_for_this_site(place: Place) -> None:
    make_authority(place.folder / "stranger", "stranger")
    place.restart(authority_dir=place.folder / "stranger")
    assert code_of(hand_in(place, NEW)) == "no_signing_key"
    assert not (place.folder / "stranger" / "feeds").exists()


def test_nothing_is_signed_after_a_damaged_page(signing_place: Place) -> None:
    [page, *_] = (signing_place.folder / "authority" / "feeds").glob("members-all/*")
    page.write_bytes(page.read_bytes()[:-20])
    assert code_of(hand_in(signing_place, NEW)) == "archive_damaged"


def test_pages_that_this_site_cannot_take_are_told(signing_place: Place) -> None:
    """The site holds pages that this copy of the archive does not know."""
    said = {"type": "card.revoked", "v": 1, "member": DAWEI.number, "serial": 1}
    other = archive_of(signing_place.folder / "copy", signing_place.city.authority)
    shutil.copytree(
        signing_place.city.folder / "authority" / "feeds", signing_place.folder / "copy" / "feeds"
    )
    other.publish("members", [said], at_ms=NOW_MS)
    signing_place.bring(other)
    hand_in(signing_place, NEW)
    assert code_of(hand_in(signing_place, somebody(22))) == "page_refused"


# --- While the site works on ---


def test_a_busy_site_takes_the_rest_with_the_next_try(
    signing_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, calls = Database.write, []

    async def busy_once(database: Database, work: Any) -> Any:
        calls.append(work)
        if len(calls) == 1:
            raise Busy
        return await write(database, work)

    monkeypatch.setattr(Database, "write", busy_once)
    said = hand_in(signing_place, NEW, key=KEY)
    assert (said.status_code, code_of(said), said.headers["retry-after"]) == (503, "busy", "1")
    again = hand_in(signing_place, NEW, key=KEY).json()
    assert (again["published"], again["pages"]) == (True, 1)
    assert members(signing_place) == 9


def test_the_site_answers_others_while_a_roster_is_judged(signing_place: Place) -> None:
    async def both() -> list[httpx.Response]:
        console, kiosk = signing_place.console(), signing_place.kiosk()
        order: list[httpx.Response] = []
        people = [somebody(30 + n) for n in range(300)]

        async def hand_in_many() -> None:
            body = roster(*people).getvalue()
            files = {"file": ("list.csv", body)}
            headers = {"Idempotency-Key": KEY}
            order.append(await console.client.post(ROSTER, files=files, headers=headers))

        async def look() -> None:
            await asyncio.sleep(0)
            order.append(await kiosk.client.get("/v1/status"))

        await asyncio.gather(hand_in_many(), look())
        return order

    first, second = signing_place.runner.run(both())
    assert first.json()["writing"] is True
    assert second.json()["added"] == 300


def test_a_page_signed_here_raises_the_floor_of_the_clock(signing_place: Place) -> None:
    signing_place.machine.wait(DAY_MS / 1000)
    hand_in(signing_place, NEW)
    signed = signing_place.machine.wall_ms
    signing_place.machine.wall_ms = 0
    assert signing_place.desk.clock.now().at_ms >= signed - 1000


def test_a_new_member_is_there_with_everything_the_list_said(signing_place: Place) -> None:
    hand_in(signing_place, replace(NEW, supported="是", phone="无"))
    found = signing_place.read(lambda session: find_member(session, NEXT))
    assert found is not None
    assert (found.group, found.supported, found.standing) == ("G002", True, "active")


# --- The bad rows alone ---


def test_the_bad_rows_come_back_as_a_file_that_nobody_keeps(signing_place: Place) -> None:
    station = signing_place.signed_in(OPERATOR)
    before = signing_place.read(lambda session: session.value(COUNT_ANSWERS))
    said = station.upload(f"{ROSTER}/rejected?lang=vi", roster(NEW, BAD).getvalue())
    assert said.status_code == 200
    assert said.headers["cache-control"] == "no-store"
    assert said.headers["content-disposition"] == 'attachment; filename="rejected.csv"'
    rows = said.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2 and rows[0].endswith("lý do không nhập")
    assert BAD.name in rows[1] and "Dòng 3" in rows[1]
    assert members(signing_place) == 8
    assert signing_place.read(lambda session: session.value(COUNT_ANSWERS)) == before


def test_the_reasons_are_in_the_language_of_the_browser(signing_place: Place) -> None:
    station = signing_place.signed_in(OPERATOR)
    for wish, line in (("vi-VN,vi;q=0.9", "Dòng 2"), ("en", "Line 2"), ("fr", "第 2 行")):
        station.client.headers["Accept-Language"] = wish
        told = station.upload(f"{ROSTER}?dry_run=true", roster(BAD).getvalue()).json()
        assert told["faults"][0]["sentence"].startswith(line)
        given = station.upload(f"{ROSTER}/rejected", roster(BAD).getvalue())
        assert line in given.content.decode("utf-8-sig")


def test_what_is_no_roster_gives_nothing_back(signing_place: Place) -> None:
    station = signing_place.signed_in(OPERATOR)
    assert code_of(station.upload(f"{ROSTER}/rejected", b"hello")) == "not_a_roster"
    said = station.send(f"{ROSTER}/rejected", b"")
    assert (said.status_code, code_of(said)) == (422, "validation_failed")
    refused = signing_place.signed_in(OFFICER).upload(f"{ROSTER}/rejected", b"hello")
    assert code_of(refused) == "not_allowed"


def test_a_large_upload_never_lies_on_a_disk(
    signing_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that grow beyond the memory given to them would roll over into a temporary one."""
    monkeypatch.setattr("tempfile.SpooledTemporaryFile.rollover", _fail)
    people = [somebody(place % 400) for place in range(20_000)]
    body = roster(*people).getvalue()
    assert len(body) > 1_000_000
    said = signing_place.signed_in(OPERATOR).upload(f"{ROSTER}?dry_run=true", body)
    assert said.status_code == 200


def _fail(file: object) -> None:
    raise AssertionError("the roster was written to a disk")
