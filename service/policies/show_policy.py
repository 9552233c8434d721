"""What screens are told of the policy of a day: limits, goods with what is allowed, hours."""

from pydantic import BaseModel

from service.policies.rules import Pack, Policy
from service.policies.rules.catalogue import CatalogueRow, OriginAllowed, judge_origin
from service.policies.rules.dates import day_after
from service.policies.rules.hours import Hours, show_minute
from service.policies.rules.names import NAMELESS, Names
from service.policies.store import all_packs, days_opened_under
from service.session import Session
from service.vocabulary import TradeDay

RELAXED_SOON_DAYS = 31


class NamesBody(BaseModel):
    """A name in three languages."""

    zh: str
    vi: str
    en: str

    @classmethod
    def of(cls, names: Names) -> "NamesBody":
        return cls(zh=names.zh, vi=names.vi, en=names.en)


class ComponentBody(BaseModel):
    """A part of the exemption: ``limit`` of ``unit`` in each ``period``."""

    number: int
    code: str
    names: NamesBody
    unit: str
    period: str
    limit: int


class OriginBody(BaseModel):
    """A country goods may come from, ``until`` a last day or without an end; or, when it is not
    ``allowed``, why, and from or until which ``day``."""

    origin: str
    allowed: bool
    relaxed: bool
    reason: str | None
    day: str | None


class GoodsBody(BaseModel):
    """A row of the catalogue on that day. Prices in fen, for a kilogram or a piece."""

    code: str
    heading: str
    names: NamesBody
    unit: str
    way: str
    picture: str
    treatment: str
    draws_on: str | None
    flags: list[str]
    low_fen: int
    high_fen: int
    origins: list[OriginBody]


class CheckBody(BaseModel):
    """A check that an inspection may have made."""

    code: str
    names: NamesBody


class PolicyBody(BaseModel):
    """The policy of ``day``; without one, ``version`` is 0 and nothing is in the catalogue."""

    day: str | None
    version: int
    regime: str
    currency: str
    names: NamesBody
    components: list[ComponentBody]
    catalogue: list[GoodsBody]
    hours: list[list[str]]
    presence: dict[str, list[str]]
    annul_seconds: int
    checks: list[CheckBody]


class PolicyVersionBody(BaseModel):
    """One version that this site holds, and the days it opened under it."""

    version: int
    from_day: str
    regime: str
    names: NamesBody
    goods: int
    first_day: str | None
    last_day: str | None
    days: int


class PolicyVersionsBody(BaseModel):
    """Every version that this site holds, by number."""

    versions: list[PolicyVersionBody]


def show_policy(
    policy: Policy, day: TradeDay | None, goods_day: TradeDay | None = None
) -> PolicyBody:
    """The policy of ``day`` as screens need it; goods are judged by ``goods_day`` if it differs."""
    goods_day = goods_day or day
    pack = policy.pack
    names = {part.number: part.names for part in pack.components} if pack else {}
    return PolicyBody(
        day=day,
        version=policy.version,
        regime=pack.regime if pack else "",
        currency=policy.currency,
        names=NamesBody.of(pack.names if pack else NAMELESS),
        components=[
            ComponentBody(
                number=part.number,
                code=part.code,
                names=NamesBody.of(names[part.number]),
                unit=part.unit,
                period=part.period,
                limit=part.limit,
            )
            for part in policy.components
        ],
        catalogue=(
            [_goods(policy, row, goods_day) for row in pack.catalogue] if pack and goods_day else []
        ),
        hours=show_hours(policy.hours.on(day)) if day else [],
        presence={act: sorted(enough) for act, enough in policy.presence.items()},
        annul_seconds=policy.annul_seconds,
        checks=[
            CheckBody(code=each.code, names=NamesBody.of(each.names))
            for each in policy.terms.checks
        ],
    )


def show_versions(session: Session) -> PolicyVersionsBody:
    return PolicyVersionsBody(versions=[_version(session, pack) for pack in all_packs(session)])


def show_hours(hours: tuple[Hours, ...]) -> list[list[str]]:
    return [[show_minute(each.begin), show_minute(each.end)] for each in hours]


def _version(session: Session, pack: Pack) -> PolicyVersionBody:
    days = days_opened_under(session, pack.version)
    return PolicyVersionBody(
        version=pack.version,
        from_day=pack.from_day,
        regime=pack.regime,
        names=NamesBody.of(pack.names),
        goods=len(pack.catalogue),
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        days=len(days),
    )


def _goods(policy: Policy, row: CatalogueRow, day: TradeDay) -> GoodsBody:
    return GoodsBody(
        code=row.code,
        heading=row.heading,
        names=NamesBody.of(row.names),
        unit=row.unit,
        way=row.way,
        picture=row.picture,
        treatment=policy.treatment_of(row, day),
        draws_on=row.draws_on,
        flags=sorted(row.flags),
        low_fen=row.low_fen,
        high_fen=row.high_fen,
        origins=_origins(row, day),
    )


def _origins(row: CatalogueRow, day: TradeDay) -> list[OriginBody]:
    """What is allowed, and what was or will be within a month: the rest would only confuse."""
    shown = []
    for origin in dict.fromkeys(each.origin for each in row.origins):
        said = judge_origin(row, origin, day)
        if isinstance(said, OriginAllowed):
            body = OriginBody(
                origin=origin, allowed=True, relaxed=said.relaxed, reason=None, day=said.until
            )
        elif said.day is None or _lie_apart(said.day, day):
            continue
        else:
            body = OriginBody(
                origin=origin, allowed=False, relaxed=False, reason=said.reason, day=said.day
            )
        shown.append(body)
    return shown


def _lie_apart(one: TradeDay, other: TradeDay) -> bool:
    """Whether two days lie more than a month apart."""
    earlier, later = min(one, other), max(one, other)
    return day_after(earlier, RELAXED_SOON_DAYS) < later
