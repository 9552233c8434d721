"""What makes a scan, and what is none; which scanner and printer a setting means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.devices.rules import (
    LOST,
    PAPERS,
    Found,
    NotAScan,
    Paper,
    PrinterAddress,
    PrinterKind,
    Reading,
    Stroke,
    is_scanner,
    qr_module_dots,
    read_printer_address,
    read_scan_text,
    take_stroke,
)
from service.kit.qr import qr_version
from tests.devices import strokes
from tests.devices.strokes import ENTER, SHIFT, TAB, press, said_by, typed

CODE = "TC1ABC234"
CODES = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%*+-./:", min_size=4, max_size=600)


# --- strokes ---


@given(CODES)
def test_a_code_is_read_as_it_is_whatever_is_in_it(code: str) -> None:
    assert said_by([*typed(code), *press(ENTER)]) == [code]


@pytest.mark.parametrize("end", [ENTER, TAB, 96])
def test_enter_and_tab_end_a_code(end: int) -> None:
    assert said_by([*typed(CODE), *press(end), *typed("10000018"), *press(end)]) == [
        CODE,
        "10000018",
    ]


def test_silence_ends_a_code_too() -> None:
    assert said_by(typed(CODE)) == [CODE]


def test_a_lone_enter_says_nothing() -> None:
    assert said_by(press(ENTER, ENTER, TAB)) == []


def test_carriage_return_and_line_feed_are_one_end() -> None:
    assert said_by([*typed(CODE), *press(ENTER, ENTER)]) == [CODE]


def test_small_letters_are_capitals_since_codes_have_no_others() -> None:
    assert said_by([*typed("tc1abc"), *press(ENTER)]) == ["TC1ABC"]


@pytest.mark.parametrize("lock", [58, 69])
def test_caps_lock_and_num_lock_around_a_code_change_nothing(lock: int) -> None:
    assert said_by([*press(lock), *typed(CODE), *press(lock), *press(ENTER)]) == [CODE]


def test_both_shifts_held_are_held_until_both_are_up() -> None:
    keys = [Stroke(SHIFT, 1), Stroke(54, 1), Stroke(SHIFT, 0), *press(5, 5, 5, 5)]
    assert said_by(keys) == ["$$$$"]


def test_a_shift_whose_release_was_lost_spoils_no_later_code() -> None:
    assert said_by([*typed(CODE), Stroke(SHIFT, 1), *press(ENTER), *typed("10000018")]) == [
        CODE,
        "10000018",
    ]


def test_a_key_held_down_is_pressed_once() -> None:
    held = [Stroke(2, 1), *[Stroke(2, 2)] * 40, Stroke(2, 0)]
    assert said_by([*held, *typed("0000018")]) == ["10000018"]


def test_the_number_block_gives_digits_whatever_num_lock_says() -> None:
    assert said_by(press(79, 80, 81, 75, 76, 77, 71, 72, 73, 82)) == ["1234567890"]


@pytest.mark.parametrize(
    "key",
    [strokes.CTRL, strokes.ESC, strokes.F5, strokes.ALT, strokes.PAGE_UP, strokes.HOLE, 116, 700],
)
def test_a_key_that_no_code_has_spoils_the_whole_code(key: int) -> None:
    for before in range(len(CODE) + 1):
        spoiled = [*typed(CODE[:before]), *press(key), *typed(CODE[before:]), *press(ENTER)]
        assert said_by([*spoiled, *typed(CODE)]) == [NotAScan.FOREIGN_KEY, CODE]


def test_a_control_character_comes_as_control_and_a_letter_and_spoils_the_code() -> None:
    keys = [*typed("TC1"), Stroke(strokes.CTRL, 1), *press(30), Stroke(strokes.CTRL, 0)]
    assert said_by([*keys, *typed("ABC"), *press(ENTER)]) == [NotAScan.FOREIGN_KEY]


def test_what_the_kernel_lost_is_not_guessed() -> None:
    assert said_by([*typed("TC1A"), LOST, *typed("BC"), *press(ENTER)]) == [NotAScan.FOREIGN_KEY]


def test_of_ten_kilobytes_nothing_is_heard_and_not_more_than_the_longest_is_kept() -> None:
    reading = Reading()
    for stroke in typed("A" * 10_240):
        reading, said = take_stroke(reading, stroke)
        assert said is None
        assert len(reading.text) <= 601
    assert take_stroke(reading, Stroke(ENTER, 1)) == (Reading(), NotAScan.TOO_LONG)


@given(st.lists(st.builds(Stroke, st.integers(-1, 800), st.integers(0, 2)), max_size=200))
def test_no_strokes_whatever_say_anything_but_codes(keys: list[Stroke]) -> None:
    for said in said_by(keys):
        assert isinstance(said, NotAScan) or read_scan_text(said) == said


@pytest.mark.parametrize("name", strokes.HARMLESS)
def test_the_name_of_a_key_is_text_like_any_other(name: str) -> None:
    said = said_by([*typed(name), *press(ENTER)])
    assert said == [read_scan_text(name)]
    assert said in ([name.upper()], [NotAScan.TOO_SHORT])


def test_our_keys_are_the_kernels() -> None:
    """Compared with the kernel's own names, where python-evdev is installed."""
    from evdev import ecodes

    for key in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789":
        assert strokes.PLACES[key.lower()] == ecodes.ecodes[f"KEY_{key}"]
    named = {"MINUS": "-", "DOT": ".", "SLASH": "/", "SPACE": " ", "SEMICOLON": ";", "COMMA": ","}
    for name, key in named.items():
        assert strokes.PLACES[key] == ecodes.ecodes[f"KEY_{name}"]
    assert (ENTER, TAB, SHIFT) == (ecodes.KEY_ENTER, ecodes.KEY_TAB, ecodes.KEY_LEFTSHIFT)
    numbers = (ecodes.KEY_KP7, ecodes.KEY_KP0, ecodes.KEY_KPSLASH, ecodes.KEY_KPASTERISK)
    assert "".join(map(str, said_by(press(*numbers)))) == "70/*"


# --- text ---


@pytest.mark.parametrize("name", strokes.HOSTILE)
def test_a_hostile_text_is_refused_and_not_mended(name: str) -> None:
    assert isinstance(read_scan_text(strokes.HOSTILE[name]), NotAScan)


@given(st.text(max_size=700))
def test_no_text_whatever_is_taken_but_codes(text: str) -> None:
    said = read_scan_text(text)
    if not isinstance(said, NotAScan):
        assert said == text.strip(" ").upper()
        assert said.isascii()
        assert said.isprintable()
        assert 4 <= len(said) <= 600


def test_blanks_around_a_code_are_forgiven() -> None:
    assert read_scan_text("  TC1ABC ") == "TC1ABC"


# --- things ---


@pytest.mark.parametrize(
    ("chosen", "is_it"),
    [
        ("0c2e:0b61", True),
        ("0C2E:0B61", True),
        (" 0c2e:0b61 ", True),
        ("0c2e:0b62", False),
        ("voyager", True),
        ("Honeywell", True),
        ("Newland", False),
    ],
)
def test_a_scanner_is_chosen_by_its_numbers_or_its_name(chosen: str, is_it: bool) -> None:
    found = Found(0x0C2E, 0x0B61, "Honeywell Imaging Voyager 1450")
    assert is_scanner(chosen, found) is is_it


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("file:/dev/usb/lp0", PrinterAddress(PrinterKind.FILE, "/dev/usb/lp0")),
        ("png:build/slips", PrinterAddress(PrinterKind.PNG, "build/slips")),
        ("tcp:192.168.1.50:9100", PrinterAddress(PrinterKind.TCP, "192.168.1.50", 9100)),
        ("tcp:192.168.1.50", None),
        ("tcp:host:port", None),
        ("usb", None),
        ("file:", None),
        ("/dev/usb/lp0", None),
        ("", None),
    ],
)
def test_a_printer_is_named_by_how_it_is_reached(text: str, address: PrinterAddress | None) -> None:
    assert read_printer_address(text) == address


@given(st.sampled_from(list(PAPERS.values())), st.integers(1, 40))
def test_a_code_on_paper_is_large_enough_to_be_read_or_is_not_there(
    paper: Paper, version: int
) -> None:
    modules = 4 * version + 17 + 8
    dots = qr_module_dots(modules, paper)
    if dots is None:
        assert 3 * modules > paper.width_dots
    else:
        assert dots >= 3
        assert 35 * 8 <= dots * modules <= paper.width_dots


def test_a_signed_receipt_fits_on_the_narrow_roll() -> None:
    longest_we_sign = "TR1" + "A" * 400
    assert qr_module_dots(4 * qr_version(longest_we_sign) + 25, PAPERS["58"])
