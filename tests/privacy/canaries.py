"""People who exist nowhere else, and every way in which bytes could give them away."""

import base64
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from tests.members.rosters import certificate
from tests.people import DONGXING_GROUP, MONG_CAI, Person

ZH: Final = Person(8, "鸾凰鹓", certificate("1987-06-05", 77), DONGXING_GROUP)
VI: Final = Person(9, "Nguyễn Thị Ngọc Hạnh", "022187654321", MONG_CAI)
CANARIES: Final = (ZH, VI)

_STRINGS: Final = ("-es", "-eS", "-el", "-eb")
"""The encodings binutils' ``strings`` knows: 7 bit, 8 bit, 16 bit of either order."""


@dataclass(frozen=True, slots=True)
class Needle:
    """One text that must not be found, written in one way."""

    text: str
    written: str
    bytes: bytes


def secrets_of(person: Person) -> Iterator[str]:
    """What must stand nowhere: the name, the certificate number, and most of its digits."""
    yield person.name
    yield person.certificate
    yield person.certificate[3:-2]


def needles(people: tuple[Person, ...] = CANARIES) -> list[Needle]:
    """Every secret in every writing."""
    found = []
    for person in people:
        for text in secrets_of(person):
            for written, data in _writings(text):
                found.append(Needle(text, written, data))
    return found


def find_in(held: bytes, wanted: list[Needle]) -> list[str]:
    """Which needles stand in these bytes, and how they are written."""
    return [f"{each.text} as {each.written}" for each in wanted if each.bytes in held]


def find_in_all(places: Mapping[str, bytes], wanted: list[Needle] | None = None) -> list[str]:
    """The same for many places by name."""
    wanted = wanted or needles()
    return [f"{name}: {one}" for name, held in places.items() for one in find_in(held, wanted)]


def files_under(*folders: Path) -> dict[str, bytes]:
    """Every file in these folders, and what ``strings`` reads out of it."""
    places: dict[str, bytes] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                places[str(path)] = path.read_bytes()
                places[f"strings {path}"] = _strings(path)
    return places


def _strings(path: Path) -> bytes:
    said = b""
    for encoding in _STRINGS:
        run = ["strings", "-a", "-n", "4", encoding, str(path)]
        said += subprocess.run(run, check=True, capture_output=True).stdout
    return said


def _writings(text: str) -> Iterator[tuple[str, bytes]]:
    for form in ("NFC", "NFD"):
        plain = unicodedata.normalize(form, text)
        if form == "NFD" and plain == text:
            continue
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            yield f"{encoding} {form}", plain.encode(encoding)
        yield f"JSON {form}", plain.encode("ascii", "backslashreplace")
        yield f"URL {form}", quote(plain).encode()
        yield f"hexadecimal {form}", plain.encode().hex().encode()
        for shift in range(3):
            yield f"base64 {form}", _middle_of_base64(plain.encode(), shift)


def _middle_of_base64(data: bytes, shift: int) -> bytes:
    """What of the text is the same wherever in a base64 text it stands, at this alignment."""
    whole = base64.b64encode(bytes(shift) + data)
    return whole[4 if shift else 0 : -4]
