"""``twogate terminal``: offer, list and revoke screens from the console of a running site."""

from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from service.kit.ids import random_token, system_randomness
from service.kit.secret_file import read_secret
from service.officers.rules import PAIRING_SECONDS, RevocationReason
from service.settings import Settings
from service.vocabulary import TerminalRole

if TYPE_CHECKING:
    import httpx

app = typer.Typer(
    name="terminal", no_args_is_help=True, help="Screens of the site on this machine."
)

PATIENCE_SECONDS = 10


@app.command()
def offer(
    role: Annotated[TerminalRole, typer.Option(help="What the screen is for.")],
    label: Annotated[str, typer.Option(help="What people call it.")],
) -> None:
    """Make a one-time code to pair a screen."""
    made = _ask("POST", "/v1/terminals", {"role": role, "label": label})
    typer.echo(f"{made['terminal']}  {made['code']}  (type it there within {_MINUTES} minutes)")


@app.command("list")
def list_terminals() -> None:
    """List all screens."""
    for each in _ask("GET", "/v1/terminals")["terminals"]:
        typer.echo(f"{each['terminal']:<5}{each['role']:<9}{_state(each):<9}{each['label']}")


@app.command()
def revoke(
    terminal: Annotated[str, typer.Argument(help="Its number, such as T01.")],
    reason: Annotated[
        RevocationReason, typer.Option(help="Why, for the record.")
    ] = RevocationReason.OTHER,
) -> None:
    """Take a screen's pairing away, at once."""
    _ask("POST", f"/v1/terminals/{terminal}/revoke", {"reason": reason})
    typer.echo(f"{terminal} is revoked")


_MINUTES = PAIRING_SECONDS // 60


def _state(terminal: dict[str, Any]) -> str:
    if terminal["revoked_at"] is not None:
        return "revoked"
    return "offered" if terminal["paired_at"] is None else "paired"


def _ask(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """One request to the running site as this machine's owner; refusals end the command."""
    import httpx

    try:
        with open_console(Settings()) as console:
            answer = console.request(
                method,
                path,
                json=body,
                headers={"Idempotency-Key": random_token(system_randomness)},
            )
    except (httpx.TransportError, OSError) as fault:
        _give_up(f"the site on this machine does not answer; is it running? ({fault})")
    if answer.is_error:
        _give_up(f"refused: {answer.json().get('code', answer.status_code)}")
    return answer.json()


def open_console(settings: Settings) -> "httpx.Client":
    """A client of the site on this machine, with the token only the machine's owner can read.

    Raises ``OSError`` when there is no such token: no site has run in this folder.
    """
    import httpx

    token = read_secret(settings.data_dir / "console.token").decode()
    return httpx.Client(
        base_url=f"http://127.0.0.1:{settings.port}",
        headers={"Authorization": f"Bearer {token}"},
        timeout=PATIENCE_SECONDS,
        trust_env=False,
    )


def _give_up(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(1)
