"""I8: no name and no certificate number is in any log, address, metric, code, event or file."""

import base64
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from service.connection import connect
from service.journal.store import all_events
from service.open_site import database_path
from service.session import Session
from tests.builders import City
from tests.people import OFFICER
from tests.privacy.busy_day import Day, live_through
from tests.privacy.canaries import CANARIES, VI, ZH, files_under, find_in_all, needles
from tests.privacy.faulty_site import LEAK

FAULTY: Final = ("-m", "tests.privacy.faulty_site", "site")
GIVEN_BACK: Final = "/v1/roster/rejected"


@dataclass(frozen=True, slots=True)
class Lived:
    """The day, and every file as it was while the process ran and after it had crashed."""

    day: Day
    office: Path
    while_it_ran: dict[str, bytes]


@pytest.fixture(scope="module")
def lived(city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """A busy day, then a fault in the program, then a crash."""
    folder = tmp_path_factory.mktemp("privacy")
    for part in ("S01", "authority"):
        shutil.copytree(city.folder / part, folder / part)
    office = tmp_path_factory.mktemp("office")
    day = Day(folder, city.cookies)
    with day.running():
        live_through(day, office)
        while_it_ran = files_under(folder)
    day.program = FAULTY
    with day.running():
        fault(day)
        assert day.crash() == -signal.SIGABRT
    yield Lived(day, office, while_it_ran)


def fault(day: Day) -> None:
    officer = day.signed_in(OFFICER.officer)
    for person in CANARIES:
        assert officer.ask("GET", f"/v1/members/{person.number}").status_code == 500


def test_the_canaries_were_there_all_day(lived: Lived) -> None:
    """Else nothing below would prove anything."""
    masked = {"鸾*鹓".encode(), "Nguyễn T* N* H*".encode()}
    answers = b"".join(lived.day.said.values())
    assert all(mask in answers or json_form(mask) in answers for mask in masked)
    with_wal = [name for name in lived.while_it_ran if name.endswith("site.db-wal")]
    assert len(with_wal) == 2
    log = (lived.day.folder / "site.log").read_text()
    assert '"fault"' in log and "Fatal Python error: Aborted" in log


def json_form(text: bytes) -> bytes:
    return json.dumps(text.decode()).strip('"').encode()


def test_no_answer_no_command_and_no_code_tells_them(lived: Lived) -> None:
    """Whoever handed in bad rows gets these back on purpose; nobody else ever."""
    said = {name: held for name, held in lived.day.said.items() if GIVEN_BACK not in name}
    asked_for = {name for name in said if VI.name in name or VI.certificate in name}
    assert asked_for and all(VI.name.encode() not in said[name] for name in asked_for)
    assert find_in_all(said) == []


def test_no_file_holds_them_while_the_site_runs(lived: Lived) -> None:
    assert find_in_all(lived.while_it_ran) == []


def test_no_file_holds_them_after_a_fault_and_a_crash(lived: Lived) -> None:
    after = files_under(lived.day.folder, lived.office / "backups")
    assert find_in_all(after) == []
    cores = [path for path in (lived.day.folder / "cwd").iterdir() if path.name.startswith("core")]
    assert cores == [], "an image of the memory was left"


def test_no_event_holds_them(lived: Lived) -> None:
    connection = connect(database_path(lived.day.settings), read_only=True)
    events = {str(n): each.bytes for n, each in enumerate(all_events(Session(connection)))}
    connection.close()
    assert len(events) > 30
    assert find_in_all(events) == []


def test_no_member_card_holds_them(lived: Lived) -> None:
    """Also not within its base32."""
    for person in CANARIES:
        text = lived.day.card(person)[3:]
        held = base64.b32decode(text + "=" * (-len(text) % 8))
        assert find_in_all({"card": held}) == []


# --- The search itself has teeth ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("text", [ZH.name, ZH.certificate, VI.name, VI.certificate])
def test_one_planted_text_is_found_in_a_file(tmp_path: Path, encoding: str, text: str) -> None:
    (tmp_path / "site.db-wal").write_bytes(b"\x00\xff\x17" + text.encode(encoding) + b"\x00\x80")
    assert find_in_all(files_under(tmp_path)) != []


@pytest.mark.parametrize("shift", [0, 1, 2])
@pytest.mark.parametrize("person", CANARIES, ids=["zh", "vi"])
def test_a_text_hidden_in_base64_or_an_escape_is_found(person: object, shift: int) -> None:
    name = ZH.name if person is ZH else VI.name
    held = base64.b64encode(b"x" * shift + name.encode() + b" and more")
    assert find_in_all({"base64": held}) != []
    assert find_in_all({"JSON": json.dumps(name).encode()}) != []
    assert find_in_all({"hexadecimal": name.encode().hex().encode()}) != []


def test_nothing_is_found_where_nothing_is() -> None:
    assert find_in_all({"noise": bytes(range(256)) * 50}) == []
    assert len({each.bytes for each in needles()}) > 50


def test_a_program_that_logs_its_fault_is_caught(city: City, tmp_path: Path, lived: Lived) -> None:
    """The same process, the same fault, and one careless line."""
    for part in ("S01", "authority"):
        shutil.copytree(lived.day.folder / part, tmp_path / part)
    day = Day(tmp_path, city.cookies, FAULTY, {LEAK: "1"}, is_over=True)
    with day.running():
        fault(day)
    found = find_in_all(files_under(tmp_path))
    assert {one.partition(": ")[0].rpartition("/")[2] for one in found} == {"site.log"}
    assert any(f"{ZH.name} as utf-8" in one for one in found)
    assert any(f"{VI.certificate} as utf-8" in one for one in found)


def test_a_process_forbids_images_of_its_memory() -> None:
    said = subprocess.run(
        [sys.executable, "-c", PROBE], check=True, capture_output=True, text=True
    ).stdout
    assert said.split() == ["0", "0"]


PROBE: Final = """
import ctypes, resource
from service.kit.no_core_dump import leave_no_core_dump
leave_no_core_dump()
print(ctypes.CDLL(None).prctl(3), resource.getrlimit(resource.RLIMIT_CORE)[0])
"""
