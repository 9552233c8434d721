"""A printer gets pictures only, and every fault of it is an outcome."""

import errno
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
from escpos.exceptions import DeviceNotFoundError
from escpos.printer import Dummy
from PIL import Image

from service.devices.draw_slip import draw_slip, picture_of
from service.devices.printer import FRAGMENT_DOTS, DrawnSlips, EscposPrinter, open_printer
from service.devices.rules import (
    PAPERS,
    Paper,
    PrinterAddress,
    PrinterKind,
    PrintOutcome,
    Raster,
    read_printer_address,
)
from tests.devices.slips import RECEIPT, SHANGHAI, a_job, codes_in

BOTH = pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())
RASTER = b"\x1dv0\x00"  # GS v 0: a raster picture


class Answering(Dummy):  # type: ignore[misc]  # python-escpos ships no types
    """A printer that answers when it is asked for its paper, or fails as it is told to."""

    def __init__(self, status: bytes | OSError = b"", fault: Exception | None = None) -> None:
        super().__init__()
        self.status, self.fault, self.is_open = status, fault, True

    def _read(self) -> bytes:
        if isinstance(self.status, OSError):
            raise self.status
        return self.status

    def image(self, *said: Any, **more: Any) -> None:
        if self.fault:
            raise self.fault
        super().image(*said, **more)

    def close(self) -> None:
        self.is_open = False


def a_raster(paper: Paper = PAPERS["58"]) -> Raster:
    return draw_slip(a_job(receipt=RECEIPT), paper, zone=SHANGHAI)


def seen_on_paper(sent: bytes) -> tuple[Image.Image, bytes]:
    """The picture that a printer makes of these bytes, and the bytes that were no picture."""
    rows, others, at = [], b"", 0
    while at < len(sent):
        if not sent.startswith(RASTER, at):
            others += sent[at : at + 1]
            at += 1
            continue
        across = int.from_bytes(sent[at + 4 : at + 6], "little")
        down = int.from_bytes(sent[at + 6 : at + 8], "little")
        assert down <= FRAGMENT_DOTS
        at += 8
        rows += [sent[at + n * across : at + (n + 1) * across] for n in range(down)]
        at += across * down
    return picture_of(Raster(len(rows[0]) * 8, tuple(rows))), others


@BOTH
def test_what_comes_out_is_what_was_drawn_and_no_letter_is_left_to_the_printer(
    paper: Paper, capsys: pytest.CaptureFixture[str]
) -> None:
    raster, device = a_raster(paper), Answering()
    assert EscposPrinter(lambda: device).print_raster(raster) is PrintOutcome.PRINTED
    seen, others = seen_on_paper(device.output)
    assert seen.tobytes() == picture_of(raster).tobytes()
    assert codes_in(seen) == [RECEIPT]
    # Beside the picture: is there paper (DLE EOT 4), feed six lines (ESC d), cut (GS V).
    assert others == b"\x10\x04\x04" + b"\x1bd\x06" + b"\x1dV\x00"
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (b"\x12", PrintOutcome.PRINTED),
        (b"\x1e", PrintOutcome.PRINTED),  # the roll nears its end
        (b"\x72", PrintOutcome.NO_PAPER),
        (b"\x7e", PrintOutcome.NO_PAPER),
        (b"", PrintOutcome.PRINTED),
        (b"\x00", PrintOutcome.PRINTED),  # no answer that ESC/POS knows
        (TimeoutError("it never answers"), PrintOutcome.PRINTED),
        (OSError(errno.ETIMEDOUT, "nor this one"), PrintOutcome.PRINTED),
    ],
)
def test_only_a_printer_that_says_it_has_no_paper_has_none(
    status: bytes | OSError, outcome: PrintOutcome
) -> None:
    device = Answering(status)
    assert EscposPrinter(lambda: device).print_raster(a_raster()) is outcome
    assert (RASTER in device.output) is (outcome is PrintOutcome.PRINTED)
    assert not device.is_open


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (OSError(errno.ENOSPC, "the kernel's driver: no paper"), PrintOutcome.NO_PAPER),
        (OSError(errno.EIO, "unplugged"), PrintOutcome.FAILED),
        (TimeoutError(), PrintOutcome.FAILED),
        (DeviceNotFoundError("switched off"), PrintOutcome.FAILED),
    ],
)
def test_a_fault_while_printing_is_an_outcome(fault: Exception, outcome: PrintOutcome) -> None:
    device = Answering(fault=fault)
    assert EscposPrinter(lambda: device).print_raster(a_raster()) is outcome
    assert not device.is_open


def test_a_printer_that_is_not_there_is_looked_for_anew_at_each_slip(tmp_path: Path) -> None:
    device_file = tmp_path / "usb" / "lp0"
    printer = open_printer(PrinterAddress(PrinterKind.FILE, str(device_file)))
    assert printer.print_raster(a_raster()) is PrintOutcome.FAILED
    device_file.parent.mkdir()
    device_file.touch()
    assert printer.print_raster(a_raster()) is PrintOutcome.PRINTED
    assert codes_in(seen_on_paper(device_file.read_bytes())[0]) == [RECEIPT]


def test_a_printer_on_the_network_gets_the_same() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        got: list[bytes] = []
        printing = threading.Thread(target=be_a_printer, args=(listening, got))
        printing.start()
        address = read_printer_address(f"tcp:127.0.0.1:{listening.getsockname()[1]}")
        assert address is not None
        assert open_printer(address).print_raster(a_raster()) is PrintOutcome.PRINTED
        printing.join(timeout=10)
    assert codes_in(seen_on_paper(b"".join(got))[0]) == [RECEIPT]


def be_a_printer(listening: socket.socket, got: list[bytes]) -> None:
    """Answer the question for paper, then take everything in."""
    connection, _ = listening.accept()
    with connection:
        while taken := connection.recv(65536):
            got.append(taken)
            if taken == b"\x10\x04\x04":
                connection.sendall(b"\x12")


# python-escpos drops the socket that did not connect without closing it; Python closes it then.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_network_printer_that_is_off_is_a_failure_and_not_a_wait() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    printer = open_printer(PrinterAddress(PrinterKind.TCP, "127.0.0.1", port))
    assert printer.print_raster(a_raster()) is PrintOutcome.FAILED


def test_a_folder_stands_in_for_a_printer(tmp_path: Path) -> None:
    printer = open_printer(PrinterAddress(PrinterKind.PNG, str(tmp_path / "slips")))
    assert isinstance(printer, DrawnSlips)
    for _ in range(2):
        assert printer.print_raster(a_raster()) is PrintOutcome.PRINTED
    names = [path.name for path in sorted((tmp_path / "slips").iterdir())]
    assert names == ["slip-0001.png", "slip-0002.png"]
    assert codes_in(Image.open(tmp_path / "slips" / names[1])) == [RECEIPT]


def test_a_folder_that_cannot_be_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert DrawnSlips(tmp_path / "file").print_raster(a_raster()) is PrintOutcome.FAILED
