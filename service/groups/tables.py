"""Groups, derived from the groups feed."""

from service.stored_row import Field, StoredRow


class GroupRow(StoredRow):
    """One group, coordination group or cooperative."""

    __tablename__ = "groups"

    group_no: str = Field(primary_key=True)
    kind: str
    parent: str | None
    village: str
    name: str
    leader: int | None
