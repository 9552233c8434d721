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
from tests.crash.places import WATCHED, second_anchor
from tests.crash.planted_bugs import PLANTED
from tests.crash.upkeep import (
    back_up_twice,
    bare_site,
    migrate_further,
    migrate_new,
    re_enrol,
    ready_site,
    restore,
    restored_site,
    site_with_a_past,
)
from tests.crash.workload import tell_first_start, tell_of_one_device, tell_rush, tell_story


@dataclass(frozen=True, slots=True)
class Story:
    """What is recorded: something that happens in a folder where something lies before."""

    tell: Callable[[City, Path], None]
    prepare: Callable[[City, Path], None] = ready_site


STORIES: Final[dict[str, Story]] = {
    "story": Story(tell_story),
    "rush": Story(tell_rush),
    "first-start": Story(tell_first_start, bare_site),
    "one-device": Story(tell_of_one_device),
    "migrate-new": Story(migrate_new, bare_site),
    "migrate-further": Story(migrate_further, site_with_a_past),
    "backup": Story(back_up_twice, site_with_a_past),
    "restore": Story(restore, site_with_a_past),
    "re-enrol": Story(re_enrol, restored_site),
}
"""Beside these, each planted bug is the name of a recording with that bug in it."""


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
        tape.begin(recording.tape, *(site / name for name in WATCHED))
        yield


def _record(city: City, recording: Recording) -> None:
    name = recording.folder.name
    bug = PLANTED.get(name)
    story = STORIES[bug.during if bug else name]
    prepared = in_a_child(lambda: story.prepare(city, recording.before))
    assert prepared == 0, f"{name} cannot be prepared"
    shutil.copytree(recording.before, recording.site)
    planted = bug.plant() if bug else nullcontext()

    def work() -> None:
        with planted, recorded(recording):
            story.tell(city, recording.site)

    status = in_a_child(work)
    assert status == 0, f"{name}: the process ended with {status}"


if __name__ == "__main__":
    here, *asked = sys.argv[1:]
    made = make_city_in(Path(here))
    for each in asked:
        _record(made, Recording(Path(here) / each))
