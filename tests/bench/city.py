"""The invented city that the bench works on: made once, kept in build/bench, copied each time."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from zoneinfo import ZoneInfo

from rich.console import Console
from sqlalchemy import bindparam, select

from service.connection import connect
from service.demo.population import PopulationPlan
from service.demo.prepare_demo import prepare_demo
from service.demo.run_demo import demo_settings
from service.kit.clock import SystemClock, local_date
from service.members.tables import MemberRow
from service.session import Session, columns_of, prepared
from service.settings import PACKAGE_DIR, asset_dir
from service.sites.authority import issue_card, load_authority
from service.sites.card import Card
from service.sites.hardware import hardware_anchors
from service.vocabulary import MemberNo, TradeDay

BENCH_DIR = Path("build/bench")
ANY_PORT = 8600
PLAN = PopulationPlan(members=25_000, groups=128)

_MEMBER = columns_of(MemberRow)
_WHO_MAY_ENTER = prepared(
    select(_MEMBER.member)
    .where(
        _MEMBER.standing == "active",
        _MEMBER.guardian.is_(None),
        _MEMBER.valid_until > bindparam("day"),
    )
    .order_by(_MEMBER.member)
)


def prepared_city() -> Path:
    """The folder of a demonstration with its full roster; made anew when what makes it changed."""
    folder = BENCH_DIR / f"city-{_makers_digest()}"
    if (folder / "prepared").exists():
        return folder
    for outdated in BENCH_DIR.glob("city-*"):
        shutil.rmtree(outdated)
    folder.mkdir(parents=True)
    quiet = Console(quiet=True)
    prepare_demo(folder, demo_settings(folder, ANY_PORT), plan=PLAN, console=quiet)
    return folder


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """An empty folder on the same storage as all else of the bench; gone afterwards."""
    BENCH_DIR.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix="run-", dir=BENCH_DIR))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def copy_of_site(city: Path, scratch: Path) -> Path:
    """A fresh copy of the city's site; its data folder."""
    data = scratch / f"S01-{secrets.token_hex(4)}"
    shutil.copytree(city / "S01", data)
    return data


def drop_from_cache(file: Path) -> None:
    """Let the kernel forget a file's pages, as a machine that was just switched on has none."""
    with file.open("rb") as opened:
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def today() -> date:
    """The date at the site."""
    return date.fromisoformat(local_date(SystemClock().now(), ZoneInfo("Asia/Shanghai")))


@cache
def cards_of(city: Path) -> list[str]:
    """A card of each member who may enter today, in an order unlike the tables'."""
    day = TradeDay(today().isoformat())
    authority = load_authority(city / "authority")
    return [
        issue_card(authority, Card(member, serial=1, issued=day)) for member in members_of(city)
    ]


def members_of(city: Path) -> list[MemberNo]:
    """Who may enter today, in the same order."""
    day = TradeDay(today().isoformat())
    session = Session(connect(city / "S01" / "site.db", read_only=True))
    members = [MemberNo(row[0]) for row in session.rows(_WHO_MAY_ENTER, day=day)]
    return sorted(members, key=lambda each: hashlib.sha256(str(each).encode()).digest())


def _makers_digest() -> str:
    """Of everything that decides what a prepared city looks like, this machine included."""
    digest = hashlib.sha256(repr((PLAN, hardware_anchors())).encode())
    slices = ("demo", "feeds", "groups", "kit", "members", "officers", "policies", "sites")
    for folder in (*(PACKAGE_DIR / name for name in slices), asset_dir("migrations")):
        for file in sorted(folder.rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
