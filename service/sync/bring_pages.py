"""Bring the authority's pages to a site: those it does not hold yet, each feed in order."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class PageTaker(Protocol):
    """A site that takes in pages: in this process, or behind HTTP."""

    def positions(self) -> dict[str, str]:
        """How far each feed has been applied, as ``{"members/all": "1.25000"}``."""
        ...

    def take(self, page: bytes) -> str | None:
        """Take one page in; ``None``, or the code of its refusal."""
        ...


class PageRefused(Exception):
    """The site did not take a page; those before it are applied."""


def bring_pages(
    files: list[Path], taker: PageTaker, *, progress: Callable[[int, int], None]
) -> int:
    """Hand over every page of ``files`` that ``taker`` does not hold; how many there were.

    ``files`` are an archive's (``feed-audience/generation-first.page``). Raises ``PageRefused``.
    """
    held = taker.positions()
    missing = [path for path in files if _place_of(path) > _held(held, path)]
    for done, path in enumerate(missing):
        refusal = taker.take(path.read_bytes())
        if refusal:
            raise PageRefused(f"{path}: {refusal}")
        progress(done + 1, len(missing))
    return len(missing)


def _place_of(path: Path) -> tuple[int, int]:
    generation, _, first = path.stem.partition("-")
    return int(generation), int(first)


def _held(held: dict[str, str], path: Path) -> tuple[int, int]:
    feed, _, audience = path.parent.name.rpartition("-")
    generation, _, number = held.get(f"{feed}/{audience}", "1.0").partition(".")
    return int(generation), int(number)
