"""How bundles are asked for and told of over HTTP, at a site and at the hub alike."""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from service.sync.bundle import Bundle
from service.sync.take_bundle import Taken

NEXT_HEADER: Final = "Twogate-Next"
"""With each file: after which place the next one goes on."""

MEDIA_TYPE: Final = "application/octet-stream"
REFUSALS_TOLD: Final = 20

UPLOAD: Final = {
    "requestBody": {
        "required": True,
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}


class FillQuery(BaseModel):
    """``after``: the place that the file before named in ``Twogate-Next``; nothing at first."""

    model_config = ConfigDict(extra="forbid")

    after: str = Field(default="", max_length=80)


class PlaceBody(BaseModel):
    """A place by its number, and its names in three languages."""

    no: str
    zh: str
    vi: str
    en: str


class PlacesBody(BaseModel):
    """For whom files can be sealed here, and who we are."""

    own: str
    places: list[PlaceBody]


class RefusedBody(BaseModel):
    """A part that was not taken in: what it is, and why."""

    kind: str
    reason: str


class TakenBody(BaseModel):
    """From whom a bundle came, sealed when (ms, UTC by its sender's clock), and what became of its
    parts. The first 20 refusals are told."""

    sender: str
    sealed_at: int
    new: int
    held: int
    refused: int
    refusals: list[RefusedBody] = Field(max_length=REFUSALS_TOLD)


def show_taken(bundle: Bundle, *taken: Taken) -> TakenBody:
    refusals = [RefusedBody(kind=k, reason=why) for each in taken for k, why in each.refused]
    return TakenBody(
        sender=bundle.sender,
        sealed_at=bundle.sealed_at_ms,
        new=sum(each.new for each in taken),
        held=sum(each.held for each in taken),
        refused=len(refusals),
        refusals=refusals[:REFUSALS_TOLD],
    )
