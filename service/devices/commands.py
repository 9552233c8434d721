"""``twogate devices``: run scanner and printer, and what it takes to set them up."""

import asyncio
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer

from service.devices.rules import PAPERS, PrinterAddress, read_printer_address
from service.devices.run_devices import Things, run_devices
from service.kit.clock import SystemClock
from service.kit.secret_file import read_secret, write_secret
from service.logs import configure_logs
from service.settings import Settings

EXTRA = "it needs the extra packages: pip install 'twogate[kiosk]'"
PATIENCE_SECONDS = 10


def devices() -> None:
    """Serve this counter's scanner and printer, as the settings name them, until told to stop.

    Runs beside the site as a process of its own, so that nothing a scanner sends and nothing a
    printer does can hold the site up.
    """
    from service.devices.site_line import NoToken, open_line

    settings = Settings()
    things = _things(settings)

    async def serve() -> None:
        async with open_line(settings) as line:
            configure_logs()
            await run_devices(things, line)

    try:
        asyncio.run(serve())
    except NoToken as fault:
        _give_up(str(fault))
    except KeyboardInterrupt:
        return


def devices_pair(
    terminal: Annotated[str, typer.Argument(help="The screen they stand beside, as T01.")],
) -> None:
    """Let the devices process speak for one paired screen: write the token it will show.

    The token is good for handing scans to that screen and printing its slips, and for nothing
    else, for as long as the screen is paired.
    """
    settings = Settings()
    token = _ask_for_token(settings, terminal)
    path = settings.devices_token_path
    path.unlink(missing_ok=True)
    write_secret(path, token.encode("ascii"))
    typer.echo(f"The devices beside {terminal} may now speak for it: {path}")


def devices_list() -> None:
    """List the input devices that could be a scanner, each with what TWOGATE_SCANNER may say."""
    from service.devices.scanner import described, input_devices, types_digits

    try:
        found = [described(each) for each in input_devices() if types_digits(each)]
    except ImportError:
        _give_up(EXTRA)
    for each in found:
        typer.echo(f"{each.vendor:04x}:{each.product:04x}  {each.name}")
    if not found:
        typer.echo("None that this user may read; see /dev/input and the group `input`.")


def devices_sample(
    out: Annotated[Path, typer.Option(help="Folder for the drawn slips.")] = Path("build/slips"),
    to_printer: Annotated[bool, typer.Option(help="Print them on paper too.")] = False,
) -> None:
    """Draw a sample slip in each language for this roll of paper, to look at or to print."""
    from service.devices.draw_slip import NoFont
    from service.devices.printer import DrawnSlips, Printer, open_printer
    from service.devices.sample_slips import sample_slips

    settings = Settings()
    printers: list[Printer] = [DrawnSlips(out)]
    if to_printer:
        printers.append(open_printer(_printer(settings) or _give_up("TWOGATE_PRINTER is not set")))
    try:
        for slip in sample_slips(PAPERS[settings.paper_mm], at_ms=SystemClock().now().at_ms):
            typer.echo(" ".join(each.print_raster(slip) for each in printers))
    except NoFont as fault:
        _give_up(str(fault))
    except ImportError:
        _give_up(EXTRA)
    typer.echo(f"Drawn into {out}")


def _things(settings: Settings) -> Things:
    """What the settings name; ends the command where they name nothing, or what is not here."""
    from service.devices.printer import open_printer
    from service.devices.scanner import find_scanner, input_devices

    address, chosen = _printer(settings), settings.scanner
    if chosen is None and address is None:
        _give_up("neither TWOGATE_SCANNER nor TWOGATE_PRINTER names anything")
    # Asked now, so that what is missing shows at the start and not with the first scan or slip.
    needed = [name for name, used in (("evdev", chosen), ("escpos", address)) if used]
    if any(find_spec(name) is None for name in needed):
        _give_up(EXTRA)
    return Things(
        look=(lambda: find_scanner(chosen, input_devices)) if chosen else None,
        printer=open_printer(address) if address else None,
        paper=PAPERS[settings.paper_mm],
        zone=ZoneInfo(settings.time_zone),
    )


def _printer(settings: Settings) -> PrinterAddress | None:
    if settings.printer is None:
        return None
    address = read_printer_address(settings.printer)
    return address or _give_up("TWOGATE_PRINTER: file:PATH, tcp:HOST:PORT or png:FOLDER")


def _ask_for_token(settings: Settings, terminal: str) -> str:
    """Ask the running site as this machine's owner; refusals end the command."""
    import httpx

    try:
        owner = read_secret(settings.data_dir / "console.token").decode("ascii")
        answer = httpx.get(
            f"http://{settings.host}:{settings.port}/v1/terminals/{terminal}/devices",
            headers={"Authorization": f"Bearer {owner}"},
            timeout=PATIENCE_SECONDS,
            trust_env=False,
        )
    except (httpx.TransportError, OSError) as fault:
        _give_up(f"the site on this machine does not answer; is it running? ({fault})")
    if answer.is_error:
        _give_up(f"refused: {answer.json().get('code', answer.status_code)}")
    return str(answer.json()["token"])


def _give_up(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(1)
