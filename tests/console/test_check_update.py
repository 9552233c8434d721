"""Of an update on a stick nothing runs before the root's word for all of it was found good."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.console.check_update import check_update
from service.sites.authority import load_root
from service.sites.software_update import Update, UpdateRefusal
from tests.deploy.image import sum_up
from tests.places import make_authority


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    make_authority(tmp_path / "authority")
    return tmp_path / "authority"


@pytest.fixture
def update(authority: Path, tmp_path: Path) -> Path:
    """An update that the root has signed."""
    folder = tmp_path / "update"
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels/twogate-1.2.3-py3-none-any.whl").write_bytes(b"a wheel")
    (folder / "wheels/other-1.0-py3-none-any.whl").write_bytes(b"another")
    sum_up(folder)
    done = CliRunner().invoke(app, ["authority", "sign-update", str(authority), str(folder)])
    assert done.exit_code == 0, done.output
    return folder


def judged(update: Path, authority: Path) -> Update | UpdateRefusal:
    return check_update(update, root=load_root(authority).public)


def test_what_the_root_signed_is_taken(update: Path, authority: Path) -> None:
    found = judged(update, authority)
    assert isinstance(found, Update) and found.version == "1.2.3"


def test_a_file_that_was_changed_added_removed_or_made_a_link_is_refused(
    update: Path, authority: Path
) -> None:
    wheel = update / "wheels/other-1.0-py3-none-any.whl"
    wheel.write_bytes(b"something else")
    assert judged(update, authority) is UpdateRefusal.NOT_WHOLE
    wheel.unlink()
    assert judged(update, authority) is UpdateRefusal.NOT_WHOLE
    (update / "elsewhere").write_bytes(b"another")
    wheel.symlink_to(update / "elsewhere")
    assert judged(update, authority) is UpdateRefusal.NOT_WHOLE
    (update / "elsewhere").unlink()
    wheel.unlink()
    wheel.write_bytes(b"another")
    assert isinstance(judged(update, authority), Update)
    (update / "one_more").touch()
    assert judged(update, authority) is UpdateRefusal.NOT_WHOLE


def test_another_list_of_files_is_not_what_was_signed(update: Path, authority: Path) -> None:
    (update / "wheels/other-1.0-py3-none-any.whl").write_bytes(b"something else")
    sum_up(update)
    assert judged(update, authority) is UpdateRefusal.NOT_GENUINE


def test_another_root_and_no_root_at_all_are_refused(
    update: Path, authority: Path, tmp_path: Path
) -> None:
    make_authority(tmp_path / "other", seed="another authority")
    assert judged(update, tmp_path / "other") is UpdateRefusal.NOT_GENUINE
    (update / "update.signed").write_bytes(b"TW1 nonsense")
    assert judged(update, authority) is UpdateRefusal.NOT_GENUINE
    (update / "update.signed").unlink()
    assert judged(update, authority) is UpdateRefusal.NOT_SIGNED


def test_only_the_root_itself_signs_an_update(update: Path, authority: Path) -> None:
    (authority / "root/root.key").unlink()
    done = CliRunner().invoke(app, ["authority", "sign-update", str(authority), str(update)])
    assert done.exit_code != 0
