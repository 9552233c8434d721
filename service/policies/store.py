"""All SQL of the policies."""

from functools import lru_cache

from sqlalchemy import bindparam, select

from service.kit import canonical_json
from service.policies.rules import BEFORE_ANY, Policy, read_policy
from service.policies.tables import PolicyRow
from service.session import Session, columns_of, prepared, prepared_upsert
from service.vocabulary import TradeDay

_POLICY = columns_of(PolicyRow)
_IN_FORCE = prepared(
    select(_POLICY.version, _POLICY.body)
    .where(_POLICY.from_day <= bindparam("day"))
    .order_by(_POLICY.from_day.desc(), _POLICY.version.desc())
    .limit(1)
)
_PUT = prepared_upsert(PolicyRow)


def policy_in_force(session: Session, day: TradeDay | None) -> Policy:
    """The policy of ``day``; with no day open, or none published, what holds before any."""
    row = session.row(_IN_FORCE, day=day) if day else None
    return _read(*row) if row else BEFORE_ANY


@lru_cache(maxsize=16)
def _read(version: int, body: bytes) -> Policy:
    """The same words are the same policy: read once, since every scan is judged by one."""
    return read_policy(version, canonical_json.decode(body))


def put_policy(session: Session, version: int, from_day: TradeDay, body: bytes) -> None:
    session.run(_PUT, version=version, from_day=from_day, body=body)
