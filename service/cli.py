"""Door 3: `twogate` at the command line. This file is its table of contents."""

import sys

import typer

import service.demo.commands
import service.devices.commands
import service.groups.commands
import service.members.commands
import service.officers.commands
import service.quota.commands
from service.console import (
    bundle_commands,
    hub_commands,
    pass_commands,
    policy_commands,
    sync_commands,
    update_commands,
)
from service.console import commands as console
from service.console.back_up import BackupFault
from service.console.recover_commands import recover
from service.console.simulate_commands import simulate
from service.console.sync_site import NoHub
from service.database import AlreadyOpen
from service.database_key import DatabaseKeyFault
from service.feeds.commands import authority
from service.kit.secret_file import SecretExposed
from service.open_site import NotEnrolled

REFUSALS = (AlreadyOpen, BackupFault, DatabaseKeyFault, NoHub, NotEnrolled, SecretExposed)
"""Reasons to do nothing whose own words say what to do; anything else is a fault of the program."""

app = typer.Typer(
    name="twogate",
    help="Inspect once, pass twice: the offline clearance kiosk of a border-trade port.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("site")(console.run_site)
app.command("sync")(sync_commands.sync)
app.command("verify")(console.verify)
app.command("backup")(console.backup)
app.command("restore")(console.restore)
app.command("database-key")(console.new_database_key)
app.command("encrypt")(console.encrypt)
app.command("re-enrol")(console.re_enrol)
app.command("announce-key")(console.announce_next_key)
app.command("change-key")(console.change_to_next_key)
app.command("check-update")(update_commands.check)
app.command("demo")(service.demo.commands.demo)
app.command("demo-data")(service.demo.commands.demo_data)
app.command("devices")(service.devices.commands.devices)
app.command("devices-pair")(service.devices.commands.devices_pair)
app.command("devices-list")(service.devices.commands.devices_list)
app.command("devices-sample")(service.devices.commands.devices_sample)
authority.command("cards")(service.groups.commands.cards)
authority.command("replace-card")(service.groups.commands.replace)
app.add_typer(hub_commands.app, name="hub")
app.add_typer(console.enrol, name="enrol")
app.add_typer(console.imports, name="import")
authority.command("sign-update")(update_commands.sign)
authority.command("forget")(service.members.commands.forget)
authority.command("grant")(service.quota.commands.grant)
app.add_typer(recover, name="recover")
app.add_typer(authority, name="authority")
policy_commands.app.command("simulate")(simulate)
app.add_typer(policy_commands.app, name="policy")
app.add_typer(bundle_commands.app, name="bundle")
app.add_typer(pass_commands.app, name="pass")
app.add_typer(service.officers.commands.app, name="terminal")


def main() -> None:
    """The console script's entry. What the owner can put right is said in a sentence."""
    try:
        app()
    except REFUSALS as refusal:
        typer.echo(f"twogate: {refusal}", err=True)
        sys.exit(1)
