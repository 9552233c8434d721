"""Bring the own journal to the hub, batch by batch, from where the hub says that it ends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from service.kit.clock import stopwatch_seconds
from service.sync.hub_line import HubLine, LineFailure, LineFault, code_of
from service.sync.journal_batch import MOST_EVENTS
from service.sync.messages import HelloBody, ReceivedBody, UnlinkedBody
from service.sync.site_at_line import SiteAtLine
from service.sync.site_end import Heard, OwnJournal

FIRST_SIZE: Final = 64
QUICK_SECONDS: Final = 3.0
"""A batch that is answered within this is followed by one twice as large."""

MOST_RETURNS: Final = 3
"""Times that one push goes back to where both chains agree. A line that spoils every batch does
not come to an end otherwise."""

Progress = Callable[[int, int], None]
"""Told how many events are with the hub, of how many."""


@dataclass(slots=True)
class Pushed:
    """What went up: events, and how many of them the hub told to be put aside."""

    events: int = 0
    aside: int = 0
    is_fork: bool = False


def push_journal(
    line: HubLine,
    site: SiteAtLine,
    *,
    hello: HelloBody,
    progress: Progress = lambda done, of: None,
    is_old_copy: bool = False,
) -> Pushed:
    """Send every own epoch's events above what the hub has signed for. An epoch that its greeting
    does not name it does not have, whatever it signed before it was restored from a backup.

    An old copy shows its last event, to be told where its chain parts from the hub's. Raises
    ``LineFault``; what was stored by then is not sent again.
    """
    pushed = Pushed()
    for own in site.journals():
        stored = own.stored if own.epoch in hello.marks else 0
        after = max(0, own.head.seq - 1) if is_old_copy else stored
        _Push(line, site, own, hello.record, pushed, after=after).run(progress)
    return pushed


@dataclass(slots=True)
class _Push:
    """One epoch on its way: what is with the hub (``after``), and how large the next batch is."""

    line: HubLine
    site: SiteAtLine
    own: OwnJournal
    record: str
    pushed: Pushed
    after: int
    size: int = FIRST_SIZE
    returns: int = 0

    def run(self, progress: Progress) -> None:
        while data := self.site.batch(self.own.epoch, after=self.after, most=self.size):
            began = stopwatch_seconds()
            answer = self._try(data)
            if isinstance(answer, ReceivedBody):
                self._go_on(answer)
                progress(self.after, self.own.head.seq)
                if stopwatch_seconds() - began < QUICK_SECONDS:
                    self.size = min(MOST_EVENTS, self.size * 2)
            elif isinstance(answer, UnlinkedBody):
                self._go_back(answer)

    def _try(self, data: bytes) -> ReceivedBody | UnlinkedBody | None:
        """Send a batch; ``None`` where a smaller one may get through."""
        try:
            return _send(self.line, self.site, self.own, self.after, data)
        except LineFault as fault:
            if fault.failure is not LineFailure.TIMED_OUT or self.size == 1:
                raise
            self.size = max(1, self.size // 2)
            return None

    def _go_on(self, answer: ReceivedBody) -> None:
        if self.site.hear_mark(self.record, answer.mark) is not Heard.BELIEVED:
            raise LineFault(LineFailure.NOT_THE_HUB)
        self.pushed.events += max(0, answer.head.seq - self.after)
        self.pushed.aside = len(answer.aside)
        self.pushed.is_fork |= answer.branch > 0
        self.after = max(self.after, answer.head.seq)

    def _go_back(self, answer: UnlinkedBody) -> None:
        """To the last place that both know: what the hub has lost since, or never had, is sent."""
        self.returns += 1
        if self.returns > MOST_RETURNS:
            raise LineFault(LineFailure.REFUSED, "batch_unlinked")
        self.after = self.site.common(self.own.epoch, answer.known)


def _send(
    line: HubLine, site: SiteAtLine, own: OwnJournal, after: int, data: bytes
) -> ReceivedBody | UnlinkedBody:
    target = f"/sync/v1/journals/{site.site}/{own.epoch}?from={after + 1}"
    answer = line.ask("POST", target, data)
    try:
        if answer.status_code == 200:
            return ReceivedBody.model_validate_json(answer.content)
        if answer.status_code == 409:
            return UnlinkedBody.model_validate_json(answer.content)
    except ValidationError as fault:
        raise LineFault(LineFailure.NOT_THE_HUB) from fault
    raise LineFault(LineFailure.REFUSED, code_of(answer))
