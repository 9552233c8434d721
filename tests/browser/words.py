"""The words that the pages show, read from their own catalogues: a test names a key, not a text."""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Literal

Language = Literal["zh-CN", "vi", "en"]
Surface = Literal["kiosk", "officer", "display", "phone", "hub"]

LANGUAGES: Final[tuple[Language, ...]] = ("zh-CN", "vi", "en")
BROUGHT_LATER: Final[dict[Surface, tuple[str, ...]]] = {
    "officer": ("pass",),
    "kiosk": ("kiosk_pass",),
}
"""Catalogues that come with a part of a page, once somebody needs it."""

LOCALES: Final = Path(__file__).resolve().parents[2] / "kiosk_ui" / "src" / "locales"


@dataclass(frozen=True, slots=True)
class Words:
    """What one page says in one language: its own words, and those that all pages share."""

    surface: Surface
    language: Language
    _texts: dict[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        folders = (".", self.surface, *BROUGHT_LATER.get(self.surface, ()))
        texts: dict[str, str] = {}
        for folder in folders:
            texts |= _catalogue(folder, self.language)
        object.__setattr__(self, "_texts", texts)

    def __call__(self, key: str, **parameters: object) -> str:
        """The text of ``key`` with its placeholders filled; ``KeyError`` for a key unknown."""
        return self._texts[key].format(**parameters)


@cache
def _catalogue(folder: str, language: Language) -> dict[str, str]:
    texts: dict[str, str] = json.loads((LOCALES / folder / f"{language}.json").read_text("utf-8"))
    return texts
