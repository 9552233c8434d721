"""Where a counter that is short of quota hangs its question, and who has a network takes it.

The site itself has none: it waits three seconds for what a process of this machine brings, outside
of every transaction.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from service.kit.clock import stopwatch_seconds
from service.quota.request import QuotaRequest

ASKED_SECONDS: Final = 3.0
CARRIER_GONE_SECONDS: Final = 5.0
"""Who has not looked for a question for so long carries none."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What one place said to a request: ``sent`` with the transfer's text, ``relayed`` where the
    hub hands it on, or why nothing came."""

    site: str
    outcome: str
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One member's need, as it would be said to each place, the likeliest to have it first."""

    number: int
    requests: Sequence[QuotaRequest]


@dataclass(slots=True)
class AskBoard:
    """The questions of this moment; none outlives its three seconds."""

    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _hung: deque[Question] = field(default_factory=deque)
    _waiting: "dict[int, asyncio.Future[Sequence[Answered]]]" = field(default_factory=dict)
    _hangs: asyncio.Event = field(default_factory=asyncio.Event)
    _carriers: int = 0
    _seen: float = float("-inf")

    async def ask(
        self, requests: Sequence[QuotaRequest], *, seconds: float = ASKED_SECONDS
    ) -> Sequence[Answered] | None:
        """What came of it in time; ``None`` where nobody is there to carry it, or came back."""
        if not requests or not self._is_carried:
            return None
        question = Question(next(self._numbers), requests)
        answers: asyncio.Future[Sequence[Answered]] = asyncio.get_running_loop().create_future()
        self._waiting[question.number] = answers
        self._hung.append(question)
        self._hangs.set()
        try:
            return await asyncio.wait_for(answers, seconds)
        except TimeoutError:
            return None
        finally:
            del self._waiting[question.number]

    async def take(self, *, seconds: float, ending: asyncio.Event) -> Question | None:
        """The next question, for who carries; ``None`` if there was none for so long, or the
        service is about to stop."""
        self._carriers += 1
        waits = [asyncio.ensure_future(each) for each in (self._next(), ending.wait())]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            found = waits[0].result() if waits[0].done() else None
            return found if isinstance(found, Question) else None
        finally:
            for each in waits:
                each.cancel()
            self._carriers -= 1
            self._seen = stopwatch_seconds()

    def answer(self, number: int, answers: Sequence[Answered]) -> bool:
        """Whether somebody was still waiting for it."""
        waiting = self._waiting.get(number)
        if waiting is None or waiting.done():
            return False
        waiting.set_result(answers)
        return True

    @property
    def _is_carried(self) -> bool:
        return self._carriers > 0 or stopwatch_seconds() - self._seen < CARRIER_GONE_SECONDS

    async def _next(self) -> Question:
        while True:
            while self._hung:
                question = self._hung.popleft()
                if question.number in self._waiting:
                    return question
            self._hangs.clear()
            await self._hangs.wait()
