"""Hear by the hub what other sites have signed for this one, and let it hand on our own texts."""

from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from service.quota.rules import QuotaRefusal
from service.sync.hub_line import HubLine, LineFailure, LineFault
from service.sync.messages import HelloBody, InboxBody, RelayBody, RelayedBody, RelayText
from service.sync.site_at_line import SiteAtLine
from service.sync.site_bodies import AT_REST
from service.vocabulary import Epoch

TEXTS_A_REQUEST: Final = 50
Body = TypeVar("Body", bound=BaseModel)
COMES_AGAIN: Final = frozenset(
    {AT_REST, QuotaRefusal.DAY_NOT_OPEN, "busy", "site_not_writing", "fault"}
)
"""Refusals for the moment: the text stays with the hub, and those after it."""


def hear_inbox(line: HubLine, site: SiteAtLine) -> int:
    """Take in what waits at the hub for this site, in order; how many were taken or refused for
    good. A request for quota is answered by a transfer, which goes up like any other.

    Raises ``LineFault``; what was heard and not yet dropped comes again, and changes nothing.
    """
    heard = taken = 0
    while True:
        inbox = _inbox(line, taken)
        for each in inbox.texts:
            done = site.take_text(each.text)
            if isinstance(done, str) and done in COMES_AGAIN:
                if taken:
                    _inbox(line, taken)
                return heard
            heard, taken = heard + 1, each.number
        if not inbox.texts:
            return heard


def relay_tokens(line: HubLine, site: SiteAtLine, hello: HelloBody) -> int:
    """Tell the hub the texts of own events that it has not been told of; how many. A hub of before
    there were relays is told nothing. Raises ``LineFault``."""
    if hello.relayed is None:
        return 0
    told, own = 0, site.journals()[-1]
    after = hello.relayed.get(own.epoch, 0)
    while after < own.head.seq:
        found = site.tokens(after)
        texts = [RelayText(to=each.to, text=each.text) for each in found.tokens]
        for start in range(0, len(texts), TEXTS_A_REQUEST):
            relay(line, texts[start:][:TEXTS_A_REQUEST])
        relay(line, [], epoch=own.epoch, upto=found.upto)
        if found.upto <= after:
            break
        told, after = told + len(texts), found.upto
    return told


def relay(
    line: HubLine, texts: list[RelayText], *, epoch: Epoch | None = None, upto: int | None = None
) -> None:
    """Give texts to the hub to be handed on. Raises ``LineFault``."""
    body = RelayBody(texts=texts, epoch=epoch, upto=upto)
    _ask(line, "/sync/v1/relay", body.model_dump_json().encode(), RelayedBody)


def _inbox(line: HubLine, taken: int) -> InboxBody:
    return _ask(line, f"/sync/v1/inbox?taken={taken}", b"", InboxBody)


def _ask(line: HubLine, target: str, body: bytes, kind: type[Body]) -> Body:
    answer = line.ask("POST", target, body)
    if answer.status_code != 200:
        raise LineFault(LineFailure.REFUSED, "relay")
    try:
        return kind.model_validate_json(answer.content)
    except ValidationError as fault:
        raise LineFault(LineFailure.NOT_THE_HUB) from fault
