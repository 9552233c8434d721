"""A class with annotations is a table, and stands for it in statements."""

import pytest
from sqlalchemy import BigInteger, Index, Integer, MetaData, delete, insert, select

from service.checkin.tables import CheckInRecord
from service.stored_row import Field, StoredRow


@pytest.fixture
def told() -> type[StoredRow]:
    """A table that no other test and no migration knows of."""

    class Lantern(StoredRow):
        metadata = MetaData()
        __tablename__ = "lanterns"
        __table_args__ = (Index("lanterns_by_day", "day"),)

        number: int = Field(primary_key=True)
        lit_ms: int = Field(sa_type=BigInteger)
        day: str | None
        keeper: bytes | None = Field(unique=True)
        is_red: bool

    return Lantern


def test_annotations_are_columns_in_their_order(told: type[StoredRow]) -> None:
    columns = told.__table__.columns
    assert [each.name for each in columns] == ["number", "lit_ms", "day", "keeper", "is_red"]
    assert [each.nullable for each in columns] == [False, False, True, True, False]
    assert [each.name for each in told.__table__.primary_key] == ["number"]
    assert (type(columns.number.type), type(columns.lit_ms.type)) == (Integer, BigInteger)
    assert {each.name for each in told.__table__.indexes} == {"lanterns_by_day"}


def test_a_class_stands_for_its_table(told: type[StoredRow]) -> None:
    assert str(delete(told)) == "DELETE FROM lanterns"
    assert str(select(told.__table__.c.day).select_from(told)) == (
        "SELECT lanterns.day \nFROM lanterns"
    )
    assert "lit_ms" in str(insert(told))


def test_what_is_no_column_is_not_taken_for_one() -> None:
    with pytest.raises(KeyError):

        class Wrong(StoredRow):
            metadata = MetaData()
            __tablename__ = "wrong"

            weight: float = Field(primary_key=True)


def test_the_tables_of_the_project_are_in_one_list() -> None:
    assert CheckInRecord.__table__ is StoredRow.metadata.tables["checkin_records"]
