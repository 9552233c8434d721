"""Writes the reliability page from what runs of the tests came to: `python -m tools.reliability`.

The runs are `python -m tests.reliability`'s, or longer ones; each leaves a file in
``build/reliability``. Nothing on the page is typed, and without all of them none is written.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
RUNS: Final = ROOT / "build" / "reliability"
PAGE: Final = ROOT / "docs" / "reliability.md"
WORDS: Final = ROOT / "kiosk_ui" / "src" / "locales" / "en.json"
HARNESSES: Final = ("simulation", "processes", "crash")

Facts = Mapping[str, Any]


def main() -> int:
    """Write the page; exit status 1 when a run is missing."""
    missing = [name for name in HARNESSES if not (RUNS / f"{name}.json").exists()]
    if missing:
        print(f"no run of {', '.join(missing)}: python -m tests.reliability")
        return 1
    runs = {name: json.loads((RUNS / f"{name}.json").read_text("utf-8")) for name in HARNESSES}
    sentences = json.loads(WORDS.read_text("utf-8"))
    PAGE.write_text(page_of(runs, sentences), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
    return 0


def page_of(runs: Mapping[str, Facts], sentences: Mapping[str, str]) -> str:
    """The whole page, from the facts of each harness and the kiosk's English sentences."""
    days = [(name, run["day"], run["machine"]) for name, run in runs.items()]
    parts = [
        "# Reliability: what was tried, and what was kept",
        "Made by `python -m tools.reliability` from runs of the tests; nothing here is typed. "
        "`python -m tests.reliability` makes the runs anew; `make soak` has longer ones.",
        *_simulation(runs["simulation"]),
        *_crash(runs["crash"]),
        "## Faults, screens, and what was kept",
        _table(
            ("fault", "tried", "what the screen said", "what was kept"),
            _faults(runs, sentences),
        ),
        "Each site was asked again for everything afterwards, under the same keys, and proved from "
        "its raw bytes: chain, signatures, and tables equal to their replay.",
        "## Runs",
        _table(("harness", "day", "machine"), days),
    ]
    return "\n\n".join(parts) + "\n"


def _simulation(run: Facts) -> Iterator[str]:
    faults, planted = run["faults"], run["planted"]
    found = sum(each["found"] for each in planted.values())
    yield "## Simulated sites"
    yield (
        f"{run['seeds']:,} seeds of {run['steps']:,} steps, {sum(faults.values()):,} faults in "
        f"{len(faults)} classes, {run['crashes']:,} crashes, {run['acknowledged']:,} acknowledged "
        f"operations: seeds that broke a rule {run['broken']}; planted bugs found "
        f"{found}/{len(planted)}."
    )
    yield _table(("fault", "times"), sorted(faults.items()))


def _crash(run: Facts) -> Iterator[str]:
    planted = run["planted"]
    broken = sum(each["broken"] for each in run["recordings"].values())
    found = sum(each["found"] for each in planted.values())
    yield "## Power cuts"
    yield (
        f"{run['images']:,} images of what a power cut leaves, rebuilt from recorded writes (kept, "
        f"dropped, or torn by sectors of 512 bytes): images that lost or broke something {broken}; "
        f"planted bugs found {found}/{len(planted)}."
    )
    rows = [
        (name, each["images"], each["steps"], each["answers"], each["broken"])
        for name, each in run["recordings"].items()
    ]
    yield _table(("recording", "images", "steps", "answers", "broken"), rows)
    bugs = [(each["told"], "found" if each["found"] else "NOT found") for each in planted.values()]
    yield _table(("planted bug", "by some image"), bugs)


def _faults(runs: Mapping[str, Facts], sentences: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    for name, row in runs["processes"]["rows"].items():
        said = _said(row["codes"], sentences)
        kept = f"all {row['answered']:,} answers; {row['cut_off']} cut off, each decided once"
        yield name, "under load", said, kept
    for name, row in runs["crash"]["failing"].items():
        codes = row["codes"] or (["unreachable"] if row["ended"] else [])
        kept = f"all {row['answered']:,} answers" if not row["wrong"] else f"{row['wrong']} LOST"
        tried = f"{row['tried']} places, {row['images']} power cuts"
        ended = f"; {row['ended']} times the process ended and answered nobody"
        yield name, tried, _said(codes, sentences), kept + (ended if row["ended"] else "")


def _said(codes: Iterable[str], sentences: Mapping[str, str]) -> str:
    said = [f"“{sentences[f'problems.{code}']}”" for code in codes]
    return " ".join(said) or "nothing: no answer was lost"


def _table(heads: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    sys.exit(main())
