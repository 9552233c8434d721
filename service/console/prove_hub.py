"""Prove all journals of a hub, by the running one or over its database at rest."""

from contextlib import closing
from functools import partial
from zoneinfo import ZoneInfo

import httpx

from service.console.site_at_hand import console_client, fresh_key
from service.open_hub import centre_of, open_hub, tolerances_of
from service.open_site import OpenSite
from service.reconciliation import anomaly_store
from service.reconciliation.bodies import AnomaliesBody, show_list
from service.reconciliation.keep_proof import keep_proof
from service.reconciliation.proof_report import ProofBody
from service.reconciliation.prove_journals import Standing, prove_journals
from service.reconciliation.show_proof import show_proof
from service.session import Session
from service.settings import Settings


def prove_hub(settings: Settings) -> ProofBody:
    """Make a proof, keep it at the hub and show it. Raises what ``open_hub`` raises, and
    ``httpx.HTTPStatusError`` where a running hub refuses."""
    try:
        with console_client(settings) as client:
            answer = client.post("/v1/proofs", headers=fresh_key(), timeout=None).raise_for_status()
            return ProofBody.model_validate_json(answer.content)
    except (OSError, httpx.TransportError):
        with closing(open_hub(settings)) as hub:
            return _prove_at_rest(hub)


def list_anomalies(settings: Settings, *, count: int) -> AnomaliesBody:
    """The newest anomalies that are open, from the running hub or from its database at rest."""
    try:
        with console_client(settings) as client:
            answer = client.get(f"/v1/anomalies?state=open&limit={count}").raise_for_status()
            return AnomaliesBody.model_validate_json(answer.content)
    except (OSError, httpx.TransportError):
        with closing(open_hub(settings)) as hub:
            asking = anomaly_store.Asked(state="open")
            return hub.database.read_now(partial(show_list, asked=asking, count=count))


def _prove_at_rest(hub: OpenSite) -> ProofBody:
    centre, identity = centre_of(hub), hub.identity

    def standing(session: Session) -> Standing:
        return Standing(
            hub=f"{identity.site}.{identity.epoch}",
            trust=centre.trust(session),
            now_ms=hub.clock.now().at_ms,
            zone=ZoneInfo(hub.settings.time_zone),
            tolerances=tolerances_of(hub.settings),
        )

    proof = hub.database.read_moment(lambda session: prove_journals(session, standing(session)))
    signer = identity.keys.signer
    return show_proof(hub.database.write_now(lambda session: keep_proof(session, proof, signer)))
