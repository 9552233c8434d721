"""A scanner is held alone, read until it is unplugged, and found again when it comes back."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from service.devices import scanner
from service.devices.rules import LOST, SILENCE_SECONDS, NotAScan
from service.devices.scanner import Scanner, find_scanner, read_scans
from tests.devices import strokes
from tests.devices.pipe_scanner import PipeDevice, as_plugged_in
from tests.devices.strokes import ENTER, press, typed

CODE = "TC1ABC234"
VOYAGER = "0c2e:0b61"
PATIENCE_SECONDS = 10

Heard = AsyncIterator[str | NotAScan]


async def next_of(heard: Heard) -> str | NotAScan:
    return await asyncio.wait_for(anext(heard), PATIENCE_SECONDS)


def looking_at(*devices: PipeDevice) -> Callable[[], Scanner | None]:
    return lambda: find_scanner(VOYAGER, as_plugged_in(*devices))


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner, "LOOK_AGAIN_SECONDS", 0.01)


def test_what_it_reads_is_heard_at_its_enter() -> None:
    async def scene() -> None:
        device = PipeDevice()
        heard = read_scans(looking_at(device))
        device.type([*typed(CODE), *press(ENTER)])
        assert await next_of(heard) == CODE
        device.type([*typed("10000018"), *press(ENTER)])
        assert await next_of(heard) == "10000018"

    asyncio.run(scene())


def test_a_scanner_without_a_suffix_is_heard_after_a_moment_of_silence() -> None:
    async def scene() -> None:
        device = PipeDevice()
        heard = read_scans(looking_at(device))
        device.type(typed(CODE))
        began = asyncio.get_running_loop().time()
        assert await next_of(heard) == CODE
        assert asyncio.get_running_loop().time() - began >= SILENCE_SECONDS

    asyncio.run(scene())


def test_a_code_that_comes_in_two_pieces_is_one() -> None:
    async def scene() -> None:
        device = PipeDevice()
        heard = read_scans(looking_at(device))
        device.type(typed(CODE[:4]))
        asyncio.get_running_loop().call_later(0.01, device.type, typed(CODE[4:]))
        asyncio.get_running_loop().call_later(0.02, device.type, press(ENTER))
        assert await next_of(heard) == CODE

    asyncio.run(scene())


def test_it_is_held_exclusively_from_the_first_moment() -> None:
    async def scene() -> None:
        device = PipeDevice()
        held = find_scanner(VOYAGER, as_plugged_in(device))
        assert held is not None
        assert device.grabbed
        held.close()
        assert not device.is_open

    asyncio.run(scene())


def test_one_that_somebody_else_holds_is_left_and_asked_for_again() -> None:
    async def scene() -> None:
        device = PipeDevice(held_by_another=True)
        assert find_scanner(VOYAGER, as_plugged_in(device)) is None
        assert not device.is_open

    asyncio.run(scene())


def test_of_several_devices_only_the_one_meant_is_touched() -> None:
    async def scene() -> None:
        keyboard = PipeDevice("AT Translated Set 2 keyboard", (1, 1))
        power = PipeDevice("Honeywell Voyager 1450 System Control", keys=(116,))
        reader, second = PipeDevice(), PipeDevice()
        held = find_scanner(VOYAGER, as_plugged_in(keyboard, power, reader, second))
        assert held is not None
        assert [each.grabbed for each in (keyboard, power, reader, second)] == [
            False,
            False,
            True,
            False,
        ]
        held.close()

    asyncio.run(scene())


def test_it_may_be_unplugged_in_the_middle_of_a_code_and_come_back() -> None:
    async def scene() -> None:
        first, second = PipeDevice(), PipeDevice()
        plugged_in = [first]
        heard = read_scans(lambda: find_scanner(VOYAGER, as_plugged_in(*plugged_in)))
        first.type([*typed("TC1FIRST"), *press(ENTER), *typed("TC1HALF")])
        first.unplug()
        assert await next_of(heard) == "TC1FIRST"
        asyncio.get_running_loop().call_later(0.05, plugged_in.append, second)
        second.type([*typed("TC1SECOND"), *press(ENTER)])
        assert await next_of(heard) == "TC1SECOND"
        assert not first.is_open

    asyncio.run(scene())


def test_there_need_be_no_scanner_at_the_start() -> None:
    async def scene() -> None:
        device, plugged_in = PipeDevice(), list[PipeDevice]()
        heard = read_scans(lambda: find_scanner(VOYAGER, as_plugged_in(*plugged_in)))
        device.type([*typed(CODE), *press(ENTER)])
        asyncio.get_running_loop().call_later(0.05, plugged_in.append, device)
        assert await next_of(heard) == CODE

    asyncio.run(scene())


def test_what_is_no_scan_is_said_to_be_none_and_the_next_one_is_heard() -> None:
    async def scene() -> None:
        device = PipeDevice()
        heard = read_scans(looking_at(device))
        for keys, why in (
            ([*typed("TC1"), *press(strokes.ESC)], NotAScan.FOREIGN_KEY),
            ([*typed("TC1A"), LOST, *typed("BC")], NotAScan.FOREIGN_KEY),
            (typed("<script>"), NotAScan.FOREIGN_CHARACTER),
            (typed("1"), NotAScan.TOO_SHORT),
            (typed("A" * 601), NotAScan.TOO_LONG),
        ):
            device.type([*keys, *press(ENTER)])
            assert await next_of(heard) is why
        device.type([*typed(CODE), *press(ENTER)])
        assert await next_of(heard) == CODE

    asyncio.run(scene())


def test_it_is_let_go_when_nobody_listens_any_more() -> None:
    async def scene() -> None:
        device = PipeDevice()
        listening = asyncio.ensure_future(anext(read_scans(looking_at(device))))
        await asyncio.sleep(0.02)
        assert device.grabbed
        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listening
        assert not device.is_open

    asyncio.run(scene())
