"""Writes the reliability page and the table of faults from runs: `python -m tools.reliability`.

The runs are `python -m tests.reliability`'s, or longer ones; each leaves a file in
``build/reliability``. What they came to is recorded in ``docs/reliability.json``, and the page and
the table are made of that alone: nothing on them is typed.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
RUNS: Final = ROOT / "build" / "reliability"
RECORD: Final = ROOT / "docs" / "reliability.json"
PAGE: Final = ROOT / "docs" / "reliability.md"
FAULTS: Final = ROOT / "docs" / "operations" / "faults.md"
BEGINS: Final = "<!-- Made by `python -m tools.reliability` from docs/reliability.json -->\n"
ENDS: Final = "<!-- End of the table -->"
HARNESSES: Final = ("faults", "rights", "simulation", "processes", "crash")

Facts = Mapping[str, Any]


def main() -> int:
    """Write record, page and table; exit status 1 when a run is missing."""
    missing = [name for name in HARNESSES if not (RUNS / f"{name}.json").exists()]
    if missing:
        print(f"no run of {', '.join(missing)}: python -m tests.reliability")
        return 1
    runs = {name: json.loads((RUNS / f"{name}.json").read_text("utf-8")) for name in HARNESSES}
    record = json.dumps(runs, ensure_ascii=False, indent=1, sort_keys=True)
    RECORD.write_text(record + "\n", encoding="utf-8")
    runs = json.loads(record)
    PAGE.write_text(page_of(runs), encoding="utf-8")
    FAULTS.write_text(with_table(FAULTS.read_text("utf-8"), runs), encoding="utf-8")
    print(f"wrote {', '.join(str(path.relative_to(ROOT)) for path in (RECORD, PAGE, FAULTS))}")
    return 0


def page_of(runs: Mapping[str, Facts]) -> str:
    """The whole page, from the facts of each harness."""
    parts = [
        "# Reliability: what was tried, and what was kept",
        "Made by `python -m tools.reliability` from recorded runs of the tests; nothing here is "
        "typed. `python -m tests.reliability` makes the runs anew, in half an hour; `make soak` "
        "has longer ones. What each fault made the screens say stands in "
        "[operations/faults.md](operations/faults.md#faults-tried).",
        *_simulation(runs["simulation"]),
        *_rights(runs["rights"]),
        *_crash(runs["crash"]),
        *_processes(runs["processes"]),
        "## Runs",
        _table(
            ("harness", "day", "machine", "commit"),
            [(name, run["day"], run["machine"], run["commit"]) for name, run in runs.items()],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def with_table(text: str, runs: Mapping[str, Facts]) -> str:
    """The page of faults with the table between its marks made anew."""
    before, _, rest = text.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    heads = ("fault", "tried", "what the screens said", "what was kept")
    return f"{before}{BEGINS}\n{_table(heads, _faults(runs))}\n\n{ENDS}{after}"


def _simulation(run: Facts) -> Iterator[str]:
    faults, planted = run["faults"], run["planted"]
    found = sum(each["seed"] is not None for each in planted.values())
    lost = sum(each["broken"] for each in run["promises"].values())
    yield "## Simulated sites"
    yield (
        f"{run['seeds']:,} seeds of {run['steps']:,} steps, {sum(faults.values()):,} faults in "
        f"{len(faults)} classes, {run['crashes']:,} crashes, {run['acknowledged']:,} acknowledged "
        f"operations: seeds that broke a promise {lost}; planted bugs found "
        f"{found}/{len(planted)}."
    )
    yield _table(("fault", "times"), sorted(faults.items()))
    promises = [(each["told"], each["broken"]) for each in run["promises"].values()]
    yield _table(("promise", "seeds that broke it"), promises)
    bugs = [(each["told"], _seed(each["seed"])) for each in planted.values()]
    yield _table(("planted bug", "noticed by"), bugs)


def _seed(seed: int | None) -> str:
    return "NOTHING" if seed is None else f"seed {seed}"


def _rights(run: Facts) -> Iterator[str]:
    yield "## Quota and passes between sites"
    yield (
        f"{run['examples']:,} examples of three sites with {run['steps']:,} steps, "
        f"{run['spendings']:,} spendings, {run['transfers']:,} transfers, {run['restores']:,} "
        f"restores from old copies: members over their quota {run['over']}. "
        f"{run['stories']} stories of a pass shown again, elsewhere, or to the next epoch: passes "
        f"honoured twice {run['honoured_twice']}."
    )
    bugs = [*run["quota_bugs"].values(), *run["pass_bugs"].values()]
    rows = [(each["told"], "found" if each["found"] else "NOT found") for each in bugs]
    yield _table(("planted bug", "by its story"), rows)


def _crash(run: Facts) -> Iterator[str]:
    recordings, planted = run["recordings"], run["planted"]
    broken = sum(each["broken"] for each in recordings.values())
    found = sum(each["broken"] > 0 for each in planted.values())
    yield "## Power cuts"
    yield (
        f"{run['images']:,} images of what a power cut leaves, rebuilt from recorded writes (kept, "
        f"dropped, or torn by sectors of 512 bytes), under `synchronous=FULL`: images that lost or "
        f"broke something {broken}; planted bugs found {found}/{len(planted)}."
    )
    rows = [
        (name, each["steps"], each["images"], _points(each["cut_at"]), each["broken"])
        for name, each in recordings.items()
    ]
    yield _table(("recording", "steps", "images", "cut after", "broken"), rows)
    bugs = [(each["told"], each["images"], each["broken"]) for each in planted.values()]
    yield _table(("planted bug", "images judged", "of them broken"), bugs)


def _points(cut_at: Mapping[str, int]) -> str:
    """After which kinds of step the power went; an answer is the moment in which one leaves."""
    often_first = sorted(cut_at.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in often_first)


def _processes(run: Facts) -> Iterator[str]:
    rows = run["rows"].values()
    yield "## Processes"
    yield (
        f"{run['kills']} kills under load and {len(rows) - 1} other faults of a running process: "
        f"{sum(row['answered'] for row in rows):,} answers, all of them kept; "
        f"{sum(row['cut_off'] for row in rows):,} requests cut off, each decided once when it was "
        "asked again."
    )


def _faults(runs: Mapping[str, Facts]) -> Iterator[tuple[Any, ...]]:
    for name, row in runs["faults"]["rows"].items():
        kept = f"{row['after']:,} of {row['before']:,} records; {row['then']}"
        yield name, "at a site with work", _said(row["said"]), kept
    processes = runs["processes"]
    for name, row in processes["rows"].items():
        kept = f"all {row['answered']:,} answers; {row['cut_off']} cut off, each decided once"
        yield name, "under load", _said(row["said"]), kept
    for name, row in runs["crash"]["failing"].items():
        yield name, f"{row['tried']} places, {row['images']} power cuts", *_failing(row)
    for name, row in runs["crash"]["recordings"].items():
        whole = "all that was confirmed" if row["answers"] else "the old or the new, whole"
        kept = f"{row['broken']} BROKEN" if row["broken"] else whole
        yield f"power cut: {name}", f"{row['images']} images", _said([]), kept


def _failing(row: Facts) -> tuple[str, str]:
    kept = f"all {row['answered']:,} answers" if not row["wrong"] else f"{row['wrong']} LOST"
    ended = f"; {row['ended']} times the process ended and answered nobody" if row["ended"] else ""
    return _said(row["said"]), kept + ended


def _said(sentences: Iterable[str]) -> str:
    return " ".join(f"“{each}”" for each in sentences) or "nothing: it goes on by itself"


def _table(heads: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    sys.exit(main())
