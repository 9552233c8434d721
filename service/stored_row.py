"""Tables told as classes: an annotation is a column. Nothing ever makes an object of a row."""

from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, ClassVar, Final, get_args, get_type_hints

from sqlalchemy import Boolean, Column, Integer, LargeBinary, MetaData, String, Table
from sqlalchemy.types import TypeEngine

_TYPES: Final[dict[Any, type[TypeEngine[Any]]]] = {
    str: String,
    int: Integer,
    bytes: LargeBinary,
    bool: Boolean,
}


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of a column beside its annotation."""

    primary_key: bool
    index: bool
    unique: bool
    sa_type: type[TypeEngine[Any]] | None


def Field(  # it stands where the value of an attribute would
    *,
    primary_key: bool = False,
    index: bool = False,
    unique: bool = False,
    sa_type: type[TypeEngine[Any]] | None = None,
) -> Any:
    """Say more of a column than its annotation does."""
    return _Told(primary_key, index, unique, sa_type)


_PLAIN: Final = _Told(primary_key=False, index=False, unique=False, sa_type=None)


class StoredRow:
    """A table, by the name ``__tablename__``; ``__table_args__`` are its indexes.

    Its columns are those of the annotations, in their order: ``str | None`` may be empty. It is a
    statement's table (``select_from(Turn)``), and never has an instance: a `store.py` gives values.
    """

    metadata: ClassVar[MetaData] = MetaData()
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[Any, ...]] = ()
    __table__: ClassVar[Table]

    def __init_subclass__(cls) -> None:
        told = {name: cls.__dict__.get(name, _PLAIN) for name in cls.__annotations__}
        hints = get_type_hints(cls)
        columns = [_column(name, hints[name], said) for name, said in told.items()]
        cls.__table__ = Table(cls.__tablename__, cls.metadata, *columns, *cls.__table_args__)

    @classmethod
    def __clause_element__(cls) -> Table:
        """How SQLAlchemy asks what stands for a class in a statement."""
        return cls.__table__


def _column(name: str, annotation: Any, told: _Told) -> Column[Any]:
    kinds = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    (kind,) = (each for each in kinds if each is not NoneType)
    return Column(
        name,
        told.sa_type or _TYPES[kind],
        primary_key=told.primary_key,
        nullable=NoneType in kinds and not told.primary_key,
        index=told.index,
        unique=told.unique,
    )
