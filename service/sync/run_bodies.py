"""What a site tells the hub of itself when a run ends; nothing in it is of any member."""

from pydantic import BaseModel, ConfigDict, Field

from service.kit.clock import Trust

MOST_FEEDS = 100
MOST_WARNINGS = 20
MOST = 2**53 - 1


class _Body(BaseModel):
    """A newer site may tell more: what is not known here is passed over."""

    model_config = ConfigDict(extra="ignore")


class HowSiteIs(_Body):
    """A site's word on itself. ``saved`` counts the events of its present epoch, ``attention`` what
    is put aside there; ``now`` is its time (ms, UTC). ``refusal`` is why it writes nothing.
    ``feeds`` are the positions it holds, ``{"members/all": "1.25000"}``."""

    software: str = Field(max_length=40)
    saved: int = Field(ge=0, le=MOST)
    attention: int = Field(ge=0, le=MOST)
    now: int = Field(ge=0, le=MOST)
    clock: Trust
    day: str | None = Field(default=None, max_length=10)
    refusal: str | None = Field(default=None, max_length=60)
    warnings: list[str] = Field(default=[], max_length=MOST_WARNINGS)
    free_mib: int | None = Field(default=None, ge=0, le=MOST)
    feeds: dict[str, str] = Field(default={}, max_length=MOST_FEEDS)


class RunDone(_Body):
    """What one run did: how it ended, events up, how many of them were put aside, pages down."""

    outcome: str = Field(pattern="^[a-z_]{1,60}$")
    events: int = Field(ge=0, le=MOST)
    aside: int = Field(ge=0, le=MOST)
    pages: int = Field(ge=0, le=MOST)


class RunReport(_Body):
    """The end of a run, told by its site."""

    site: HowSiteIs
    run: RunDone


class NotedBody(BaseModel):
    """The hub has noted it."""

    noted: bool = True
