"""The same with a real input device, which the kernel makes for us (uinput), where it can.

`TWOGATE_UINPUT=required` makes its absence a failure, for a machine that is known to have it.
"""

import asyncio
import gzip
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

import evdev
import pytest
from evdev import UInput, ecodes

from service.devices.rules import NotAScan
from service.devices.scanner import find_scanner, input_devices, read_scans
from tests.devices.strokes import ENTER, press, typed

NAME: Final = "Twogate test scanner"
NUMBERS: Final = (0x1209, 0x7467)
PATIENCE_SECONDS: Final = 10


def plugged_in() -> UInput:
    """A keyboard-like scanner, there from now on until it is closed."""
    keys: dict[int, Sequence[int]] = {ecodes.EV_KEY: range(1, 100)}
    return UInput(keys, name=NAME, vendor=NUMBERS[0], product=NUMBERS[1])


def why_there_is_none() -> str | None:
    """Why this machine can make no input device; None when it can."""
    if not Path("/dev/uinput").exists():
        return f"there is no /dev/uinput ({said_by_the_kernel()})"
    try:
        with closing(plugged_in()):
            return None
    except (OSError, evdev.UInputError) as fault:
        return f"/dev/uinput: {fault}"


def said_by_the_kernel() -> str:
    with suppress(OSError), gzip.open("/proc/config.gz", "rt") as config:
        return next((line.strip() for line in config if "INPUT_UINPUT" in line), "not configured")
    return "the kernel does not say how it was configured"


@pytest.fixture(autouse=True)
def uinput() -> None:
    why = why_there_is_none()
    if why is None:
        return
    said = f"no virtual scanner: {why}; test_scanner.py read recorded strokes from a pipe instead"
    if os.environ.get("TWOGATE_UINPUT") == "required":
        pytest.fail(said)
    pytest.skip(said)


def write(device: UInput, text: str) -> None:
    for stroke in [*typed(text), *press(ENTER)]:
        device.write(ecodes.EV_KEY, stroke.code, stroke.value)
        device.syn()


def heard() -> AsyncIterator[str | NotAScan]:
    numbers = f"{NUMBERS[0]:04x}:{NUMBERS[1]:04x}"
    return read_scans(lambda: find_scanner(numbers, input_devices))


async def next_of(scans: AsyncIterator[str | NotAScan], device: UInput, text: str) -> Any:
    """Scan ``text`` once somebody holds the device; what was heard."""
    hearing = asyncio.ensure_future(anext(scans))
    await until_held(device)
    write(device, text)
    return await asyncio.wait_for(hearing, PATIENCE_SECONDS)


async def until_held(device: UInput) -> None:
    """Wait until nobody else can take hold of it."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            with closing(evdev.InputDevice(device.device.path)) as other:
                try:
                    other.grab()
                except OSError:
                    return
                other.ungrab()
            await asyncio.sleep(0.05)


def test_a_scanner_is_read_and_nobody_else_gets_a_key_of_it() -> None:
    async def scene() -> None:
        with closing(plugged_in()) as device:
            others = evdev.InputDevice(device.device.path)
            assert await next_of(heard(), device, "TC1ABC234") == "TC1ABC234"
            with pytest.raises(BlockingIOError):
                list(others.read())
            others.close()

    asyncio.run(scene())


def test_a_scanner_that_is_unplugged_is_found_when_it_comes_back() -> None:
    async def scene() -> None:
        scans = heard()
        for code in ("TC1FIRST", "TC1SECOND"):
            with closing(plugged_in()) as device:
                assert await next_of(scans, device, code) == code

    asyncio.run(scene())


def test_hostile_keys_are_refused_and_the_next_code_is_heard() -> None:
    async def scene() -> None:
        scans = heard()
        with closing(plugged_in()) as device:
            assert await next_of(scans, device, "<script>") is NotAScan.FOREIGN_CHARACTER
            assert await next_of(scans, device, "A" * 601) is NotAScan.TOO_LONG
            assert await next_of(scans, device, "10000018") == "10000018"

    asyncio.run(scene())
