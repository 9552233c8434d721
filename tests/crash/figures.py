"""Many crash images and many failing disks at once, on all cores, told as figures and as JSON."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EIO, ENOSPC
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests import evidence
from tests.crash.failing import ENDED_IN_DOUBT, Failed, Fault, fail_each
from tests.crash.images import RULES, Judged, judge_images, judge_upkeep
from tests.crash.planted_bugs import PLANTED
from tests.crash.record import Recording, record_all
from tests.crash.tape import Kind
from tests.figures import Figure, at_least, at_most, told

SHARES: Final = {
    "story": 11,
    "first-start": 2,
    "one-device": 2,
    "migrate-new": 3,
    "migrate-further": 3,
    "backup": 3,
    "restore": 3,
    "re-enrol": 3,
}
"""How many of thirty images are made of each recording."""

FEWEST_IMAGES: Final = sum(SHARES.values())
CHUNK: Final = 25
MODES: Final = ("normal", "off")
"""Planted bugs that are settings of SQLite; the service runs with ``synchronous=FULL``."""

SEARCHED: Final = 100
FAULTS: Final = {
    "the disk is full for some writes": Fault(Kind.WRITE, ENOSPC, 6),
    "one write fails (I/O error)": Fault(Kind.WRITE, EIO, 1),
    "one sync fails (I/O error)": Fault(Kind.SYNC, EIO, 1),
}
LAST: Final = {Kind.WRITE: 160, Kind.SYNC: 42}
"""The short story has a few more writes and syncs than these."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    recording: Recording
    numbers: range
    of: int

    def judge(self) -> Judged:
        name = self.recording.folder.name
        if name in RULES:
            return judge_upkeep(self.recording, RULES[name], self.numbers, of=self.of)
        return judge_images(self.recording, self.numbers, of=self.of)


def crash_figures(images: int = 3000, every: int = 1) -> Iterable[Figure]:
    """Judge ``images`` power cuts, look for every planted bug, let each ``every``-th write and sync
    of a short story fail; what that came to is kept for docs/reliability.md."""
    with _recordings() as recordings:
        judged = _judge_all(recordings, images)
        searched = {bug: _search(recordings[bug], bug) for bug in PLANTED}
    failed = _fail_all(every)
    found = [bug for bug, one in searched.items() if one.broken]
    evidence.keep("crash", _facts(judged, searched, failed))
    wrong = [each.wrong for several in failed.values() for each in several if each.wrong]
    broken = sum(len(each.broken) for several in judged.values() for each in several)
    yield at_least(
        FEWEST_IMAGES * (images // FEWEST_IMAGES),
        "images of what a power cut leaves",
        _images(judged),
        "images",
    )
    yield at_most(0, "images that lost or broke something", broken, "images")
    yield at_least(len(PLANTED), "planted bugs that some image shows", len(found), "bugs")
    yield told("writes and syncs that failed", sum(map(len, failed.values())), "faults")
    yield at_most(0, "failed writes and syncs that lost something", len(wrong), "faults")


@contextmanager
def _recordings() -> Iterator[dict[str, Recording]]:
    with tempfile.TemporaryDirectory(prefix="twogate-crash-") as folder:
        yield record_all(Path(folder), *SHARES, *PLANTED)


def _judge_all(recordings: dict[str, Recording], images: int) -> dict[str, list[Judged]]:
    counts = {name: images * share // sum(SHARES.values()) for name, share in SHARES.items()}
    chunks = [
        _Chunk(recordings[name], range(first, min(first + CHUNK, count)), count)
        for name, count in counts.items()
        for first in range(0, count, CHUNK)
    ]
    judged: dict[str, list[Judged]] = {name: [] for name in SHARES}
    with ProcessPoolExecutor() as pool:
        for chunk, one in zip(chunks, pool.map(_Chunk.judge, chunks), strict=True):
            judged[chunk.recording.folder.name].append(one)
            for number, complaints in one.broken.items():
                name = chunk.recording.folder.name
                print(f"broken: image {number} of {chunk.of} of {name}: {complaints[:3]}")
    return judged


def _search(recording: Recording, bug: str) -> Judged:
    """Images until the first that shows the bug; of the modes that sync less than FULL, all."""
    rule = RULES.get(PLANTED[bug].during)
    judge = partial(judge_upkeep, recording, rule) if rule else partial(judge_images, recording)
    return judge(range(SEARCHED), of=SEARCHED, only_first=bug not in MODES)


def _fail_all(every: int) -> dict[str, list[Failed]]:
    failed = {}
    for name, fault in FAULTS.items():
        with tempfile.TemporaryDirectory(prefix="twogate-failing-") as folder:
            firsts = range(1, LAST[fault.kind], every)
            failed[name] = fail_each(Path(folder), fault, firsts)
        for each in failed[name]:
            if each.wrong:
                print(f"broken: {name}, the {each.first}th: {each.wrong[:3]}")
    return failed


def _facts(
    judged: dict[str, list[Judged]], searched: dict[str, Judged], failed: dict[str, list[Failed]]
) -> dict[str, Any]:
    return {
        "images": _images(judged),
        "recordings": {
            name: {
                "images": sum(each.images for each in several),
                "steps": several[0].steps,
                "answers": several[0].answers,
                "broken": sum(len(each.broken) for each in several),
                "cut_at": dict(sum((each.cut_at for each in several), Counter[str]())),
            }
            for name, several in judged.items()
        },
        "planted": {
            bug: {"told": PLANTED[bug].told, "images": one.images, "broken": len(one.broken)}
            for bug, one in searched.items()
        },
        "failing": {name: _outcome(several) for name, several in failed.items()},
    }


def _outcome(several: list[Failed]) -> dict[str, Any]:
    ended = sum(each.status == ENDED_IN_DOUBT for each in several)
    codes = sorted({code for each in several for code in each.put_off})
    return {
        "tried": len(several),
        "images": sum(each.images for each in several),
        "answered": sum(each.answered for each in several),
        "ended": ended,
        "did_not_start": sum(each.status == 1 for each in several),
        "said": [
            evidence.sentence(f"problems.{code}")
            for code in (*codes, *(["unreachable"] if ended else []))
        ],
        "wrong": sum(bool(each.wrong) for each in several),
    }


def _images(judged: dict[str, list[Judged]]) -> int:
    return sum(each.images for several in judged.values() for each in several)
