"""A barcode scanner that this process alone reads, by the kernel's evdev."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from typing import Any, Final, Protocol

from service.devices.rules import (
    LOST,
    SILENCE_SECONDS,
    Found,
    NotAScan,
    Reading,
    Stroke,
    end_reading,
    is_scanner,
    take_stroke,
)

LOOK_AGAIN_SECONDS: Final = 1

_EV_SYN: Final = 0  # linux/input-event-codes.h
_EV_KEY: Final = 1
_SYN_DROPPED: Final = 3
_KEY_1: Final = 2


class Scanner(Protocol):
    """A scanner that is plugged in and held."""

    async def stroke(self) -> Stroke | None:
        """The next stroke; None when it was unplugged."""
        ...

    def close(self) -> None:
        """Let it go."""
        ...


async def read_scans(look: Callable[[], Scanner | None]) -> AsyncIterator[str | NotAScan]:
    """Every scan, and why what was no scan is none, for ever.

    ``look`` finds the scanner and holds it. It is asked again each second while there is none,
    so a scanner may be unplugged and come back.
    """
    while True:
        scanner = look()
        if scanner is None:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            continue
        try:
            async for said in _scans_of(scanner):
                yield said
        finally:
            scanner.close()


async def _scans_of(scanner: Scanner) -> AsyncIterator[str | NotAScan]:
    reading = Reading()
    while True:
        said: str | NotAScan | None
        try:
            patience = SILENCE_SECONDS if reading.is_begun else None
            stroke = await asyncio.wait_for(scanner.stroke(), patience)
        except TimeoutError:
            reading, said = end_reading(reading)
        else:
            if stroke is None:
                return
            reading, said = take_stroke(reading, stroke)
        if said is not None:
            yield said


class InputDevice(Protocol):
    """What is used of ``evdev.InputDevice``."""

    name: str
    info: Any

    def fileno(self) -> int: ...
    def read(self) -> Iterable[Any]: ...
    def grab(self) -> None: ...
    def close(self) -> None: ...
    def capabilities(self) -> Any: ...


class EvdevScanner:
    """An input device, grabbed: no page, console or input method gets a key of it."""

    def __init__(self, device: InputDevice) -> None:
        """Grab it. Raises ``OSError`` when somebody else has, or it is just gone."""
        device.grab()
        self.device = device
        self._strokes: asyncio.Queue[Stroke | None] = asyncio.Queue()
        asyncio.get_running_loop().add_reader(device.fileno(), self._read)

    async def stroke(self) -> Stroke | None:
        return await self._strokes.get()

    def close(self) -> None:
        self._let_go()
        with suppress(OSError):
            self.device.close()

    def _read(self) -> None:
        try:
            events = list(self.device.read())
        except BlockingIOError:
            return
        except OSError:  # unplugged
            events = []
        for event in events:
            if event.type == _EV_KEY:
                self._strokes.put_nowait(Stroke(event.code, event.value))
            elif event.type == _EV_SYN and event.code == _SYN_DROPPED:
                self._strokes.put_nowait(LOST)
        if not events:
            self._let_go()
            self._strokes.put_nowait(None)

    def _let_go(self) -> None:
        asyncio.get_running_loop().remove_reader(self.device.fileno())


def find_scanner(chosen: str, devices: Callable[[], Iterable[InputDevice]]) -> Scanner | None:
    """Hold the first input device that the setting means and that has keys for digits.

    Many scanners show a second device without any, for power keys. None when there is none, or
    somebody else holds it.
    """
    for device in devices():
        if is_scanner(chosen, described(device)) and types_digits(device):
            with suppress(OSError):
                return EvdevScanner(device)
        device.close()
    return None


def described(device: InputDevice) -> Found:
    """What the device says of itself."""
    return Found(device.info.vendor, device.info.product, device.name)


def types_digits(device: InputDevice) -> bool:
    """Whether it is a keyboard, as a scanner is, and no mouse or power button."""
    return _KEY_1 in device.capabilities().get(_EV_KEY, ())


def input_devices() -> Iterable[InputDevice]:
    """Every input device that this process may read. Raises ``ImportError`` without evdev."""
    import evdev

    for path in sorted(evdev.list_devices(writable=False)):
        with suppress(OSError):  # unplugged while we look
            yield evdev.InputDevice(path)
