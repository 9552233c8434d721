"""A second officer, as graver acts of the day and of quota ask for one."""

from pydantic import BaseModel, ConfigDict, Field


class SecondOfficerBody(BaseModel):
    """Another officer who vouches for an act with a PIN."""

    model_config = ConfigDict(extra="forbid")

    officer: str = Field(min_length=4, max_length=6)
    pin: str = Field(min_length=4, max_length=12)
