"""A disk that fails at its n-th write or sync, and a site that must lose nothing by it.

`python -m tests.crash.failing FOLDER W|S ERRNO COUNT FIRST…` plays a short story for each ``FIRST``
in which so many writes or syncs, from that one on, fail. If the process ends, it is started again.
Then the site is judged as it lies there, and as power cuts would leave it.
"""

import json
import shutil
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from tests.builders import City
from tests.crash import tape
from tests.crash.images import Playing, assert_tape_is_complete
from tests.crash.judge import Judge
from tests.crash.record import Recording, in_a_child, make_city_in, recorded, run_under_shim
from tests.crash.tape import Kind
from tests.crash.upkeep import ready_site
from tests.crash.workload import ask_again, tell_short_story

ENDED_IN_DOUBT: Final = 70
"""How the writer ends the process when a COMMIT failed and nobody knows what the disk holds."""

CUTS: Final = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """What fails: writes or syncs, so many one after the other, with this errno."""

    kind: Kind
    error: int
    count: int


@dataclass(slots=True)
class Failed:
    """What one failing disk came to: how the process ended, what screens were told meanwhile."""

    first: int
    status: int = 0
    put_off: list[str] = field(default_factory=list)
    answered: int = 0
    images: int = 0
    wrong: list[str] = field(default_factory=list)


def fail_each(folder: Path, fault: Fault, firsts: Iterable[int]) -> list[Failed]:
    """Play the short story once for each of ``firsts``, in an empty ``folder``."""
    words = (fault.kind.value, str(fault.error), str(fault.count), *map(str, firsts))
    said = run_under_shim(folder, "tests.crash.failing", str(folder), *words)
    return [Failed(**each) for each in json.loads(said.splitlines()[-1])]


def _fail(city: City, recording: Recording, fault: Fault, first: int) -> Failed:
    shutil.rmtree(recording.folder, ignore_errors=True)
    ready_site(city, recording.before)
    shutil.copytree(recording.before, recording.site)
    failed = Failed(first)

    def work() -> None:
        with recorded(recording):
            tape.let_fail(fault.kind, first=first, count=fault.count, error=fault.error)
            tell_short_story(city, recording.site)

    def start_again() -> None:
        told = Playing.of(recording).to_the_end().told
        with recorded(recording):
            ask_again(city, recording.site, told.asked.values())

    failed.status = in_a_child(work)
    if in_a_child(start_again) != 0:
        failed.wrong.append("it does not start again")
    _judge(city, recording, failed)
    return failed


def _judge(city: City, recording: Recording, failed: Failed) -> None:
    """The disk after power cuts, in the course of it and at its end, and as it lies there."""
    told = Playing.of(recording).to_the_end().told
    failed.put_off, failed.answered = sorted(set(told.put_off)), len(told.answers)
    failed.wrong += [f"{key} was given another answer" for key in told.changed]
    playing = Playing.of(recording)
    judge, image = Judge(city, told.created), recording.folder / "image"
    steps = len(playing.steps)
    for stop in playing.stopping_at(steps * cut // CUTS - 1 for cut in range(1, CUTS + 1)):
        files = playing.disk.after_cut(f"{failed.first}-{stop}")
        failed.images += 1
        failed.wrong += judge.complaints(files, playing.told, image)
    assert_tape_is_complete(playing.disk, recording.site)
    failed.wrong += judge.complaints(playing.disk.as_it_is(), playing.told, image)


def _main(folder: str, kind: str, error: str, count: str, *firsts: str) -> None:
    fault = Fault(Kind(kind), int(error), int(count))
    city = make_city_in(Path(folder))
    recording = Recording(Path(folder) / "failing")
    found = [_fail(city, recording, fault, int(first)) for first in firsts]
    print(json.dumps([asdict(each) for each in found]))


if __name__ == "__main__":
    _main(*sys.argv[1:])
