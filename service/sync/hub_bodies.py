"""What the hub is told on its own machine."""

from pydantic import BaseModel, ConfigDict, Field

from service.journal.store import Head


class DurableBody(BaseModel):
    """Up to where a verified backup holds the journal of one epoch."""

    model_config = ConfigDict(extra="forbid")

    site: str = Field(pattern="^S[0-9]{2}$")
    epoch: str = Field(pattern="^[0-9a-f]{8}$")
    seq: int = Field(ge=0, le=2**53 - 1)
    hash: str = Field(pattern="^[0-9a-f]{64}$")

    @property
    def head(self) -> Head:
        return Head(self.seq, bytes.fromhex(self.hash))


class EndsBody(BaseModel):
    """The ends of all journals in a verified backup."""

    model_config = ConfigDict(extra="forbid")

    ends: list[DurableBody] = Field(max_length=10_000)


class MarkedBody(BaseModel):
    """Of how many journals more is durable than before."""

    marked: int
