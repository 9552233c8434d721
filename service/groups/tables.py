"""Groups, derived from the groups feed."""

from sqlmodel import Field, SQLModel


class GroupRow(SQLModel, table=True):
    """One group, coordination group or cooperative."""

    __tablename__ = "groups"

    group_no: str = Field(primary_key=True)
    kind: str
    parent: str | None
    village: str
    name: str
    leader: int | None
