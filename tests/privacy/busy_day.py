"""A real process that lives through a day on which two canaries meet everything there is."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from service.console.site_at_hand import console_client, fresh_key
from service.settings import Settings
from service.sites.authority import issue_card, load_authority
from service.sites.card import Card
from tests.builders import SCREENS, TODAY
from tests.free_port import free_port
from tests.people import DAWEI, OFFICER, OPERATOR, PEOPLE, PIN, SUPERVISOR, Person, roster
from tests.privacy.canaries import CANARIES, VI, ZH

PATIENCE_SECONDS: Final = 60


@dataclass(slots=True)
class Day:
    """Dongxing's site in ``folder`` as a process; everything it said is kept by place."""

    folder: Path
    cookies: Mapping[str, str]
    program: Sequence[str] = ("-m", "service", "site")
    more_env: Mapping[str, str] = field(default_factory=dict)
    said: dict[str, bytes] = field(default_factory=dict)
    settings: Settings = field(init=False)
    is_over: bool = False
    _process: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        self.settings = Settings(data_dir=self.folder / "S01", port=free_port())

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the process for the block, with core dumps allowed and the crash tracer on."""
        log = self.folder / "site.log"
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, *self.program],
                cwd=self._crash_folder(),
                env={**os.environ, **self.env, "PYTHONFAULTHANDLER": "1", **self.more_env},
                stdout=out,
                stderr=out,
                preexec_fn=_allow_core_dumps,  # noqa: PLW1509 (no thread of ours runs yet)
            )
        try:
            self._wait()
            yield
        finally:
            self._process.terminate()
            self._process.wait(PATIENCE_SECONDS)

    @property
    def env(self) -> dict[str, str]:
        root = str(Path(__file__).resolve().parents[2])
        return {
            "PYTHONPATH": root,
            "TWOGATE_DATA_DIR": str(self.settings.data_dir),
            "TWOGATE_PORT": str(self.settings.port),
            "TWOGATE_CLOCK_TRUST": "synced",
            "TWOGATE_AUTHORITY_DIR": str(self.folder / "authority"),
        }

    def crash(self) -> int:
        """Abort the process as a fault in a C library would; its exit status."""
        assert self._process is not None
        self._process.send_signal(signal.SIGABRT)
        return self._process.wait(PATIENCE_SECONDS)

    def command(self, *words: str) -> str:
        """A command of the owner; what it said is kept too."""
        run = [sys.executable, "-m", "service", *words]
        done = subprocess.run(
            run, env={**os.environ, **self.env}, capture_output=True, check=False, timeout=120
        )
        name = " ".join(word for word in words if not word.startswith("/"))
        self.said[f"twogate {name}"] = done.stdout + done.stderr
        return done.stdout.decode()

    # --- who asks ---

    def screen(self, role: str) -> "Screen":
        return Screen(self, {"twogate_terminal": self.cookies[role]})

    def signed_in(self, officer: str) -> "Screen":
        station = self.screen("station")
        station.ask("POST", "/v1/session", {"officer": officer, "pin": PIN})
        return station

    def card(self, person: Person) -> str:
        authority = load_authority(self.folder / "authority")
        return issue_card(authority, Card(person.number, 1, TODAY))

    def _crash_folder(self) -> Path:
        folder = self.folder / "cwd"
        folder.mkdir(exist_ok=True)
        return folder

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                with console_client(self.settings) as owner:
                    said = owner.get("/v1/status").json()
                    begun = said["day"]["state"] == "open" or self.is_over
                    if begun and owner.get("/v1/terminals").is_success:
                        return
            except (OSError, httpx.TransportError):
                pass
            time.sleep(0.02)
        raise RuntimeError("the site did not start; its words are in site.log")


@dataclass(slots=True)
class Screen:
    """A screen of the site; what it asks for and gets is kept."""

    day: Day
    cookies: dict[str, str]

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        url = f"http://127.0.0.1:{self.day.settings.port}{path}"
        with httpx.Client(trust_env=False, cookies=self.cookies, timeout=30) as client:
            headers = fresh_key() if method != "GET" else {}
            answer = client.request(method, url, json=body, headers=headers, **more)
            self.cookies.update(client.cookies)
        said = json.dumps(dict(answer.headers)).encode() + answer.content
        self.day.said[f"{len(self.day.said)} {method} {path}"] = said
        return answer


def live_through(day: Day, office: Path) -> None:
    """List the canaries, and let them meet every route that touches a member."""
    (office / "roster.csv").write_bytes(roster(*PEOPLE, *CANARIES).getvalue())
    listed = ("import", "roster", str(office / "roster.csv"))
    day.command(*listed, "--authority", str(day.folder / "authority"))
    _at_the_kiosk(day)
    _at_the_station(day)
    _with_bad_rows(day, office)
    _around_it(day, office)


def _at_the_kiosk(day: Day) -> None:
    kiosk = day.screen("kiosk")
    for person in CANARIES:
        for said in ({"scan": day.card(person)}, {"member": person.number}):
            kiosk.ask("POST", "/v1/check-ins/peek", said)
            kiosk.ask("POST", "/v1/check-ins", {**said, "lane": "person"})
        out = {"member": person.number, "direction": "out"}
        assert kiosk.ask("POST", "/v1/check-ins", out).status_code == 201
        # People hold the card the state gave them under the reader, or type their name.
        for text in (person.certificate, person.name, f"TC1{person.certificate}"):
            kiosk.ask("POST", "/v1/check-ins/peek", {"scan": text})
            kiosk.ask("POST", "/v1/check-ins", {"scan": text})
            kiosk.ask("POST", "/v1/check-ins", {"scan": text, person.name: text})
    kiosk.ask("POST", "/v1/prints", {"language": "vi", "turn": "A001", "lane": "person"})
    kiosk.ask("GET", "/v1/turns")


def _at_the_station(day: Day) -> None:
    officer = day.signed_in(OFFICER.officer)
    for person in CANARIES:
        case = officer.ask("GET", f"/v1/members/{person.number}")
        assert case.status_code == 200, case.text
        entered = officer.ask("POST", "/v1/check-ins", {"member": person.number})
        reference = entered.json()["reference"]
        officer.ask("POST", f"/v1/check-ins/{reference}/annul", {"reason": person.name})
        officer.ask("POST", f"/v1/check-ins/{reference}/annul", {"reason": "wrong_person"})
        officer.ask("GET", f"/v1/members/{person.certificate}")
        officer.ask("GET", f"/v1/no-such-page?name={person.name}")
    officer.ask("GET", "/v1/check-ins?limit=500")
    officer.ask("POST", "/v1/turns/call", {"lane": "person"})
    day.screen("station").ask("POST", "/v1/session", {"officer": VI.name, "pin": ZH.certificate})


def _with_bad_rows(day: Day, office: Path) -> None:
    """Each canary's own row is bad once in each field that could carry a name or a number."""
    bad = [
        Person(0, person.name, person.certificate + "9", "G999", guardian=person.certificate)
        for person in CANARIES
    ]
    shifted = [Person(0, person.certificate, person.name, person.name) for person in CANARIES]
    content = roster(*bad, *shifted, DAWEI).getvalue()
    (office / "bad.csv").write_bytes(content)
    operator = day.signed_in(OPERATOR.officer)
    for query in ("?dry_run=true", "?lang=vi", "?skip_bad=true&lang=en"):
        told = operator.ask("POST", f"/v1/roster{query}", files={"file": ("list.csv", content)})
        assert told.json()["bad"] > 3, told.text
    listed = ("import", "roster", str(office / "bad.csv"), "--lang", "vi")
    day.command(*listed, "--authority", str(day.folder / "authority"), "--dry-run")


def _around_it(day: Day, office: Path) -> None:
    for path in ("/metrics", "/v1/status", "/readyz", "/openapi.json", "/kiosk/"):
        day.screen("kiosk").ask("GET", path)
    day.command("backup", str(office / "backups"))
    day.said["QR codes"] = " ".join(map(day.card, CANARIES)).encode()
    supervisor = day.signed_in(SUPERVISOR.officer)
    supervisor.ask("GET", "/v1/officers")
    supervisor.ask("GET", "/v1/day")
    supervisor.ask("POST", "/v1/session/step-up", {"pin": PIN})
    closed = supervisor.ask("POST", "/v1/day/close", {})
    assert closed.status_code == 200, closed.text
    day.is_over = True


def cookies_by_role(cookies: Mapping[str, str]) -> dict[str, str]:
    return {role: cookies[role] for role in SCREENS}


def _allow_core_dumps() -> None:
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
