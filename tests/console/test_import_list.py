"""`twogate import`: a list of the office is judged, signed, brought to the site, and told."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from service.cli import app
from service.console.import_list import ListImport, import_list
from service.groups.give_back_rows import Kind
from service.kit.clock import Trust
from service.members.languages import Language
from service.members.store import count_members
from service.open_site import open_site
from service.settings import Settings
from tests.builders import City
from tests.fake_machine import Machine
from tests.people import PEOPLE, group_list, roster, somebody

NEW = somebody(20)
BAD = replace(somebody(21), certificate="123")


@pytest.fixture
def office(city: City, tmp_path: Path, office_clock: Machine) -> Iterator[Path]:
    """The office's machine: the authority's folder and the lists beside it."""
    office = tmp_path / "office"
    shutil.copytree(city.folder / "authority", office / "authority")
    (office / "good.csv").write_bytes(roster(*PEOPLE, NEW).getvalue())
    (office / "bad.csv").write_bytes(roster(NEW, BAD).getvalue())
    (office / "groups.csv").write_bytes(group_list().getvalue())
    yield office


def run(
    office: Path, settings: Settings, name: str, *, language: Language = "en", **how: Any
) -> tuple[bool, str]:
    """Whether the list was taken, and what the terminal said."""
    said = StringIO()
    what = ListImport(office / name, office / "authority", language=language, **how)
    kind: Kind = "groups" if name == "groups.csv" else "roster"
    taken = import_list(kind, what, settings, Console(file=said, width=200))
    return taken, said.getvalue()


def members(settings: Settings) -> int:
    site = open_site(settings)
    try:
        return site.database.read_now(count_members)
    finally:
        site.close()


def test_a_roster_reaches_a_resting_site(office: Path, resting: Settings) -> None:
    taken, said = run(office, resting, "good.csv")
    assert taken
    assert "9 good rows (1 new, 0 changed, 8 unchanged), 0 bad" in said
    assert "1 signed pages applied on this site." in said
    assert members(resting) == 9


def test_a_roster_reaches_a_running_site(office: Path, running: Settings) -> None:
    taken, said = run(office, running, "good.csv")
    assert taken and "1 signed pages applied" in said


def test_the_same_file_twice_brings_nothing(office: Path, resting: Settings) -> None:
    run(office, resting, "good.csv")
    taken, said = run(office, resting, "good.csv")
    assert taken
    assert "(0 new, 0 changed, 9 unchanged)" in said
    assert "0 signed pages applied" in said


def test_a_bad_row_keeps_the_list_out_and_is_named(office: Path, resting: Settings) -> None:
    taken, said = run(office, resting, "bad.csv")
    assert not taken
    assert "Line 3, certificate number" in said
    assert "1 good rows (1 new, 0 changed, 0 unchanged), 1 bad" in said
    assert "Nothing was published. (--skip-bad?)" in said
    assert members(resting) == 8


def test_with_skip_bad_the_rest_is_taken(office: Path, resting: Settings) -> None:
    taken, _ = run(office, resting, "bad.csv", skip_bad=True)
    assert taken and members(resting) == 9


@pytest.mark.parametrize(("name", "would_be"), [("good.csv", True), ("bad.csv", False)])
def test_a_dry_run_publishes_nothing_and_says_whether_it_would(
    office: Path, resting: Settings, name: str, would_be: bool
) -> None:
    taken, said = run(office, resting, name, dry_run=True)
    assert (taken, "Nothing was published.\n" in said) == (would_be, True)
    assert members(resting) == 8


def test_a_list_of_groups_is_imported_alike(office: Path, resting: Settings) -> None:
    taken, said = run(office, resting, "groups.csv")
    assert taken and "4 good rows (0 new, 0 changed, 4 unchanged)" in said


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "文件是空的"), ("en", "The file is empty"), ("vi", "Tệp trống")]
)
def test_a_file_that_is_no_list_is_told_in_the_operators_language(
    office: Path, resting: Settings, language: Language, said: str
) -> None:
    (office / "empty.csv").write_bytes(b"")
    taken, told = run(office, resting, "empty.csv", language=language)
    assert not taken and said in told


def test_no_whole_name_or_certificate_is_told(office: Path, resting: Settings) -> None:
    twice = replace(PEOPLE[1], place=0)
    (office / "twice.csv").write_bytes(roster(*PEOPLE, twice, BAD).getvalue())
    _, said = run(office, resting, "twice.csv")
    for person in PEOPLE:
        assert person.certificate not in said
        assert person.name not in said


# --- What is given back, in which language, by which clock ---


def test_the_bad_rows_go_to_a_file_of_their_own(office: Path, resting: Settings) -> None:
    to = office / "rejected.csv"
    taken, said = run(office, resting, "bad.csv", rejected=to)
    assert not taken and str(to) in said.replace("\n", "")
    rows = to.read_bytes().decode("utf-8-sig").splitlines()
    assert len(rows) == 2 and rows[0].endswith("why not imported")
    assert BAD.name in rows[1] and "Line 3, certificate number" in rows[1]
    assert to.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        run(office, resting, "bad.csv", rejected=to)


def test_a_list_without_faults_gives_nothing_back(office: Path, resting: Settings) -> None:
    run(office, resting, "good.csv", rejected=office / "rejected.csv")
    assert not (office / "rejected.csv").exists()


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "1 行有效"), ("en", "1 good rows"), ("vi", "1 dòng hợp lệ")],
)
def test_the_sums_are_told_in_the_operators_language(
    office: Path, resting: Settings, language: Language, said: str
) -> None:
    assert said in run(office, resting, "bad.csv", language=language)[1]


def test_a_clock_thrown_back_to_1970_makes_nobody_a_minor(
    office: Path, resting: Settings, office_clock: Machine
) -> None:
    office_clock.wall_ms, office_clock.trust = 0, Trust.NONE
    taken, said = run(office, resting, "good.csv")
    assert taken, said
    assert members(resting) == 9


def test_the_command_takes_the_language_of_the_terminal(
    office: Path, resting: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"TWOGATE_DATA_DIR": str(resting.data_dir), "LANG": "vi_VN.UTF-8"}
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    words = ["import", "roster", str(office / "bad.csv"), "--authority", str(office / "authority")]
    assert "dòng hợp lệ" in CliRunner().invoke(app, words, env=said).stdout
    assert "good rows" in CliRunner().invoke(app, [*words, "--language", "en"], env=said).stdout
