"""All configuration of one machine, read once at start and then frozen."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE_DIR = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """Settings come from ``TWOGATE_*`` variables; docs/operations/settings.md tells each one."""

    model_config = SettingsConfigDict(env_prefix="TWOGATE_", frozen=True)

    data_dir: Path = Field(
        default=Path("twogate-data"),
        description="Folder of this site's database, keys and enrolment. It must survive restarts.",
    )
    host: str = Field(default="127.0.0.1", description="Address the kiosk listener binds to.")
    port: int = Field(default=8080, ge=1, le=65535, description="TCP number of that listener.")
    allowed_hosts: tuple[str, ...] = Field(
        default=("127.0.0.1", "localhost", "[::1]"),
        description="Host names a browser may call this site by; others are refused.",
    )
    time_zone: str = Field(
        default="Asia/Shanghai", description="Zone in which this site's trade day is a date."
    )
    clock_trust: Literal["auto", "none", "rtc", "synced"] = Field(
        default="auto",
        description="How far the clock is trusted; `auto` asks the kernel and the RTC.",
    )
    day_opens_itself: bool = Field(
        default=True,
        description="Open the trade day without an officer whenever the clock is trusted.",
    )
    database_key_file: Path | None = Field(
        default=None,
        description=(
            "File of the key that encrypts the whole database (SQLCipher), written by `twogate "
            "database-key`, outside the data folder. The systemd credential `twogate.database.key` "
            "does the same."
        ),
    )
    keys_dir: Path | None = Field(
        default=None,
        description=(
            "Folder of this site's own keys, which open the field keys too; `keys` in the data "
            "folder if none. Systemd credentials of their names go before its files."
        ),
    )
    answers_days: int = Field(
        default=35,
        ge=31,
        le=400,
        description=(
            "Days for which answers, with masked names, are kept for a screen that asks again; "
            "more than the 30 that a site may be alone."
        ),
    )
    queue_limit: int = Field(
        default=256, ge=1, description="Writes that may wait; one more is answered 503."
    )
    group_limit: int = Field(default=64, ge=1, description="Most writes that share one commit.")
    second_anchor: Path | None = Field(
        default=None,
        description="File on another device than the data's, where the journal's end is kept too.",
    )
    ballast_mib: int = Field(
        default=64,
        ge=0,
        description=(
            "Room held in reserve beside the database, in MiB; given up by itself when the disk "
            "is full, so that the day can be ended. 0 holds none."
        ),
    )
    free_floor_mib: int = Field(
        default=256, ge=0, description="Free room below which officers are warned, in MiB."
    )
    readers: int = Field(default=2, ge=1, le=16, description="Threads that answer reads.")
    authority_dir: Path | None = Field(
        default=None,
        description="Folder of the authority's signing keys, on a machine that may sign rosters.",
    )
    database_url: str | None = Field(
        default=None,
        description=(
            "PostgreSQL database of a hub, `postgresql://USER@HOST/NAME`, which several of its "
            "processes may share; a file in the data folder if none. A site has none."
        ),
    )
    late_journal_hours: int = Field(
        default=72,
        ge=0,
        description=(
            "How long a hub waits for the journal of one site before it calls what only that "
            "journal can explain an anomaly."
        ),
    )
    hub_url: str | None = Field(
        default=None,
        description="Address of the hub, `https://HOST`, that `twogate sync` brings records to.",
    )
    peers: dict[str, str] = Field(
        default={},
        description=(
            "Other places of this network that `twogate sync --loop` may ask for quota, as "
            '`{"S07": "http://10.0.0.7:8090"}`.'
        ),
    )
    peer_listen: str | None = Field(
        default=None,
        pattern=r"^[^:\s]+:[0-9]{1,5}$",
        description=(
            "Where `twogate sync --loop` answers them, as `10.0.0.2:8090`: signed requests for "
            "quota and nothing else. Nobody is answered without one."
        ),
    )
    hub_origin: str | None = Field(
        default=None,
        # On loopback a browser keeps pages without TLS too: the demonstration has no other way.
        pattern=r"^(https://[^/?#]+|http://(localhost|127\.0\.0\.1)(:[0-9]+)?)$",
        description=(
            "Address of the centre's pages, such as `https://hub.example`: where a phone opens a "
            "pass that it was handed. Without one a pass goes by paper or as a picture."
        ),
    )
    scanner: str | None = Field(
        default=None,
        description=(
            "Barcode scanner that `twogate devices` holds for itself: `vendor:product` as "
            "`twogate devices-list` shows it, or a part of its name."
        ),
    )
    printer: str | None = Field(
        default=None,
        description=(
            "Receipt printer of `twogate devices`: `file:/dev/usb/lp0`, `tcp:HOST:PORT`, or "
            "`png:FOLDER`, which draws instead of printing."
        ),
    )
    paper_mm: Literal["58", "80"] = Field(
        default="58", description="Width of its roll of paper: 58 (384 dots) or 80 (576 dots)."
    )
    devices_token: Path | None = Field(
        default=None,
        description=(
            "File with the token of `twogate devices`; `devices.token` in the data folder if none."
        ),
    )
    demo: bool = Field(
        default=False, description="Serve the demo page with sample cards. Never on a real site."
    )

    @property
    def devices_token_path(self) -> Path:
        """Where `twogate devices-pair` writes the token and `twogate devices` reads it."""
        return self.devices_token or self.data_dir / "devices.token"


def asset_dir(name: Literal["kiosk_ui", "migrations", "packs"]) -> Path:
    """Where built pages, migrations or policy packs are, in a wheel and in a checkout alike.

    Raises ``FileNotFoundError`` naming the command that makes them when they are absent.
    """
    in_wheel = PACKAGE_DIR / "_assets" / name
    checkout = PACKAGE_DIR.parent
    in_checkout = checkout / ("kiosk_ui/dist" if name == "kiosk_ui" else name)
    for candidate in (in_wheel, in_checkout):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"{name} is not here: run `make ui` in the checkout, or reinstall")
