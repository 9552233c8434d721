"""Carry what a site has for another on a stick: write bundles to it, read them from it."""

from pathlib import Path
from typing import Annotated, Any, NoReturn

import httpx
import typer

from service.console.running_site import fresh_key
from service.console.site_at_hand import console_client
from service.open_site import enrolled_site_no
from service.settings import Settings
from service.sync.carry_bundle import CarryFault, bundles_in, put_bundle
from service.vocabulary import SiteNo

app = typer.Typer(help="Carry records and lists on a stick, sealed to whom they are for.")

HUB_WORD = "hub"
HUB_NO = "S00"


@app.command("write")
def write(
    to: Annotated[str, typer.Option(help="For whom: a site's number, as S07, or `hub`.")],
    folder: Annotated[Path, typer.Option(help="Folder of the stick.")],
) -> None:
    """Seal what this running site has for another, and write it to a stick, file by file.

    Each file is on the stick, whole and read back, before the next begins; a stick that is pulled
    out keeps those before. The hub gets the journal, a site the authority's pages for all.
    """
    receiver = SiteNo(HUB_NO if to == HUB_WORD else to)
    settings = Settings()
    sender, count, after = enrolled_site_no(settings), 0, ""
    try:
        with console_client(settings) as client:
            while (answer := _ask(client, receiver, after)).status_code != 204:
                path = put_bundle(folder, answer.content, sender=sender, to=receiver)
                after, count = answer.headers["Twogate-Next"], count + 1
                typer.echo(f"{path}: {len(answer.content)} bytes, read back")
    except CarryFault as fault:
        _give_up(str(fault))
    except OSError as fault:
        _give_up(f"{folder}: {fault.strerror}. {count} files are whole; the rest is not there")
    typer.echo(f"Done: {count} files for {receiver}. The stick may go.")


@app.command("read")
def read(
    place: Annotated[Path, typer.Argument(help="A bundle, or the folder of the stick.")],
) -> None:
    """Take in what was carried here for this running site; what it holds already is passed over.

    The exit status is 1 when a part or a file was refused; each is named.
    """
    settings = Settings()
    files = bundles_in(place, to=enrolled_site_no(settings))
    with console_client(settings) as client:
        told = [_take(client, file) for file in files]
    typer.echo(f"{len(files)} files read.")
    raise typer.Exit(0 if all(told) else 1)


def _take(client: httpx.Client, file: Path) -> bool:
    answer = client.post(
        "/v1/bundles",
        content=file.read_bytes(),
        headers={"Content-Type": "application/octet-stream", **fresh_key()},
    )
    said = _said(answer)
    if answer.is_error:
        typer.echo(f"{file.name}: refused, {said.get('code', answer.status_code)}", err=True)
        return False
    typer.echo(f"{file.name}: from {said['sender']}, {said['new']} new, {said['held']} known")
    for each in said["refusals"]:
        typer.echo(f"  refused: {each['kind']}, {each['reason']}", err=True)
    return not said["refused"]


def _ask(client: httpx.Client, receiver: SiteNo, after: str) -> httpx.Response:
    answer = client.get(f"/v1/bundles/{receiver}", params={"after": after} if after else {})
    if answer.is_error:
        _give_up(f"refused: {_said(answer).get('code', answer.status_code)}")
    return answer


def _said(answer: httpx.Response) -> dict[str, Any]:
    said: dict[str, Any] = answer.json()
    return said


def _give_up(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(1)
