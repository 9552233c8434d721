"""A receipt printer, given pictures only; or a folder that stands in for one."""

import errno
import fcntl
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final, Protocol

from service.devices.draw_slip import picture_of
from service.devices.rules import PrinterAddress, PrinterKind, PrintOutcome, Raster

PATIENCE_SECONDS: Final = 2
FRAGMENT_DOTS: Final = 240
"""A picture goes in pieces of this height, which the memory of a small printer holds."""


class Printer(Protocol):
    """Whatever a slip can be put out with."""

    def print_raster(self, raster: Raster) -> PrintOutcome:
        """Put it out and wait until it is gone; every fault of the device is an outcome."""
        ...


def open_printer(address: PrinterAddress) -> Printer:
    """The printer at this address. It is looked for anew at each slip, so it may come and go."""
    if address.kind is PrinterKind.PNG:
        return DrawnSlips(Path(address.place))
    return EscposPrinter(lambda: _connect(address))


class EscposPrinter:
    """A printer that speaks ESC/POS, by python-escpos (extra ``kiosk``)."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        """``connect`` gives a fresh ``escpos.escpos.Escpos``, not yet opened."""
        self.connect = connect

    def print_raster(self, raster: Raster) -> PrintOutcome:
        from escpos.exceptions import Error

        try:
            with closing(self.connect()) as device:
                if _has_no_paper(device):
                    return PrintOutcome.NO_PAPER
                _know_width(device, raster.width_dots)
                device.image(picture_of(raster), fragment_height=FRAGMENT_DOTS)
                device.cut()
        except OSError as fault:
            # What the kernel's own driver (usblp) says of a printer without paper.
            is_out = fault.errno == errno.ENOSPC
            return PrintOutcome.NO_PAPER if is_out else PrintOutcome.FAILED
        except Error:  # not plugged in, or switched off
            return PrintOutcome.FAILED
        return PrintOutcome.PRINTED


class DrawnSlips:
    """A folder in which each slip becomes a PNG file: for tests, and for looking at slips."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def print_raster(self, raster: Raster) -> PrintOutcome:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            number = len(list(self.folder.glob("slip-*.png"))) + 1
            picture_of(raster).save(self.folder / f"slip-{number:04d}.png")
        except OSError:
            return PrintOutcome.FAILED
        return PrintOutcome.PRINTED


def _connect(address: PrinterAddress) -> Any:
    from escpos.printer import File, Network

    if address.kind is PrinterKind.TCP:
        return Network(address.place, address.port, timeout=PATIENCE_SECONDS)
    return File(address.place)


def _has_no_paper(device: Any) -> bool:
    """Whether the printer says so. Many never answer, and some ways to them are one-way only."""
    from escpos.constants import RT_MASK_NOPAPER, RT_STATUS_PAPER

    with suppress(OSError):
        try:
            said = device.query_status(RT_STATUS_PAPER)[:1]
        except NotImplementedError:
            return _kernel_says_no_paper(device.device)
        return any(byte & RT_MASK_NOPAPER == RT_MASK_NOPAPER for byte in said)
    return False


def _kernel_says_no_paper(file: Any) -> bool:
    """Ask the kernel's printer driver (usblp), and let it give up rather than wait for paper.

    Raises ``OSError`` where the file is no printer.
    """
    status = bytearray(4)
    fcntl.ioctl(file, _LPGETSTATUS, status)
    fcntl.ioctl(file, _LPABORT, 1)
    return bool(status[0] & _LP_POUTPA)


_LPABORT: Final = 0x0604  # linux/lp.h
_LPGETSTATUS: Final = 0x060B
_LP_POUTPA: Final = 0x20


def _know_width(device: Any, width_dots: int) -> None:
    """Tell the driver how wide the roll is; not knowing it, it talks about that on every slip."""
    device.profile.profile_data = {
        **device.profile.profile_data,
        "media": {"width": {"mm": "Unknown", "pixels": width_dots}},
    }
