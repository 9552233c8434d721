"""An input device made of a pipe: python-evdev reads the kernel's own records out of it."""

import fcntl
import os
import struct
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any, Final

from evdev.eventio import EventIO

from service.devices.rules import LOST, Stroke

_ROOM_BYTES: Final = 1024 * 1024  # for a long code at once; the kernel's queue is no pipe
_RECORD: Final = struct.Struct("llHHi")  # struct input_event: time, type, code, value
_SYN, _KEY, _SCAN_CODE = (0, 0), 1, (4, 4)
_DROPPED: Final = (0, 3)


class PipeDevice(EventIO):
    """What ``EvdevScanner`` uses of an input device, and the hand that types on it."""

    def __init__(
        self,
        name: str = "Honeywell Voyager 1450",
        numbers: tuple[int, int] = (0x0C2E, 0x0B61),
        keys: tuple[int, ...] = tuple(range(1, 100)),
        *,
        held_by_another: bool = False,
    ) -> None:
        self.fd, self._hand = os.pipe()
        os.set_blocking(self.fd, False)
        os.set_blocking(self._hand, False)
        fcntl.fcntl(self._hand, fcntl.F_SETPIPE_SZ, _ROOM_BYTES)
        self.name = name
        self.info = SimpleNamespace(vendor=numbers[0], product=numbers[1])
        self.keys = keys
        self.held_by_another = held_by_another
        self.grabbed = False
        self.is_open = True

    def capabilities(self) -> dict[int, list[int]]:
        return {0: [0, 1], _KEY: list(self.keys)}

    def grab(self) -> None:
        if self.held_by_another:
            raise OSError(16, "Device or resource busy")
        self.grabbed = True

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            os.close(self.fd)

    def type(self, strokes: Iterable[Stroke]) -> None:
        """Write what the kernel writes for each stroke: scan code, key, end of the report."""
        os.write(self._hand, b"".join(b"".join(_records(stroke)) for stroke in strokes))

    def unplug(self) -> None:
        os.close(self._hand)


def _records(stroke: Stroke) -> Iterator[bytes]:
    if stroke == LOST:
        yield _record(*_DROPPED, 0)
        return
    yield _record(*_SCAN_CODE, 0x70000 + stroke.code)
    yield _record(_KEY, stroke.code, stroke.value)
    yield _record(*_SYN, 0)


def _record(kind: int, code: int, value: int) -> bytes:
    return _RECORD.pack(1_800_000_000, 0, kind, code, value)


def as_plugged_in(*devices: Any) -> Any:
    """How a machine shows its input devices: those that are open, whenever asked."""
    return lambda: [device for device in devices if device.is_open]
