"""What is said about operators, at the hub's door and by its owner's command alike."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from service.feed_writer import CannotSign, FeedKey
from service.http_problems import Problem
from service.journal.act import Act
from service.kit.ids import system_randomness
from service.officers.list_officer import OfficerToList
from service.officers.list_operator import OperatorRefusal, list_operator
from service.vocabulary import HUB, OfficerNo, Role

OfficerField = Annotated[str, Field(pattern=r"^[0-9]{4,6}$")]


class OperatorToListBody(BaseModel):
    """An operator as this machine's owner lists them; ``active`` false takes every right away."""

    model_config = ConfigDict(extra="forbid")

    officer: OfficerField
    name: str = Field(pattern=r"^[^\x00-\x1f\x7f-\x9f]{1,80}$")
    roles: list[Role] = Field(min_length=1, max_length=2)
    active: bool = True


class ListedBody(BaseModel):
    """Who was listed, and the one-time code with which they choose a passphrase."""

    officer: str
    one_time_code: str


def who_is(body: OperatorToListBody) -> OfficerToList:
    return OfficerToList(OfficerNo(body.officer), body.name, body.roles, (HUB,), body.active)


def list_or_refuse(act: Act, who: OfficerToList, key: FeedKey | None) -> ListedBody | Problem:
    """List an operator, as the hub's pages and its owner's command both do."""
    if key is None:
        return Problem("no_signing_key", 409)
    try:
        listed = list_operator(act, who, key=key, random=system_randomness)
    except CannotSign:
        return Problem("no_signing_key", 409)
    if isinstance(listed, OperatorRefusal):
        return Problem(listed, 409)
    return ListedBody(officer=who.officer, one_time_code=listed)
