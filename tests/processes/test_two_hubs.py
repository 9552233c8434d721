"""Two processes of the hub on one PostgreSQL, and several sites that push to both at once."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random

import httpx

from service.console.back_up_hub import back_up_hub
from service.database import Database
from service.feeds.archive import archive_of
from service.journal.rebuild import TableProof, compare_tables
from service.kit.ids import system_randomness
from service.migrate import migrate
from service.reconciliation.refold import refold, verify_held
from service.session import Session
from service.sync.hub_line import HubLine
from service.sync.messages import sign_request
from service.tables import FOLDED
from service.vocabulary import SiteNo
from tests.builders import City, city
from tests.databases.postgres import postgres_server, postgres_url
from tests.free_port import free_port
from tests.hub_place import HubPlace, hub_settings
from tests.people import PEOPLE
from tests.places import NOW_MS
from tests.sync.teller import Teller, send

__all__ = ["city", "postgres_server", "postgres_url"]

SITES = [SiteNo(f"S{number:02}") for number in range(11, 15)]
EVENTS = 120
BATCH = 20


def test_two_processes_lose_nothing_and_double_nothing(
    city: City, tmp_path: Path, postgres_url: str
) -> None:
    tellers = [Teller.of(city.authority, f"teller {site}", site) for site in SITES]
    for teller in tellers:
        _live(teller)
    _found(city, tmp_path, postgres_url, tellers)
    with (
        _serving(tmp_path, postgres_url) as one,
        _serving(tmp_path, postgres_url) as other,
        ThreadPoolExecutor(8) as pushers,
    ):
        pushes = [
            pushers.submit(_push, teller, ports, seed)
            for seed, teller in enumerate(tellers)
            for ports in ((one, other), (other, one))
        ]
        for push in pushes:
            push.result()
    made = back_up_hub(hub_settings(tmp_path, postgres_url), tmp_path / "backups")
    assert made.proof.events == EVENTS * len(SITES)
    with HubPlace.opened(city, tmp_path, url=postgres_url) as hub:
        shown = hub.shows()
        assert [(each.stored, each.durable, each.forks, each.aside) for each in shown.journals] == [
            (EVENTS, EVENTS, 0, 0)
        ] * len(SITES)
        proof = hub.read(lambda session: verify_held(session, hub.state.centre.trust(session)))
        assert (proof.flaws, proof.events) == ([], EVENTS * len(SITES))
        tables = hub.read(lambda session: _compared(session, tmp_path))
        assert [each.table for each in tables if not each.equal] == []
        assert sum(each.rows for each in tables) > EVENTS


def _live(teller: Teller) -> None:
    """People come and go."""
    while len(teller.events) < EVENTS:
        person = PEOPLE[len(teller.events) % len(PEOPLE)]
        kind = "checkin.left" if len(teller.events) % 3 == 2 else "checkin.entered"
        teller.tell(kind, member=person.number)


def _found(city: City, folder: Path, url: str, tellers: list[Teller]) -> None:
    archive = archive_of(folder / "office", city.authority)
    archive.publish("sites", [each.item for each in tellers], at_ms=NOW_MS)
    with HubPlace.opened(city, folder, url=url) as hub:
        hub.bring(archive)


def _push(teller: Teller, ports: tuple[int, int], seed: int) -> None:
    """The whole journal, batch by batch, to either hub in turn, some of them twice; what came
    before its turn is sent again."""
    dice = Random(seed)
    with _line(teller, ports[0]) as one, _line(teller, ports[1]) as other:
        lines, at = (one, other), 1
        while at <= EVENTS:
            batch = teller.batch(at, min(at + BATCH - 1, EVENTS))
            answer = send(dice.choice(lines), teller, batch)
            if dice.random() < 0.3:
                send(dice.choice(lines), teller, batch)
            at = at + BATCH if answer.status_code == 200 else 1


@contextmanager
def _line(teller: Teller, port: int) -> Iterator[HubLine]:
    signer = teller.keys.signer
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
        line = HubLine(
            client, teller.site, lambda said: sign_request(said, signer), system_randomness
        )
        hello, _ = line.hello()
        line.receiver = hello.receiver
        yield line


@contextmanager
def _serving(folder: Path, url: str) -> Iterator[int]:
    """One process of the hub; its TCP number."""
    settings, port = hub_settings(folder, url), free_port()
    assert settings.database_url is not None
    own = {
        "TWOGATE_DATA_DIR": str(settings.data_dir),
        "TWOGATE_PORT": str(port),
        "TWOGATE_DATABASE_URL": settings.database_url,
        "TWOGATE_CLOCK_TRUST": "synced",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "hub", "run"], env={**os.environ, **own}
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the hub did not start; its words stand above")


def _compared(session: Session, folder: Path) -> list[TableProof]:
    """The hub's tables against their fold in an empty database."""
    scratch = Database(folder / "scratch.db")
    try:
        migrate(scratch)
        scratch.write_now(lambda fresh: refold(fresh, session))
        return scratch.read_now(lambda fresh: compare_tables(session, fresh, FOLDED))
    finally:
        scratch.close()
