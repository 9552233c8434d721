"""What an owner or a new version does to a site's files, and what a power cut may leave of it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from service import migrate as migration
from service.connection import connect
from service.console import back_up as backups
from service.console.back_up import back_up, sound_copy
from service.console.enrol_site import accept_enrolment, request_new_epoch
from service.console.restore_site import restore_site
from service.console.verify_site import verify_site
from service.database import Database
from service.journal.judge_restored import Restored
from service.kit.secret_file import read_secret
from service.open_site import (
    PEPPER_NAME,
    database_path,
    enrolment_path,
    identity_at_rest,
    keys_dir,
)
from service.settings import Settings, asset_dir
from service.sites.authority import SiteTerms, sign_site
from service.sites.enrolment_file import Enrolment, SiteRequest, open_enrolment, open_request
from service.sites.keys import epoch_of, load_site_keys
from service.tables import ALL
from tests.builders import City, Place, settings_of
from tests.crash.places import BACKUPS, OTHER_MEDIUM, REQUEST, second_anchor
from tests.crash.workload import NotedPlace, rush
from tests.places import DONGXING_NAMES, NOW_MS

_NEXT: Final = '''"""Summary of changes: a weight beside each record, and a table of weights."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    op.create_table(
        "weights",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("at_ms", sa.BigInteger()),
    )
    op.execute("INSERT INTO weights SELECT seq, at_ms FROM checkin_records")
    with op.batch_alter_table("checkin_records", recreate="always") as records:
        records.add_column(sa.Column("weight", sa.Integer(), server_default="0"))
'''


# --- what lies there before ---


def ready_site(city: City, before: Path) -> None:
    """A site with its people and screens."""
    shutil.copytree(city.folder / "S01", before / "S01")


def bare_site(city: City, before: Path) -> None:
    """A site with nothing but its keys and its enrolment."""
    source = city.folder / "S01"
    shutil.copytree(source / "keys", before / "S01" / "keys")
    shutil.copy(source / "enrolment.json", before / "S01")


def site_with_a_past(city: City, before: Path) -> None:
    """A site with records, older and younger than its one backup."""
    ready_site(city, before)
    with Place.opened(city, before, second_anchor=second_anchor(before)) as place:
        place.open_day()
        rush(place, 2)
        back_up(place.site.settings, before / BACKUPS, second=before / OTHER_MEDIUM)
        rush(place, 2)


def restored_site(city: City, before: Path) -> None:
    """A site whose backup was put in the place of its younger database."""
    site_with_a_past(city, before)
    restore(city, before)


# --- what is done ---


def migrate_new(city: City, folder: Path) -> None:
    """Make an empty database one of today's schema."""
    _migrate(folder)


def migrate_further(city: City, folder: Path) -> None:
    """Take one step more than there is today."""
    with next_version():
        _migrate(folder)


def back_up_twice(city: City, folder: Path) -> None:
    """Back up, let something happen, and back up again; only the newest backup is kept."""
    with (
        patch.object(backups, "KEPT", 1),
        NotedPlace.opened(city, folder, second_anchor=second_anchor(folder)) as place,
    ):
        place.keys = (f"backed-up-{number:08d}" for number in count(1))
        for _ in range(2):
            back_up(place.site.settings, folder / BACKUPS, second=folder / OTHER_MEDIUM)
            rush(place, 1)


def restore(city: City, folder: Path) -> None:
    """Put the backup in the place of the younger database."""
    (backup,) = (folder / BACKUPS).glob("twogate-*.db")
    restore_site(settings_of(folder), backup)


def re_enrol(city: City, folder: Path) -> None:
    """Ask for a new epoch, carry the request to the authority and its answer back, and go on."""
    _re_enrol(city, folder)
    with Place.opened(city, folder, second_anchor=second_anchor(folder)) as place:
        rush(place, 1)


def _re_enrol(city: City, folder: Path) -> None:
    settings = settings_of(folder, second_anchor=second_anchor(folder))
    request_new_epoch(settings, folder / REQUEST)
    asked = _asked(folder)
    assert asked is not None, "the request that was just written"
    said = sign_site(city.authority, asked, SiteTerms(DONGXING_NAMES), now_ms=NOW_MS)
    accept_enrolment(settings, said)


def _migrate(folder: Path) -> None:
    database = Database(database_path(settings_of(folder)))
    migration.migrate(database)
    database.close()


@contextmanager
def next_version() -> Iterator[str]:
    """The version after this one, which has one migration more; its number."""
    known = sorted(path.name[:4] for path in (asset_dir("migrations") / "versions").glob("0*.py"))
    revision = f"{int(known[-1]) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        migrations = Path(folder) / "migrations"
        shutil.copytree(asset_dir("migrations"), migrations)
        text = _NEXT.format(revision=revision, before=known[-1])
        (migrations / "versions" / f"{revision}_weights.py").write_text(text, encoding="ascii")
        with patch.object(migration, "asset_dir", lambda name: migrations):
            yield revision


# --- what must hold of every image ---


def wrong_with_new_schema(city: City, image: Path, before: Path) -> Iterator[str]:
    """Each step of the history is there whole or not at all, and the next start does the rest."""
    path = database_path(settings_of(image))
    if _tables(path) != _tables_at(_version(path) if _tables(path) else None):
        yield "half of the schema is there"
    _migrate(image)
    if _tables(path) != ALL:
        yield "the schema cannot be made any more"


def wrong_with_next_schema(city: City, image: Path, before: Path) -> Iterator[str]:
    """Either the old schema or the new one, with every row; the next start gives the new one."""
    path = database_path(settings_of(image))
    rows = _rows(database_path(settings_of(before)))
    with next_version() as revision:
        is_new = _version(path) == revision
        if ("weights" in _tables(path)) != is_new or ("weight" in _columns(path)) != is_new:
            yield "half of a migration is there"
        _migrate(image)
        if (_version(path), _rows(path)) != (revision, rows) or "weight" not in _columns(path):
            yield "the migration cannot be done any more, or lost rows"


def wrong_with_backups(city: City, image: Path, before: Path) -> Iterator[str]:
    """What bears a backup's name is one, whole; on both media there always is one."""
    settings = settings_of(image, second_anchor=second_anchor(image))
    for folder in (image / BACKUPS, image / OTHER_MEDIUM):
        found = list(folder.glob("twogate-*.db"))
        if not found:
            yield f"{folder.name} holds no backup"
        for each in found:
            yield from _wrong_with_copy(settings, each)


def wrong_with_restored(city: City, image: Path, before: Path) -> Iterator[str]:
    """Either the old site, which goes on, or the backup, which says so, with the old site aside."""
    settings = settings_of(image, second_anchor=second_anchor(image))
    old = database_path(settings_of(before))
    (backup,) = (before / BACKUPS).glob("twogate-*.db")
    if database_path(settings).read_bytes() not in (old.read_bytes(), backup.read_bytes()):
        yield "half of a database is there"
    rows = _rows(old)
    with Place.opened(city, image, second_anchor=second_anchor(image)) as place:
        restored = place.site.restored
        proof = place.read(lambda session: verify_site(session, place.site.identity, rebuild=True))
        yield from proof.flaws
    now = _rows(database_path(settings))
    due = rows if restored is None else _rows_of_backup(backup)
    if now != due:
        yield f"it takes itself for {restored}, and holds {now} records instead of {due}"
    if restored not in (None, Restored.BEHIND_ANCHOR):
        yield f"it says {restored}"
    aside = image / "S01" / "before-restore-1" / "site.db"
    if restored is not None and not (aside.exists() and _rows(aside) == rows):
        yield "the old database is gone"


def wrong_with_re_enrolled(city: City, image: Path, before: Path) -> Iterator[str]:
    """The old epoch, or none until the enrolment comes, or the new one; never anything between.
    Whatever it is, the same commands once more lead to a new epoch, and every record is there."""
    settings = settings_of(image, second_anchor=second_anchor(image))
    old = identity_at_rest(settings_of(before)).epoch
    enrolled = enrolment_path(settings).read_bytes()
    is_new = enrolled != enrolment_path(settings_of(before)).read_bytes()
    now = load_site_keys(keys_dir(settings)).epoch
    if (asked := _asked(image)) and epoch_of(asked.signing) != now:
        yield "a request went out for keys that are not there"
    if isinstance(open_enrolment(enrolled, load_site_keys(keys_dir(settings))), Enrolment):
        yield from _wrong_with_epoch(city, image, before, is_old=now == old)
    elif now == old or is_new:
        yield f"the keys are those of {now}, and the enrolment is not"
    _re_enrol(city, image)
    if identity_at_rest(settings).epoch == old:
        yield "it begins no new epoch any more"
    if _secret(image, PEPPER_NAME) != _secret(before, PEPPER_NAME):
        yield "officers' PINs are lost"
    yield from _wrong_with_epoch(city, image, before, is_old=False)


def _wrong_with_epoch(city: City, image: Path, before: Path, *, is_old: bool) -> Iterator[str]:
    """It opens; the old one knows that it was restored, the new one goes on; it proves itself and
    lost no record."""
    with Place.opened(city, image, second_anchor=second_anchor(image)) as place:
        if place.site.restored != (Restored.BEHIND_ANCHOR if is_old else None):
            yield f"it takes itself for {place.site.restored}"
        proof = place.read(lambda session: verify_site(session, place.site.identity, rebuild=True))
        yield from () if proof.holds else (f"it does not hold: {proof.flaws}",)
    if _rows(database_path(settings_of(image))) < _rows(database_path(settings_of(before))):
        yield "records are lost"


def _asked(folder: Path) -> SiteRequest | None:
    """What the request on the stick asks for; ``None`` while none is there."""
    path = folder / REQUEST
    asked = open_request(path.read_bytes()) if path.exists() else None
    return asked if isinstance(asked, SiteRequest) else None


def _secret(folder: Path, name: str) -> bytes:
    return read_secret(keys_dir(settings_of(folder)) / name)


def _wrong_with_copy(settings: Settings, copy: Path) -> Iterator[str]:
    try:
        with sound_copy(settings, copy) as session:
            proof = verify_site(session, identity_at_rest(settings), rebuild=True)
    except backups.BackupFault as fault:
        yield f"{copy.name}: {fault}"
    else:
        yield from () if proof.holds else (f"{copy.name} does not hold: {proof.flaws}",)


def _rows(path: Path) -> int:
    return int(_ask(path, "SELECT count(*) FROM checkin_records")[0][0])


def _rows_of_backup(path: Path) -> int:
    """Counted without a write: a backup is compared byte by byte."""
    connection = connect(path, read_only=True)
    try:
        return int(connection.execute("SELECT count(*) FROM checkin_records").fetchone()[0])
    finally:
        connection.close()


def _version(path: Path) -> str:
    return str(_ask(path, "SELECT version_num FROM alembic_version")[0][0])


@cache
def _tables_at(version: str | None) -> frozenset[str]:
    """The tables that there are after this step of the history."""
    if version is None:
        return frozenset()
    with tempfile.TemporaryDirectory() as folder:
        migrations, path = Path(folder) / "migrations", Path(folder) / "site.db"
        shutil.copytree(asset_dir("migrations"), migrations)
        for later in (migrations / "versions").glob("0*.py"):
            if later.name[:4] > version:
                later.unlink()
        with patch.object(migration, "asset_dir", lambda name: migrations):
            database = Database(path)
            migration.migrate(database)
            database.close()
        return frozenset(_tables(path))


def _tables(path: Path) -> set[str]:
    if not path.exists():
        return set()
    rows = _ask(path, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {row[0] for row in rows} - {"alembic_version"}


def _columns(path: Path) -> set[str]:
    return {row[1] for row in _ask(path, "PRAGMA table_info(checkin_records)")}


def _ask(path: Path, question: str) -> list[Any]:
    connection = connect(path)
    try:
        return list(connection.execute(question).fetchall())
    finally:
        connection.close()
