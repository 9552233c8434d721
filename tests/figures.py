"""What a measurement was, the bar it must hold, and whether it did: as a table and as JSON.

A benchmark is a mapping of part names to functions that return figures::

    def check_in_figures() -> list[Figure]:
        return [at_least(0.4, "check-ins per bare commit", ratio, "×")]

    if __name__ == "__main__":
        sys.exit(run_parts({"check-in": check_in_figures}, Path("build/bench.json")))
"""

import json
import os
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

Part = Callable[[], Iterable["Figure"]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value in ``unit``; ``bar`` is what was asked of it, in words ("≥ 0.4")."""

    name: str
    value: float
    unit: str
    bar: str
    holds: bool


def at_least(bar: float, name: str, value: float, unit: str) -> Figure:
    """A figure that must not be below ``bar``."""
    return Figure(name, value, unit, f"≥ {_number(bar)}", value >= bar)


def at_most(bar: float, name: str, value: float, unit: str) -> Figure:
    """A figure that must not be above ``bar``."""
    return Figure(name, value, unit, f"≤ {_number(bar)}", value <= bar)


def told(name: str, value: float, unit: str) -> Figure:
    """A figure without a bar: told so that the others can be understood."""
    return Figure(name, value, unit, "", True)


def run_parts(parts: Mapping[str, Part], file: Path) -> int:
    """Run the parts, or the one named by ``ONLY``; print the table, write ``file``.

    Returns the exit status: 1 when a bar was missed, 2 when ``ONLY`` names no part.
    """
    only = os.environ.get("ONLY", "")
    if only and only not in parts:
        print(f"ONLY={only}: there is no such part; there are: {', '.join(parts)}")
        return 2
    figures: list[Figure] = []
    for name, part in parts.items():
        if only in ("", name):
            figures += _run(name, part)
            write(figures, file)  # after each part: what was measured for hours is not lost
    print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


def _run(name: str, part: Part) -> list[Figure]:
    print(f"… {name}", flush=True)
    return list(part())


def write(figures: Sequence[Figure], file: Path) -> None:
    """Write the figures as a JSON list of {name, value, unit, bar, holds}."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(figure) for figure in figures]
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines of text, one each, a missed bar marked at the end of its line."""
    rows = [("figure", "value", "unit", "bar", "")]
    rows += [(f.name, _number(f.value), f.unit, f.bar, _verdict(f)) for f in figures]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(_padded, row, widths, "<><<<")).rstrip() for row in rows]
    return "\n".join([lines[0], "─" * (sum(widths) + 2 * (len(widths) - 1)), *lines[1:]])


def _verdict(figure: Figure) -> str:
    if not figure.bar:
        return ""
    return "holds" if figure.holds else "MISSED"


def _number(value: float) -> str:
    """Three significant digits below 1,000, whole numbers with separators above."""
    if abs(value) >= 1000 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _padded(text: str, width: int, side: str) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if side == ">" else text + blanks


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
