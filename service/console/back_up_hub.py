"""Back a hub up, prove what the copy holds, and only then call that durable to the sites."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx

from service.console.back_up import BackupFault, back_up, carry, sound_copy
from service.console.site_at_hand import console_client
from service.journal.store import Head
from service.kit.clock import SystemClock
from service.kit.durable import settle
from service.open_hub import open_hub
from service.open_site import identity_at_rest
from service.reconciliation.refold import HeldProof, verify_held
from service.session import Session
from service.settings import Settings
from service.sites.load_trust import load_trust
from service.sync.hub_bodies import DurableBody, EndsBody
from service.sync.mark_durable import mark_durable


@dataclass(frozen=True, slots=True)
class HubBackup:
    """A proved copy of a hub, and what it holds of the sites' journals."""

    path: Path
    proof: HeldProof


def back_up_hub(settings: Settings, folder: Path, *, second: Path | None = None) -> HubBackup:
    """Write a backup into ``folder``, walk every journal in it, and let the hub sign for that.

    A copy of PostgreSQL is written as the file that a hub without it has, so that it can be read
    anywhere. Raises ``BackupFault`` or ``OSError``; then nothing is durable that was not before.
    """
    backup = copy_and_prove(settings, folder, second=second, at_ms=SystemClock().now().at_ms)
    _tell_hub(settings, backup.proof)
    return backup


def copy_and_prove(
    settings: Settings, folder: Path, *, at_ms: int, second: Path | None = None
) -> HubBackup:
    """The copy alone, and what it holds; nobody is told yet. Raises as ``back_up_hub`` does."""
    path = _copy(settings, folder, second)
    identity = identity_at_rest(settings)
    with sound_copy(settings, path) as session:
        proof = verify_held(session, load_trust(session, identity.trust, at_ms=at_ms))
    if proof.flaws:
        raise BackupFault("the copy does not hold: " + "; ".join(proof.flaws[:3]))
    return HubBackup(path, proof)


def ends_of(proof: HeldProof) -> EndsBody:
    """What a proved copy holds, as the hub is told it."""
    return EndsBody(
        ends=[
            DurableBody(site=site, epoch=epoch, seq=head.seq, hash=head.hash.hex())
            for (site, epoch), head in proof.ends.items()
        ]
    )


def _copy(settings: Settings, folder: Path, second: Path | None) -> Path:
    if not settings.database_url:
        return back_up(settings, folder, second=second).path
    from service.console.copy_postgres import copy_postgres  # brings psycopg
    from service.postgres import PostgresDatabase

    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / "unfinished.db"
    unfinished.unlink(missing_ok=True)
    with closing(open_hub(settings)) as hub:
        assert isinstance(hub.database, PostgresDatabase), "it has a URL"
        events = copy_postgres(hub.database, unfinished)
    path = folder / f"twogate-{hub.identity.site}-{hub.identity.epoch}-{events:012d}.db"
    settle(unfinished, path)
    if second is not None:
        carry(path, second)
    return path


def _tell_hub(settings: Settings, proof: HeldProof) -> None:
    """Let the hub sign for what is in the backup; the running one, or its database at rest."""
    try:
        with console_client(settings) as client:
            said = ends_of(proof).model_dump_json()
            client.post(
                "/v1/hub/durable", content=said, headers={"Content-Type": "application/json"}
            ).raise_for_status()
    except (OSError, httpx.HTTPError):
        with closing(open_hub(settings)) as hub:
            hub.database.write_now(lambda session: _mark_all(session, proof))


def _mark_all(session: Session, proof: HeldProof) -> None:
    for (site, epoch), head in proof.ends.items():
        mark_durable(session, site, epoch, Head(head.seq, head.hash))
