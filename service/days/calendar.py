"""What the site's own clock on the wall says: the local date, and a time written on paper."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from service.kit.clock import Moment, local_date
from service.vocabulary import TradeDay


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar of the site's time zone."""

    zone: ZoneInfo

    def today(self, moment: Moment) -> TradeDay:
        return TradeDay(local_date(moment, self.zone))

    def written_ms(self, day: TradeDay, written: str) -> int:
        """A time written ``HH:MM`` on a day, as ms since 1970, UTC."""
        date = datetime.fromisoformat(day).date()
        at = datetime.combine(date, time.fromisoformat(written), self.zone)
        return int(at.timestamp()) * 1000
