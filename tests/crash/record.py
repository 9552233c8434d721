"""Records a site at work, in a process of its own under the shim.

`python -m tests.crash.record FOLDER NAME…` leaves in ``FOLDER/NAME`` a recording: the site's files
as they were before and as they are now, and the tape between. ``NAME`` is a story or a planted bug.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest

from service.officers import pins
from tests.builders import City, make_city
from tests.crash import tape
from tests.crash.planted_bugs import PLANTED
from tests.crash.workload import tell_first_start, tell_of_one_device, tell_rush, tell_story

STORIES: Final[dict[str, Callable[[City, Path], None]]] = {
    "story": tell_story,
    "first-start": tell_first_start,
    "one-device": tell_of_one_device,
}


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording, laid out in ``folder``."""

    folder: Path

    @property
    def before(self) -> Path:
        return self.folder / "before"

    @property
    def site(self) -> Path:
        """Where the site worked; its data folder is ``S01`` in it, its other device ``stick``."""
        return self.folder / "site"

    @property
    def tape(self) -> Path:
        return self.folder / "tape"


def record_all(folder: Path, *names: str) -> dict[str, Recording]:
    """Record these stories and planted bugs; ``folder`` is empty."""
    run_under_shim(folder, "tests.crash.record", str(folder), *names)
    return {name: Recording(folder / name) for name in names}


def run_under_shim(folder: Path, module: str, *arguments: str) -> str:
    """Run a module that records; what it said."""
    env = {**os.environ, **tape.shim_env(folder)}
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def city_in(folder: Path) -> City:
    """The city that was made for the recordings in ``folder``."""
    return City(folder / "city", json.loads((folder / "cookies.json").read_text("ascii")))


def make_city_in(folder: Path) -> City:
    """Make it, with PINs that cost nothing."""
    with cheap_pins():
        city = make_city(folder / "city")
    (folder / "cookies.json").write_text(json.dumps(dict(city.cookies)), encoding="ascii")
    return city


@contextmanager
def cheap_pins() -> Iterator[None]:
    """Officers' PINs are hashed at the least cost that Argon2id has."""
    with patch.object(pins, "COST", pins.Cost(memory_kib=8, passes=1)):
        yield


def lay_out(city: City, recording: Recording) -> None:
    """A site of its own for one recording; ``first-start`` has nothing but its enrolment yet."""
    shutil.copytree(city.folder / "S01", recording.before / "S01")
    if recording.folder.name == "first-start":
        for path in (recording.before / "S01").iterdir():
            if path.is_file() and path.name != "enrolment.json":
                path.unlink()
    shutil.copytree(recording.before, recording.site)


def in_a_child(work: Callable[[], None]) -> int:
    """Do something in a forked process; its exit status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except BaseException as fault:
            print(repr(fault), file=sys.stderr, flush=True)
            raise
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@contextmanager
def recorded(recording: Recording) -> Iterator[None]:
    """Everything below happens on the tape; for a process that ends afterwards."""
    site = recording.site
    with pytest.MonkeyPatch.context() as environment, cheap_pins():
        environment.setenv("TWOGATE_SECOND_ANCHOR", str(second_anchor(site)))
        tape.begin(recording.tape, site / "S01", site / "stick", site / tape.NOTES)
        yield


def second_anchor(site: Path) -> Path:
    """Where the anchor on the other device lies, for a site laid out in a folder."""
    return site / "stick" / "anchor"


def _record(city: City, recording: Recording) -> None:
    lay_out(city, recording)
    name = recording.folder.name
    planted = PLANTED[name].plant() if name in PLANTED else nullcontext()

    def work() -> None:
        with planted, recorded(recording):
            STORIES.get(name, tell_rush)(city, recording.site)

    status = in_a_child(work)
    assert status == 0, f"{name}: the process ended with {status}"


if __name__ == "__main__":
    here, *asked = sys.argv[1:]
    made = make_city_in(Path(here))
    for each in asked:
        _record(made, Recording(Path(here) / each))
