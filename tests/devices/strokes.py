"""What readers type: key strokes by place, whole codes, and codes that somebody made to do harm."""

from collections.abc import Iterable, Iterator
from typing import Final

from service.devices.rules import NotAScan, Reading, Stroke, end_reading, take_stroke

SHIFT: Final = 42
ENTER: Final = 28
TAB: Final = 15

# By row of a US keyboard; the first place of each row is linux/input-event-codes.h's.
ROWS: Final = {
    2: "1234567890-=",
    16: "qwertyuiop[]",
    30: "asdfghjkl;'`",
    43: "\\zxcvbnm,./",
    57: " ",
}
SHIFTED: Final = dict(zip('!@#$%^&*()_+{}:"~|<>?', "1234567890-=[];'`\\,./", strict=True))
PLACES: Final = {key: first + n for first, row in ROWS.items() for n, key in enumerate(row)}

# What a reader sends for characters that no key has: Ctrl with a letter, function keys, nothing.
CTRL, ESC, F5, ALT, PAGE_UP, HOLE = 29, 1, 63, 56, 104, -1

HOSTILE: Final = {
    "control characters": "TC1\x00\x07\x08\x1bABCD",
    "an end inside": "TC1ABC\r\nTC1DEF",
    "ten kilobytes": "A" * 10_240,
    "one beyond the longest": "A" * 601,
    "an emoji": "TC1😀😀😀",
    "a terminal's escape": "\x1b[2J\x1b]0;owned\x07",
    "half width": "ｱｲｳ12345678",
    "full width": "ＴＣ１ＡＢＣＤ",
    "full-width digits": "１００００１２３",
    "composed by an input method": "边民卡编号",
    "Vietnamese": "Đã điểm danh",
    "markup": "<script>alert(1)</script>",
    "SQL": "'; DROP TABLE members; --",
    "an address": "http://127.0.0.1/?a=1&b=2#c",
    "a shell": "`reboot`|$(reboot)",
    "a letter whose capital is ASCII": "tc1ıſabc",
    "a joined letter": "TC1ﬀABC",
    "a sign that turns": "TC1\u202eABC",
    "blanks only": " " * 20,
    "a line separator": "TC1ABC\u2028data: TC1DEF",
    "a field of an event stream": "TC1\n\nevent: scan\ndata: TC1EVIL",
    "nothing": "",
}

HARMLESS: Final = (
    "Enter",
    "ENTER",
    "Escape",
    "F5",
    "Control",
    "Tab",
    "null",
    "undefined",
    "10000018",
)
"""Names of keys as text are codes like others: the site does not know them."""


def typed(text: str) -> Iterator[Stroke]:
    """Each key down and up, with Shift where a US keyboard needs it."""
    for character in text:
        plain = SHIFTED.get(character, character.lower())
        if plain != character:
            yield Stroke(SHIFT, 1)
        yield from press(PLACES[plain])
        if plain != character:
            yield Stroke(SHIFT, 0)


def press(*codes: int) -> Iterator[Stroke]:
    for code in codes:
        yield Stroke(code, 1)
        yield Stroke(code, 0)


def said_by(strokes: Iterable[Stroke]) -> list[str | NotAScan]:
    """All that these strokes say, with the silence after them."""
    reading, heard = Reading(), []
    for stroke in strokes:
        reading, said = take_stroke(reading, stroke)
        heard.append(said)
    heard.append(end_reading(reading)[1])
    return [said for said in heard if said is not None]
