"""This machine's hub for its owner's commands: asked over HTTP while it runs, else opened here."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import httpx
from pydantic import BaseModel

from service.console.site_at_hand import console_client, fresh_key
from service.feed_writer import FeedKey
from service.http_problems import Problem
from service.journal.act import Act
from service.officers.operator_bodies import (
    ListedBody,
    OperatorToListBody,
    list_or_refuse,
    who_is,
)
from service.open_hub import feed_key_of, open_hub
from service.session import Session
from service.settings import Settings

Said = TypeVar("Said", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class HubAtHand:
    """The hub of ``settings``. What it refuses is answered with the code of the refusal."""

    settings: Settings

    def list_operator(self, who: OperatorToListBody) -> ListedBody | str:
        return self._post(
            "/v1/operators", who, ListedBody, partial(list_or_refuse, who=who_is(who))
        )

    def _post(
        self,
        path: str,
        body: BaseModel,
        answer: type[Said],
        verb: Callable[..., Said | Problem],
    ) -> Said | str:
        """What the running hub answers, or what ``verb(act, key=…)`` does to one that rests."""
        try:
            with console_client(self.settings) as client:
                said = client.post(path, json=body.model_dump(mode="json"), headers=fresh_key())
        except (OSError, httpx.TransportError):
            return self._write(verb)
        if said.is_error:
            return str(said.json().get("code", said.status_code))
        return answer.model_validate_json(said.content)

    def _write(self, verb: Callable[..., Said | Problem]) -> Said | str:
        with closing(open_hub(self.settings)) as hub:
            key: FeedKey | None = feed_key_of(hub)

            def work(session: Session) -> Said | Problem:
                act: Act = hub.act(session)
                return verb(act, key=key)

            said = hub.database.write_now(work)
        return said.code if isinstance(said, Problem) else said
