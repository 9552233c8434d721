"""What a thing is called in the three languages of the border."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Names:
    """A name in Chinese, Vietnamese and English."""

    zh: str
    vi: str
    en: str


NAMELESS = Names("", "", "")


def read_names(said: dict[str, Any]) -> Names:
    return Names(zh=str(said["zh"]), vi=str(said["vi"]), en=str(said["en"]))
