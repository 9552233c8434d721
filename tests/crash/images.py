"""Plays a recording up to a point, cuts the power there, and has the disk judged."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.builders import City
from tests.crash import upkeep
from tests.crash.disk import Disk
from tests.crash.judge import Judge, Told, lay_out
from tests.crash.record import Recording, city_in
from tests.crash.tape import Step, read_tape
from tests.crash.workload import Note
from tests.simulation.disk import simulated_disks

Wrong = Callable[[City, Path, Path], Iterable[str]]
"""What is wrong with the image in the first folder, made of what lay in the second before."""

RULES: Final[dict[str, Wrong]] = {
    "migrate-new": upkeep.wrong_with_new_schema,
    "migrate-further": upkeep.wrong_with_next_schema,
    "backup": upkeep.wrong_with_backups,
    "restore": upkeep.wrong_with_restored,
    "re-enrol": upkeep.wrong_with_re_enrolled,
}
"""Recordings of upkeep, each with its own rule."""


@dataclass(slots=True)
class Judged:
    """What images came to; ``cut_at`` counts the kinds of step after which the power went,
    ``broken`` gives each bad image's number its complaints."""

    images: int = 0
    steps: int = 0
    answers: int = 0
    cut_at: Counter[str] = field(default_factory=Counter)
    broken: dict[int, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Playing:
    """A recording as it is played: the disk, and who had been told what by then."""

    disk: Disk
    steps: Sequence[Step]
    told: Told = field(default_factory=Told)
    answered_at: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, recording: Recording) -> "Playing":
        disk = Disk.that_is(recording.site, recording.before)
        return cls(disk, tuple(read_tape(recording.tape)))

    def kind_of(self, point: int) -> str:
        """What the step at this point was, in a word; a note is an answer that leaves."""
        return "answer" if point in self.answered_at else self.steps[point].kind.name.lower()

    def to_the_end(self) -> "Playing":
        for _ in self.stopping_at(()):
            pass
        return self

    def stopping_at(self, stops: Iterable[int]) -> Iterator[int]:
        """Play everything, and stop after each of these steps."""
        wanted = frozenset(stops)
        for number, step in enumerate(self.steps):
            note = self.disk.play(step)
            if note is not None and self.told.hear(Note.read(note)):
                self.answered_at.append(number)
            if number in wanted:
                yield number


def judge_images(
    recording: Recording, numbers: range, *, of: int, only_first: bool = False
) -> Judged:
    """Judge these ``numbers`` of the ``of`` images that are spread over a recording; all of them,
    or until the first that is broken.

    Every second image is cut in the moment an answer left, the others anywhere.
    """
    with _judge_of(recording) as (judge, whole):
        points = _points(whole, numbers, of)
        judged = Judged(steps=len(whole.steps), answers=len(whole.told.answers))
        with simulated_disks() as scratch:
            playing = Playing.of(recording)
            for point in playing.stopping_at(points):
                for number in points[point]:
                    files = playing.disk.after_cut(f"{number} of {of}")
                    wrong = judge.complaints(files, playing.told, Path(scratch) / "image")
                    judged.images += 1
                    judged.cut_at[whole.kind_of(point)] += 1
                    if wrong:
                        judged.broken[number] = wrong
                    if wrong and only_first:
                        return judged
    return judged


def judge_upkeep(
    recording: Recording, wrong: Wrong, numbers: range, *, of: int, only_first: bool = False
) -> Judged:
    """Judge by a rule of one's own these ``numbers`` of the ``of`` images of a recording; all of
    them, or until the first that is broken."""
    playing = Playing.of(recording)
    steps, city = len(playing.steps), city_in(recording.folder.parent)
    judged = Judged(steps=steps)
    points: dict[int, list[int]] = defaultdict(list)
    for number in numbers:
        points[number * steps // of].append(number)
    with simulated_disks() as scratch:
        for point in playing.stopping_at(points):
            for number in points[point]:
                image = Path(scratch) / f"image-{number}"
                lay_out(playing.disk.after_cut(f"{number} of {of}"), image)
                judged.images += 1
                judged.cut_at[playing.kind_of(point)] += 1
                complaints = list(_told(wrong, city, image, recording.before))
                if complaints:
                    judged.broken[number] = complaints
                if complaints and only_first:
                    return judged
    assert_tape_is_complete(playing.disk, recording.site)
    return judged


def _told(wrong: Wrong, city: City, image: Path, before: Path) -> Iterator[str]:
    try:
        yield from wrong(city, image, before)
    except Exception as fault:  # whatever cannot be opened any more is what we look for
        yield repr(fault)


def _points(whole: Playing, numbers: range, of: int) -> dict[int, list[int]]:
    points: dict[int, list[int]] = defaultdict(list)
    for number in numbers:
        among: Sequence[int] = whole.answered_at if number % 2 else range(len(whole.steps))
        points[among[number * len(among) // of]].append(number)
    return points


@contextmanager
def _judge_of(recording: Recording) -> Iterator[tuple[Judge, Playing]]:
    """The judge of a recording that ended well, and the recording played to its end.

    What the tape says must be what lies there: else something wrote past the shim.
    """
    whole = Playing.of(recording).to_the_end()
    assert not whole.disk.mapped, f"written through memory: {whole.disk.mapped}"
    assert_tape_is_complete(whole.disk, recording.site)
    with simulated_disks() as scratch:
        lay_out(whole.disk.as_it_is(), Path(scratch) / "end")
        judge = Judge.of(city_in(recording.folder.parent), Path(scratch) / "end", whole.told)
    yield judge, whole


def assert_tape_is_complete(disk: Disk, site: Path) -> None:
    """The disk as the tape has it is the disk as it is."""
    for name, content in disk.as_it_is().items():
        assert (site / name).read_bytes() == content, f"{name} was written past the shim"
