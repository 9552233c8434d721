"""Which key strokes make a scan, what is one, and which thing on the counter is meant."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

SHORTEST_SCAN: Final = 4
LONGEST_SCAN: Final = 600
SILENCE_SECONDS: Final = 0.08
"""A reader leaves 1 to 30 ms between two keys; after this pause the code is over."""

_SCAN: Final = re.compile(r"[0-9A-Z $%*+\-./:]+")
"""The alphanumeric set of QR codes (ISO/IEC 18004): what cards, passes and numbers are made of."""


class NotAScan(StrEnum):
    """Why what a reader typed is passed on to nobody. It may be logged: it quotes nothing."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    FOREIGN_CHARACTER = "foreign_character"
    FOREIGN_KEY = "foreign_key"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A key by its place (the codes of linux/input-event-codes.h): down 1, up 0, held down 2."""

    code: int
    value: int


LOST: Final = Stroke(-1, 1)
"""The kernel dropped strokes (SYN_DROPPED): what was being read has a hole in it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader has typed since its last scan; ``spoiled`` once a key came that no code has."""

    text: str = ""
    shifts: frozenset[int] = frozenset()
    spoiled: bool = False

    @property
    def is_begun(self) -> bool:
        return self.spoiled or self.text != ""


def take_stroke(reading: Reading, stroke: Stroke) -> tuple[Reading, str | NotAScan | None]:
    """Take one stroke; what it ended, if it was the Enter or Tab after a code.

    Keys are read by their place on a US keyboard, whatever layout or input method the machine
    has. Capitals need no Shift and no Caps Lock, since codes have no small letters.
    """
    if stroke.code in _SHIFTS:
        return _take_shift(reading, stroke), None
    if stroke.value != 1 or stroke.code in _LOCKS:
        return reading, None
    if stroke.code in _ENDS:
        return end_reading(reading)
    return _take_key(reading, stroke.code), None


def end_reading(reading: Reading) -> tuple[Reading, str | NotAScan | None]:
    """End at Enter, Tab or after the silence: the scan, why it is none, None if none was begun.

    A Shift is forgotten too: one whose release was lost must not spoil every later code.
    """
    if not reading.is_begun:
        return Reading(), None
    return Reading(), NotAScan.FOREIGN_KEY if reading.spoiled else read_scan_text(reading.text)


def read_scan_text(text: str) -> str | NotAScan:
    """The text of a code in capitals, without blanks around it. Nothing is left out to mend it."""
    plain = _without_link(text.strip(" "))
    if len(plain) > LONGEST_SCAN:
        return NotAScan.TOO_LONG
    # Not every character has an ASCII capital of its own: of "ı" and "ſ" I and S would be made.
    if not (plain.isascii() and _SCAN.fullmatch(plain.upper())):
        return NotAScan.TOO_SHORT if plain == "" else NotAScan.FOREIGN_CHARACTER
    return plain.upper() if len(plain) >= SHORTEST_SCAN else NotAScan.TOO_SHORT


def _without_link(text: str) -> str:
    """The pass in the link by which a phone is handed one: people show the picture of either."""
    link, is_link, text_behind = text.partition("/#")
    is_pass = is_link and link.upper().startswith("HTTPS://")
    return text_behind if is_pass else text


def _take_shift(reading: Reading, stroke: Stroke) -> Reading:
    held = reading.shifts - {stroke.code} if stroke.value == 0 else reading.shifts | {stroke.code}
    return replace(reading, shifts=held)


def _take_key(reading: Reading, code: int) -> Reading:
    """Add a key's character. One beyond the longest is kept, to tell by, and no more."""
    character = _KEYS.get(code)
    if character is None:
        return Reading(spoiled=True)
    if reading.spoiled or len(reading.text) > LONGEST_SCAN:
        return reading
    return replace(reading, text=reading.text + character[bool(reading.shifts)])


_SHIFTS: Final = frozenset({42, 54})
_LOCKS: Final = frozenset({58, 69})
"""Caps Lock and Num Lock, which some readers press around each code, to be sure of them."""
_ENDS: Final = frozenset({15, 28, 96})
"""Tab, Enter, and Enter of the number block."""

_ROWS: Final = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "QWERTYUIOP[]", "QWERTYUIOP{}"),
    (30, "ASDFGHJKL;'`", 'ASDFGHJKL:"~'),
    (43, "\\ZXCVBNM,./", "|ZXCVBNM<>?"),
    (55, "*", "*"),
    (57, " ", " "),
    (71, "789-456+1230.", "789-456+1230."),
    (98, "/", "/"),
)
_KEYS: Final = {
    first + place: pair
    for first, plain, shifted in _ROWS
    for place, pair in enumerate(zip(plain, shifted, strict=True))
}


@dataclass(frozen=True, slots=True)
class Found:
    """An input device that is plugged in: USB numbers, and the name it gives itself."""

    vendor: int
    product: int
    name: str


def is_scanner(chosen: str, found: Found) -> bool:
    """Whether the setting means this device: by ``vendor:product`` in hexadecimal, as
    ``0c2e:0b61``, or by a part of its name in any case."""
    numbers = _USB_NUMBERS.fullmatch(chosen.strip())
    if numbers:
        return (found.vendor, found.product) == (int(numbers[1], 16), int(numbers[2], 16))
    return chosen.strip().lower() in found.name.lower()


_USB_NUMBERS: Final = re.compile(r"([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})")


class PrinterKind(StrEnum):
    """How a printer is reached. ``png`` draws each slip into a folder and prints nothing."""

    FILE = "file"
    TCP = "tcp"
    PNG = "png"


@dataclass(frozen=True, slots=True)
class PrinterAddress:
    """Where a printer is: the kernel's device file, a folder, or a host and its TCP number."""

    kind: PrinterKind
    place: str
    port: int = 0


def read_printer_address(text: str) -> PrinterAddress | None:
    """Read ``file:/dev/usb/lp0``, ``tcp:192.168.1.50:9100`` or ``png:FOLDER``; None when it is
    none of these."""
    kind, _, rest = text.strip().partition(":")
    host, _, port = rest.rpartition(":")
    if kind == PrinterKind.TCP and host and _TCP_NUMBER.fullmatch(port):
        return PrinterAddress(PrinterKind.TCP, host, int(port))
    if kind in (PrinterKind.FILE, PrinterKind.PNG) and rest:
        return PrinterAddress(PrinterKind(kind), rest)
    return None


_TCP_NUMBER: Final = re.compile(r"[0-9]{1,5}")


class PrintOutcome(StrEnum):
    """What came of a slip, as the kiosk is told. The member's number is on the screen anyway."""

    PRINTED = "printed"
    NO_PRINTER = "no_printer"
    NO_PAPER = "no_paper"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Paper:
    """A roll of paper and how many dots the head puts across it, at 8 dots a millimetre."""

    width_mm: int
    width_dots: int


PAPERS: Final = {"58": Paper(58, 384), "80": Paper(80, 576)}
DOTS_PER_MM: Final = 8
QR_LEAST_MM: Final = 35
QR_LEAST_MODULE_DOTS: Final = 3


def qr_module_dots(modules: int, paper: Paper) -> int | None:
    """How many dots a side each module of a QR code gets, ``modules`` a side with its quiet zone.

    At least three, and enough for 35 mm over all: less is not read off a creased slip. None when
    the paper is too narrow for that.
    """
    wanted = max(QR_LEAST_MODULE_DOTS, -(-QR_LEAST_MM * DOTS_PER_MM // modules))
    return wanted if wanted * modules <= paper.width_dots else None


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture of one bit a dot, from the top: each row's bits from the left, 1 is black."""

    width_dots: int
    rows: tuple[bytes, ...]
