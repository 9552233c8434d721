"""Receipts scanned into a file come back by one command, whether the site runs or rests."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

import service.console.recover_commands
from service.checkin.store import totals_of_day
from service.cli import app
from service.console.restore_site import restore_site
from service.settings import Settings
from tests.builders import TODAY, City, Place, settings_of
from tests.people import CHEN, DAWEI
from tests.receipts.losing import check_in, keep_a_backup, re_enrol, receipt


@pytest.fixture
def papers(city: City, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of two receipts and a line that is none; the site restored and enrolled anew."""
    with Place.opened(city, folder) as place:
        place.open_day()
        backup = keep_a_backup(folder)
        texts = [receipt(place, check_in(place, who)) for who in (CHEN, DAWEI)]
    restore_site(settings_of(folder), backup)
    re_enrol(city, folder)
    file = folder / "scanned.txt"
    file.write_text(f"{texts[0]}\r\n\nTR1NOTHING\n {texts[1].lower()}\n")

    def settings() -> Settings:
        return settings_of(folder)

    monkeypatch.setattr(service.console.recover_commands, "Settings", settings)
    return file


def test_a_file_of_receipts_comes_back_into_a_site_at_rest(
    papers: Path, city: City, folder: Path
) -> None:
    said = CliRunner().invoke(app, ["recover", "receipts", str(papers)])
    assert said.exit_code == 1
    assert said.output.splitlines() == [
        f"{papers}:3: receipt_unreadable",
        "receipt_recovered: 2",
        "receipt_unreadable: 1",
    ]
    with Place.opened(city, folder) as place:
        totals = place.read(lambda session: totals_of_day(session, TODAY))
        assert (totals["entered"], totals["inside"]) == (2, 2)


def test_a_second_time_there_is_nothing_new(papers: Path) -> None:
    papers.write_text(papers.read_text().replace("TR1NOTHING", ""))
    assert CliRunner().invoke(app, ["recover", "receipts", str(papers)]).exit_code == 0
    again = CliRunner().invoke(app, ["recover", "receipts", str(papers)])
    assert (again.exit_code, again.output) == (0, "receipt_here_already: 2\n")
