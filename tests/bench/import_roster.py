"""How long an office waits for its roster: the whole command, from file to signed and applied."""

import csv
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.connection import connect
from tests.bench import city as cities
from tests.bench.city import prepared_city, scratch_folder
from tests.bench.site_process import clean_env, running_site
from tests.figures import Figure, at_most, told

BAR_SECONDS = 10
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Import:
    """How long one took, and how much of it the command computed; in seconds."""

    seconds: float
    processor: float


def import_figures() -> Iterable[Figure]:
    """`twogate import roster` of 25,000 members, by CSV and XLSX, the site stopped and running."""
    city = prepared_city()
    with scratch_folder() as scratch:
        office = _new_office(scratch, city)
        csv_file, sheet = city / "roster.csv", _as_sheet(city / "roster.csv")
        yield from _figures("CSV", _import(csv_file, _copy(office, "stopped")))
        yield from _figures("XLSX", _import(sheet, _copy(office, "sheet")))
        running = _copy(office, "running")
        with running_site(running / "S01") as site:
            done = _import(csv_file, running, {"TWOGATE_PORT": str(site.settings.port)})
        yield from _figures("CSV, the site running", done)


def _figures(how: str, done: Import) -> Iterable[Figure]:
    yield told("  processor time of the command", done.processor, "s")
    yield at_most(BAR_SECONDS, f"import of 25,000 members, {how}", done.seconds, "s")


def _copy(office: Path, name: str) -> Path:
    return shutil.copytree(office, office.with_name(name))


def _new_office(scratch: Path, city: Path) -> Path:
    """An authority and a site that knows its groups and nobody else."""
    office = scratch / "office"
    office.mkdir()
    _twogate(office, "authority", "init", "authority")
    _twogate(office, "enrol", "request", "S01")
    _twogate(office, "authority", "sign-site", "authority", "site.request")
    _twogate(office, "enrol", "accept", "site.enrolment")
    groups = str((city / "groups.csv").resolve())
    _twogate(office, "import", "groups", groups, "--authority", "authority")
    return office


def _import(file: Path, office: Path, env: Mapping[str, str] | None = None) -> Import:
    """Time the whole command; raises ``RuntimeError`` unless everybody is then on the roster."""
    before, computed = time.perf_counter(), _processor_of_children()
    roster = str(file.resolve())
    _twogate(office, "import", "roster", roster, "--authority", "authority", env=env)
    done = Import(time.perf_counter() - before, _processor_of_children() - computed)
    connection = connect(office / "S01" / "site.db", read_only=True)
    (members,) = connection.execute("SELECT count(*) FROM members").fetchone()
    connection.close()
    if members != cities.PLAN.members:
        raise RuntimeError(f"{members} members came of {cities.PLAN.members}")
    return done


def _processor_of_children() -> float:
    """Of processes that have ended: a site that still runs is not among them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _twogate(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        cwd=folder,
        env=clean_env({"PYTHONPATH": str(ROOT), "TWOGATE_DATA_DIR": "S01", **(env or {})}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"twogate {' '.join(arguments)}: {done.stdout}{done.stderr}")


def _as_sheet(roster: Path) -> Path:
    """The same roster as a spreadsheet, made once; its texts are shared, as Excel does it."""
    from openpyxl import Workbook

    sheet = roster.with_suffix(".xlsx")
    if not sheet.exists():
        book = Workbook()
        page = book.worksheets[0]
        with roster.open(encoding="utf-8-sig", newline="") as rows:
            for row in csv.reader(rows):
                page.append(row)
        book.save(sheet)
    return sheet
