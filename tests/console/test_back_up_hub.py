"""Confirmed is what a verified backup of the hub holds, and nothing before."""

from pathlib import Path

import pytest
from sqlalchemy import update

from service.console.back_up import BackupFault
from service.console.back_up_hub import back_up_hub
from service.journal.store import Head
from service.session import Session, columns_of, prepared
from service.sync import store
from service.sync.held_tables import HeldEvent
from service.sync.mark_durable import mark_durable
from tests.hub_place import Joined, hub_folder, joined

__all__ = ["hub_folder", "joined"]


def back_up(joined: Joined, folder: Path) -> None:
    """While the hub rests, as this test's has no listener."""
    settings = joined.hub.hub.settings
    joined.hub.restart(meanwhile=lambda: back_up_hub(settings, folder))


def test_what_a_backup_holds_is_confirmed_to_the_site(joined: Joined, tmp_path: Path) -> None:
    joined.sync()
    [before] = joined.place.read(store.all_marks)
    back_up(joined, tmp_path / "backups")
    joined.sync()
    [mark] = joined.place.read(store.all_marks)
    assert (before.durable_seq, before.confirmed) == (0, 0)
    assert mark.confirmed == mark.durable_seq == before.stored_seq
    assert joined.place.console().get("/v1/status").json()["sync"]["confirmed"] == mark.confirmed


def test_a_backup_that_does_not_hold_confirms_nothing(joined: Joined, tmp_path: Path) -> None:
    joined.sync()
    journal = joined.hub.shows().journals[0]
    other = Head(journal.stored, bytes(32))
    identity = joined.place.desk.identity

    def mark(session: Session) -> bool:
        return mark_durable(session, identity.site, identity.epoch, other)

    assert not joined.hub.write(mark)
    joined.hub.write(_alter)
    settings = joined.hub.hub.settings

    def fail() -> None:
        with pytest.raises(BackupFault, match="does not link"):
            back_up_hub(settings, tmp_path / "backups")

    joined.hub.restart(meanwhile=fail)
    assert joined.hub.shows().journals[0].durable == 0


def _alter(session: Session) -> None:
    """Somebody alters an event in the hub's own database."""
    events = columns_of(HeldEvent)
    session.run(prepared(update(HeldEvent).where(events.seq == 2).values(bytes=b"{}")))
