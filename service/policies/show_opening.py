"""How a site's doors stand, for screens: by the authority's notice, the hours, and what comes."""

from dataclasses import dataclass

from pydantic import BaseModel

from service.policies.notices_store import notices_not_over
from service.policies.rules.dates import local_day, local_minute
from service.policies.rules.hours import WeekHours, is_within, next_opening_ms
from service.policies.rules.notices import Notice, SiteState, next_change_ms, site_status_at
from service.policies.show_policy import NamesBody, show_hours
from service.policies.store import policy_in_force
from service.session import Session
from service.vocabulary import SiteNo


class OpeningBody(BaseModel):
    """Whether a site is ``open``, ``restricted`` or ``closed`` by the authority's word, since when
    and until when (ms, UTC), and what it says in three languages.

    ``hours`` are today's, local; ``opens_at`` (ms, UTC) when it next opens, if it is not open now
    and that is known; ``designated`` when only named persons may come in, ``goods`` what alone is
    admitted, ``capacity`` how many may be inside at once, ``pass_seconds`` by how much
    longer passes to this site are honoured.
    """

    state: SiteState
    message: NamesBody | None
    since: int | None
    until: int | None
    hours: list[list[str]]
    within_hours: bool
    opens_at: int | None
    changes_at: int | None
    designated: bool
    goods: list[str]
    capacity: int | None
    pass_seconds: int
    zone: str


@dataclass(frozen=True, slots=True)
class Here:
    """Which site, at which moment (ms, UTC), and the zone that counts where no policy says one."""

    site: SiteNo
    at_ms: int
    zone: str


def show_opening(session: Session, here: Here) -> OpeningBody:
    """How the site stands at that moment."""
    notices = notices_not_over(session, here.site, here.at_ms)
    notice = site_status_at(notices, here.at_ms)
    policy = policy_in_force(session, local_day(here.at_ms, here.zone))
    zone = policy.zone or here.zone
    hours = policy.hours.on(local_day(here.at_ms, zone))
    minute = local_minute(here.at_ms, zone)
    if notice and notice.hours:
        hours, minute = notice.hours, local_minute(here.at_ms, notice.zone)
    is_restricted = notice is not None and notice.state is SiteState.RESTRICTED
    return OpeningBody(
        state=notice.state if notice else SiteState.OPEN,
        message=NamesBody.of(notice.message) if notice else None,
        since=notice.from_ms if notice else None,
        until=notice.until_ms if notice else None,
        hours=show_hours(hours),
        within_hours=is_within(hours, minute),
        opens_at=_opens_at(notice, policy.hours, here.at_ms, zone),
        changes_at=next_change_ms(notices, here.at_ms),
        designated=is_restricted and notice is not None and notice.designates,
        goods=list(notice.goods) if notice and is_restricted else [],
        capacity=notice.capacity if notice and is_restricted else None,
        pass_seconds=notice.pass_seconds if notice else 0,
        zone=zone,
    )


def _opens_at(notice: Notice | None, week: WeekHours, at_ms: int, zone: str) -> int | None:
    """When a site that is not open now opens: after the notice that closes it, in its hours."""
    if notice and notice.hours:
        week, zone = WeekHours((notice.hours,) * 7), notice.zone
    if notice and notice.state is SiteState.CLOSED:
        if notice.until_ms is None:
            return None
        return _first_open(week, notice.until_ms, zone)
    opens = _first_open(week, at_ms, zone)
    return opens if opens != at_ms else None


def _first_open(week: WeekHours, from_ms: int, zone: str) -> int | None:
    if is_within(week.on(local_day(from_ms, zone)), local_minute(from_ms, zone)):
        return from_ms
    return next_opening_ms(week, from_ms, zone)
