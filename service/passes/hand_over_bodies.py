"""What the hand-over of passes and the kiosk's routes take and give, as OpenAPI shows it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from service.checkin.bodies import SelfLane, TurnBody
from service.checkin.rules import Lane
from service.devices.bodies import Language
from service.groups.member_body import MemberBody
from service.inspection.bodies import GoodsBody
from service.passes.bodies import CarriedPartBody, ShownBody, SiteBody
from service.passes.list_destinations import DestinationState
from service.passes.signals import Colour, PublicVerdict, Shape


class DestinationBody(SiteBody):
    """A site that a pass may be directed to, and whether it takes anybody just now."""

    state: DestinationState


class DestinationsBody(BaseModel):
    """Every other site that may honour a pass, by number."""

    items: list[DestinationBody]


class HandOverBody(BaseModel):
    """A pass to hand out: ``text`` and its QR code as SVG, ``code`` what an officer can type, and
    where a phone opens it, if there is a centre. ``manifest`` is the list of goods that the
    destination files from, where they were not declared here. Times in s, UTC."""

    reference: str
    inspection: str
    member_no: int
    member: MemberBody | None
    issuer: SiteBody
    to: SiteBody
    issued_s: int
    expires_s: int
    code: str
    text: str
    picture: str
    link: str | None
    link_picture: str | None
    quota: dict[int, int]
    carried: list[CarriedPartBody]
    manifest: str | None
    manifest_picture: str | None
    goods: GoodsBody | None


class PrintPassBody(BaseModel):
    """In which language beside Chinese a pass is printed."""

    model_config = ConfigDict(extra="forbid")

    language: Language


class ArriveBody(ShownBody):
    """A pass at the kiosk whose bearer says "this is me", and the lane to wait in."""

    lane: SelfLane = Lane.PERSON


class PresentedBody(BaseModel):
    """What a kiosk says of a pass. ``name`` is masked; it and ``group`` are there of a welcome
    alone, times (s, UTC; ``now`` in ms) and sites of a pass that says them for its bearer."""

    code: PublicVerdict
    colour: Colour
    shape: Shape
    now: int
    name: str | None = None
    group: str | None = None
    issuer: SiteBody | None = None
    to: SiteBody | None = None
    issued_s: int | None = None
    expires_s: int | None = None


class ArrivedBody(BaseModel):
    """Somebody who came in with a pass, or had come in before (then without a new turn). The pass
    is still to be honoured by an officer."""

    reference: str
    at: int
    turn: TurnBody | None
    state: Literal["saved"] = "saved"
