"""In which of the three languages an operator is spoken to."""

import os
from collections.abc import Mapping
from typing import Final, Literal

Language = Literal["zh", "en", "vi"]
SITE_LANGUAGE: Final[Language] = "zh"

_LANGUAGES: Final[Mapping[str, Language]] = {"zh": "zh", "en": "en", "vi": "vi"}
_OF_TERMINALS: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of_header(accept_language: str) -> Language:
    """The language that a browser would rather have (``vi,en;q=0.8``), Chinese if it names none
    of the three."""
    wishes: list[tuple[float, Language]] = []
    for wish in accept_language.split(","):
        tag, _, quality = wish.strip().partition(";q=")
        known = _LANGUAGES.get(tag.partition("-")[0].strip().lower())
        if known and (weight := _weight(quality)) > 0:
            wishes.append((-weight, known))
    return min(wishes, key=lambda wish: wish[0])[1] if wishes else SITE_LANGUAGE


def language_of_terminal(environment: Mapping[str, str] = os.environ) -> Language:
    """The language of this terminal (``LANG=vi_VN.UTF-8``), Chinese if it is none of the three."""
    for name in _OF_TERMINALS:
        if said := environment.get(name):
            return _LANGUAGES.get(said[:2].lower(), SITE_LANGUAGE)
    return SITE_LANGUAGE


def _weight(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0
