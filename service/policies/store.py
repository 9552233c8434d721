"""All SQL of the policies."""

from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from service.kit import canonical_json
from service.policies.rules import BEFORE_ANY, Pack, Policy, policy_of, read_pack
from service.policies.rules.policy import fix_months
from service.policies.tables import PolicyDayRow, PolicyPartRow, PolicyRow
from service.session import Session, columns_of, kept_until_changed, prepared, prepared_upsert
from service.vocabulary import TradeDay

_POLICY = columns_of(PolicyRow)
_PART = columns_of(PolicyPartRow)
_DAY = columns_of(PolicyDayRow)
_COLUMNS = (_POLICY.version, _POLICY.from_day, _POLICY.body)
_IN_FORCE = prepared(
    select(*_COLUMNS)
    .where(_POLICY.from_day <= bindparam("day"))
    .order_by(_POLICY.from_day.desc(), _POLICY.version.desc())
    .limit(1)
)
_ADOPTED = prepared(
    select(*_COLUMNS)
    .join(PolicyDayRow, _DAY.version == _POLICY.version)
    .where(_DAY.day == bindparam("day"))
)
_FIRST_ADOPTED = prepared(
    select(_DAY.day, *_COLUMNS)
    .join(PolicyDayRow, _DAY.version == _POLICY.version)
    .where(_DAY.day.between(bindparam("first"), bindparam("last")))
    .order_by(_DAY.day)
    .limit(1)
)
_ALL = prepared(select(*_COLUMNS).order_by(_POLICY.version))
_HAS = prepared(select(_POLICY.version).where(_POLICY.version == bindparam("which")))
_PARTS = prepared(
    select(_PART.body).where(_PART.version == bindparam("which")).order_by(_PART.part)
)
_PUT = prepared_upsert(PolicyRow)
_PUT_PART = prepared_upsert(PolicyPartRow)
_PUT_DAY = prepared_upsert(PolicyDayRow)
_DAYS = prepared(select(_DAY.day).where(_DAY.version == bindparam("which")).order_by(_DAY.day))


@kept_until_changed(PolicyRow, PolicyDayRow)
def policy_in_force(session: Session, day: TradeDay | None) -> Policy:
    """The policy of ``day``: the one it was opened under, else the one its date asks for.

    Limits by the month are those of the first day of that month that was opened here. With no day
    open, or none published, what holds before any.
    """
    if day is None:
        return BEFORE_ANY
    row = session.row(_ADOPTED, day=day) or session.row(_IN_FORCE, day=day)
    if row is None:
        return BEFORE_ANY
    first = session.row(_FIRST_ADOPTED, first=f"{day[:8]}01", last=day)
    policy = _read_policy(*row, day)
    return fix_months(policy, _read_policy(*first[1:], first[0])) if first else policy


def all_packs(session: Session) -> list[Pack]:
    """Every version that was ever published to this site, by number."""
    return [_read_pack(*row) for row in session.rows(_ALL)]


def days_opened_under(session: Session, version: int) -> list[TradeDay]:
    """The trade days that were opened here under a version."""
    return [row[0] for row in session.rows(_DAYS, which=version)]


def has_version(session: Session, version: int) -> bool:
    return session.row(_HAS, which=version) is not None


def put_policy(session: Session, version: int, from_day: TradeDay, body: bytes) -> None:
    session.run(_PUT, version=version, from_day=from_day, body=body)


def put_part(session: Session, version: int, part: int, body: bytes) -> None:
    session.run(_PUT_PART, version=version, part=part, body=body)


def parts_of(session: Session, version: int) -> list[list[dict[str, Any]]]:
    """The parts of a version's catalogue, in order."""
    return [canonical_json.decode(row[0]) for row in session.rows(_PARTS, which=version)]


def put_day(session: Session, day: TradeDay, version: int) -> None:
    session.run(_PUT_DAY, day=day, version=version)


@lru_cache(maxsize=32)
def _read_policy(version: int, from_day: TradeDay, body: bytes, day: TradeDay) -> Policy:
    """Kept, since each scan asks for it: a pack has hundreds of rows and changes twice a year."""
    return policy_of(_read_pack(version, from_day, body), day)


def _read_pack(version: int, from_day: TradeDay, body: bytes) -> Pack:
    return read_pack(version, from_day, canonical_json.decode(body))
