"""What the process that carries and the site itself say to each other on this machine."""

from pydantic import BaseModel, ConfigDict, Field

from service.journal.store import Head
from service.sync.journal_batch import MOST_EVENTS
from service.sync.messages import HeadBody, HelloBody
from service.sync.site_end import Heard, OwnJournal
from service.vocabulary import Epoch


class Closed(BaseModel):
    """A body in which nothing is passed over."""

    model_config = ConfigDict(extra="forbid")


class OwnJournalBody(BaseModel):
    """One own epoch: where it ends here (what is anchored), up to where the hub signed for it."""

    epoch: str
    seq: int
    head: str
    stored: int

    @property
    def own(self) -> OwnJournal:
        return OwnJournal(Epoch(self.epoch), Head(self.seq, bytes.fromhex(self.head)), self.stored)


class JournalsBody(BaseModel):
    """Every own epoch, the present one last."""

    journals: list[OwnJournalBody]


class BatchQuery(Closed):
    """The batch above ``after``, of at most ``most`` events."""

    after: int = Field(default=0, ge=0, le=2**53 - 1)
    most: int = Field(default=MOST_EVENTS, ge=1, le=MOST_EVENTS)


class KnownBody(Closed):
    """Places of the hub's chain of an epoch."""

    epoch: str = Field(pattern="^[0-9a-f]{8}$")
    known: list[HeadBody] = Field(max_length=64)


class CommonBody(BaseModel):
    """The last of them that is also ours; 0 if none is."""

    seq: int


class HelloHeardBody(Closed):
    """What the hub greeted with, and the nonce it was asked with."""

    hello: HelloBody
    nonce: str = Field(max_length=64)


class MarkHeardBody(Closed):
    """A mark, and the hub's record that came with its greeting."""

    record: str = Field(max_length=8192)
    mark: str = Field(max_length=8192)


class HeardBody(BaseModel):
    """Whether it is believed."""

    heard: Heard


class TriedBody(Closed):
    """What came of an attempt to reach the hub, as its closed word; whether the hub answered."""

    outcome: str = Field(pattern="^[a-z_]{1,64}$")
    reached: bool


AT_REST = "site_at_rest"
"""Why a site whose service does not run takes no signed text in."""


class TakenTextBody(BaseModel):
    """What became of a signed text; to a request for quota the transfer that answers it, and how
    much that sends by component."""

    is_new: bool
    token: str | None = None
    amounts: dict[int, int] = {}
