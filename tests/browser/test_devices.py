"""The things on the counter as a member meets them: a scanner no page can miss, a slip of paper."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from service.console.site_at_hand import console_client
from service.devices.printer import DrawnSlips, Printer
from service.devices.rules import PAPERS, PrintOutcome, Raster
from service.devices.run_devices import Things, run_devices
from service.devices.scanner import find_scanner
from service.devices.site_line import open_line
from service.kit.secret_file import write_secret
from service.settings import Settings
from tests.browser.people import People
from tests.browser.screens import Screens, Terminals
from tests.devices.pipe_scanner import PipeDevice, as_plugged_in
from tests.devices.slips import SHANGHAI
from tests.devices.strokes import ENTER, press, typed

FOCUS_ELSEWHERE: Final = "document.activeElement.blur(); window.blur()"


class NoPaper:
    """A printer whose roll has run out."""

    def print_raster(self, raster: Raster) -> PrintOutcome:
        return PrintOutcome.NO_PAPER


@contextmanager
def devices(terminals: Terminals, tmp_path: Path, printer: Printer | None) -> Iterator[PipeDevice]:
    """Scanner and printer beside the kiosk, run as their process runs them."""
    terminal = terminals.number("kiosk")
    with console_client(terminals.site.settings) as owner:
        said = owner.get(f"/v1/terminals/{terminal}/devices").raise_for_status().json()
    path = tmp_path / "devices.token"
    write_secret(path, said["token"].encode())
    settings = terminals.site.settings.model_copy(update={"devices_token": path})
    scanner, loop = PipeDevice(), asyncio.new_event_loop()
    serving = loop.create_task(serve(settings, scanner, printer))
    thread = threading.Thread(target=run_until_cancelled, args=(loop, serving))
    thread.start()
    try:
        yield scanner
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join(timeout=20)
        loop.close()


async def serve(settings: Settings, scanner: PipeDevice, printer: Printer | None) -> None:
    things = Things(
        look=lambda: find_scanner("voyager", as_plugged_in(scanner)),
        printer=printer,
        paper=PAPERS["58"],
        zone=SHANGHAI,
    )
    async with open_line(settings) as line:
        await run_devices(things, line)


def run_until_cancelled(loop: asyncio.AbstractEventLoop, serving: "asyncio.Task[None]") -> None:
    loop.run_until_complete(asyncio.wait([serving]))


def test_a_scan_is_heard_although_the_page_has_lost_the_keyboard(
    screens: Screens, people: People, terminals: Terminals, tmp_path: Path
) -> None:
    kiosk, member = screens.kiosk(), people.somebody()
    kiosk.shows("attract.title")
    kiosk.page.evaluate(FOCUS_ELSEWHERE)
    with devices(terminals, tmp_path, None) as scanner:
        scanner.type([*typed(member.card), *press(ENTER)])
        kiosk.shows("who.title")
        kiosk.press("who.only_me")
        kiosk.shows("done.entered")


@pytest.mark.parametrize(
    ("paper", "said"), [(True, "slip.take"), (False, "slip.without")], ids=["paper", "no paper"]
)
def test_after_check_in_there_is_a_slip_or_a_word_that_there_is_none(
    screens: Screens, people: People, terminals: Terminals, tmp_path: Path, paper: bool, said: str
) -> None:
    kiosk, member = screens.kiosk(), people.somebody()
    kiosk.shows("attract.title")
    printer = DrawnSlips(tmp_path / "slips") if paper else NoPaper()
    with devices(terminals, tmp_path, printer) as scanner:
        scanner.type([*typed(member.card), *press(ENTER)])
        kiosk.shows("who.title")
        kiosk.press("who.only_me")
        kiosk.shows("done.entered")
        kiosk.says(said)
    assert len(list((tmp_path / "slips").glob("*.png"))) == (1 if paper else 0)


def test_where_there_is_no_printer_nobody_speaks_of_one(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    kiosk, member = screens.kiosk(), people.somebody()
    kiosk.scan(member.card)
    kiosk.shows("who.title")
    with kiosk.page.expect_response("**/v1/prints") as answered:
        kiosk.press("who.only_me")
    assert answered.value.json() == {"outcome": "no_printer"}
    kiosk.shows("done.entered")
    assert kiosk.t("slip.take") not in kiosk.text()
    assert kiosk.t("slip.without") not in kiosk.text()
