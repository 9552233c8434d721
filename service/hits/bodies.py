"""What the routes of risk hits take and give, as OpenAPI shows it."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

from service.hits import store
from service.hits.rules import HitKind, HitReason, HitState, LiftReason


class EnterBody(BaseModel):
    """What a hit is about, until when (ms, UTC) and why."""

    model_config = ConfigDict(extra="forbid")

    kind: HitKind
    value: str = Field(default="", max_length=64)
    until: int = Field(ge=0)
    reason: HitReason


class LiftBody(BaseModel):
    """Why a hit holds no more."""

    model_config = ConfigDict(extra="forbid")

    reason: LiftReason


class HitBody(BaseModel):
    """A risk hit, for officers alone; times in ms, UTC."""

    reference: str
    kind: HitKind
    value: str
    reason: HitReason
    at: int
    until: int
    officer: str | None
    state: HitState
    lifted_at: int | None


class HitsBody(BaseModel):
    """The hits of the last days, newest first."""

    items: list[HitBody]


def show_hit(hit: store.Hit, *, now_ms: int) -> HitBody:
    return HitBody(
        reference=hit.reference,
        kind=HitKind(hit.kind),
        value=hit.value,
        reason=HitReason(hit.reason),
        at=hit.at_ms,
        until=hit.until_ms,
        officer=hit.officer,
        state=hit.state_at(now_ms),
        lifted_at=hit.lifted_ms,
    )


def show_hits(hits: Iterable[store.Hit], *, now_ms: int) -> list[HitBody]:
    return [show_hit(each, now_ms=now_ms) for each in hits]
