"""What of the present epoch's events other places have to hear, a stretch of events at a time."""

from itertools import islice
from typing import Final

from service.session import Session
from service.sync.site_end import SiteEnd, end_of_own
from service.sync.text_bodies import TokenBody, TokensBody
from service.sync.tokens_for import LOOKED_BACK, tokens_between

EVENTS_A_LOOK: Final = 5_000


def find_tokens(session: Session, end: SiteEnd, *, after: int) -> TokensBody:
    """The texts of the next 5,000 events above ``after``, of what is anchored."""
    head = end_of_own(session, end)
    after = max(after, head.seq - LOOKED_BACK)
    upto = max(after, min(after + EVENTS_A_LOOK, head.seq))
    found = tokens_between(session, end.identity, after=after, upto=upto)
    tokens = [TokenBody(to=to, text=text) for to, text in islice(found, EVENTS_A_LOOK)]
    return TokensBody(epoch=end.identity.epoch, upto=upto, tokens=tokens)
