"""SQL as slices speak it: a statement compiled once, run on the raw connection."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, wraps
from hashlib import sha256
from inspect import unwrap
from operator import itemgetter
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import Boolean, Column, Table, bindparam, column, insert, make_url, select, table
from sqlalchemy import UpdateBase as ChangingStatement
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import functions
from sqlalchemy.sql.base import Executable, ReadOnlyColumnCollection

from service.stored_row import StoredRow

Row = tuple[Any, ...]
Bind = Callable[[Mapping[str, Any]], Any]
"""Puts the values of one call into the form that a driver binds."""

OWN_JOURNAL = "own journal"
"""The lock of whoever goes on with this machine's own chain, as two processes of a hub may."""

P = ParamSpec("P")
T = TypeVar("T")

# Pyformat for psycopg; for SQLite names, which become places: the only two databases there are.
_URLS = {"sqlite": ("sqlite://", "named"), "postgresql": ("postgresql+psycopg://", "pyformat")}


class Prepared:
    """A SQLAlchemy Core statement that is compiled at its first use and then kept as text.

    Compiling anew for each request costs more than running the statement does.
    """

    __slots__ = ("_compiled", "_statement", "changes")

    def __init__(self, statement: Executable, *, spares_kept: bool = False) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, Bind]] = {}
        self.changes = ""
        if isinstance(statement, ChangingStatement) and not spares_kept:
            self.changes = cast(Table, statement.table).name

    def on(self, dialect: str) -> tuple[str, Bind]:
        """The statement's text for ``dialect``, and what binds its values."""
        known = self._compiled.get(dialect)
        if known is None:
            known = self._compiled[dialect] = _compile(self._statement, dialect)
        return known


def prepared(statement: Executable, *, spares_kept: bool = False) -> Prepared:
    """Prepare a select, insert, update or delete whose open values are ``bindparam("name")``.

    ``spares_kept``: nothing that is kept of its table (``kept_until_changed``) is other after it.
    """
    return Prepared(statement, spares_kept=spares_kept)


def columns_of(model: type[StoredRow]) -> ReadOnlyColumnCollection[str, Column[Any]]:
    """The columns of a model's table, for statements: ``columns_of(Turn).lane``."""
    return StoredRow.metadata.tables[str(model.__tablename__)].c


def prepared_upsert(model: type[StoredRow]) -> Prepared:
    """Prepare "insert, or replace what has the same primary key" for all columns of ``model``."""
    return _PreparedUpsert(model)


class _PreparedUpsert(Prepared):
    __slots__ = ("_table",)

    def __init__(self, model: type[StoredRow]) -> None:
        self._table: Table = StoredRow.metadata.tables[str(model.__tablename__)]
        super().__init__(insert(self._table))

    def on(self, dialect: str) -> tuple[str, Bind]:
        if dialect not in self._compiled:
            build = _insert_of(dialect)(self._table)
            keys = [key.name for key in self._table.primary_key]
            rest = {c.name: build.excluded[c.name] for c in self._table.c if c.name not in keys}
            # A table of nothing but its key: what is there already is all there could be.
            statement = (
                build.on_conflict_do_update(index_elements=keys, set_=rest)
                if rest
                else build.on_conflict_do_nothing(index_elements=keys)
            )
            self._compiled[dialect] = _compile(statement, dialect)
        return self._compiled[dialect]


class holds_bytes(functions.GenericFunction[bool]):
    """``holds_bytes(column, needle)``: whether the bytes of a column contain these, anywhere."""

    type = Boolean()
    inherit_cache = True


@compiles(holds_bytes, "sqlite")
def _holds_on_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    return f"instr({compiler.process(element.clauses, **how)}) > 0"


@compiles(holds_bytes, "postgresql")
def _holds_on_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    where, needle = (compiler.process(each, **how) for each in element.clauses)
    return f"position({needle} in {where}) > 0"


def _compile(statement: Any, dialect: str) -> tuple[str, Bind]:
    compiled = statement.compile(dialect=_dialect(dialect))
    written = {name: value for name, value in compiled.params.items() if value is not None}
    # SQLite plans a statement anew each time its LIMIT is bound: that costs more than to run it.
    limits = [name for name, value in written.items() if type(value) is int]
    text = str(compiled)
    for name in sorted(limits, key=len, reverse=True):  # param_12 before param_1
        text = text.replace(compiled.bindtemplate % {"name": name}, str(written.pop(name)))
    pick: Bind = dict
    if dialect == "sqlite":
        text, pick = _by_place(text)
    return text, (lambda values: pick({**written, **values})) if written else pick


def _by_place(text: str) -> tuple[str, Bind]:
    """Question marks for named values, and what puts a call's values in their order: SQLite's
    driver looks names up one by one, which for a row of 16 takes longer than the row."""
    names = re.findall(r":(\w+)", text)
    text = re.sub(r":\w+", "?", text)
    if len(names) > 1:
        return text, itemgetter(*names)
    return text, lambda values: [values[name] for name in names]


def _insert_of(dialect: str) -> Callable[[Table], Any]:
    """The database's own insert, which alone can replace. The hub's is imported on the hub only:
    the package of PostgreSQL brings six drivers along, which a kiosk has no memory for."""
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert
    from sqlalchemy.dialects import postgresql

    return postgresql.insert


@cache
def _dialect(name: str) -> Dialect:
    url, paramstyle = _URLS[name]
    made: Any = make_url(url).get_dialect()
    dialect: Dialect = made(paramstyle=paramstyle)
    return dialect


@cache
def _all_in_order(name: str, columns: tuple[str, ...], keys: tuple[str, ...]) -> Prepared:
    source = table(name, *(column(each) for each in columns))
    return Prepared(select(*source.c).order_by(*(source.c[key] for key in keys)))


class Session:
    """One connection in use by one thread. It never commits: the edge does.

    ``effects`` are what the works of a transaction want done in memory once it is durable;
    ``left_traces`` that something was destroyed of which the write-ahead log still holds a copy;
    ``locks`` what this connection keeps others from, until it is answered. ``keeps`` says that
    nobody can change this database unnoticed: what is asked with each request and changes seldom
    is then remembered (``kept_until_changed``). ``versions`` tells of each table with such answers
    how often it was changed, as far as this session knows.
    """

    __slots__ = (
        "_connection",
        "_cursor",
        "_dialect",
        "_kept",
        "effects",
        "left_traces",
        "locks",
        "versions",
    )

    def __init__(self, connection: Any, dialect: str = "sqlite", *, keeps: bool = False) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._dialect = dialect
        self._kept: dict[Any, dict[Any, Any]] | None = {} if keeps else None
        self.versions: Mapping[str, int] = {}
        self.effects: list[Callable[[], object]] = []
        self.left_traces = False
        self.locks: set[str] = set()

    def lock(self, name: str) -> None:
        """Be the only one to change what ``name`` names, until this transaction is answered. A
        SQLite file has one writer, so there it is so already."""
        if self._dialect == "sqlite" or name in self.locks:
            return
        key = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
        self._cursor.execute("SELECT pg_advisory_lock(%(key)s)", {"key": key})
        self.locks.add(name)

    def unlock_all(self) -> None:
        """Let others go on; only what ``lock`` took."""
        if self.locks:
            self._cursor.execute("SELECT pg_advisory_unlock_all()")
            self.locks.clear()

    def kept(self, query: Callable[..., T], *asked: Any) -> T:
        """What ``query`` returns for ``asked``, or returned before, if that must be the same."""
        if self._kept is None:
            return query(self, *asked)
        answers = self._kept.setdefault(query, {})
        if asked not in answers:
            if len(answers) >= MOST_KEPT:
                answers.clear()
            answers[asked] = query(self, *asked)
        return cast(T, answers[asked])

    def know(self, query: Callable[..., T | None], *asked: Any, answer: T) -> None:
        """Keep what ``query`` would return, since who has just changed it knows. A query that is
        named so must be marked ``kept_until_changed``."""
        if self._kept is not None:
            self._kept.setdefault(unwrap(query), {})[asked] = answer

    def forget_kept(self) -> None:
        """Nothing that was kept need be so any longer: a change was undone."""
        if self._kept:
            self._kept.clear()

    def catch_up(self, versions: Mapping[str, int]) -> None:
        """Forget what the writer has changed and committed since this reader was last here;
        ``versions`` are those of the writer's session."""
        if versions is self.versions:
            return
        for name, version in versions.items():
            if version != self.versions.get(name):
                self._forget_about(name)
        self.versions = versions

    def when_durable(self, effect: Callable[[], object]) -> None:
        """Do ``effect`` once this work is committed; not at all, if it is undone."""
        self.effects.append(effect)

    @contextmanager
    def undoing(self) -> Iterator[None]:
        """A part of this work that is undone alone when it raises; it raises on."""
        before = len(self.effects)
        self._cursor.execute("SAVEPOINT part")
        try:
            yield
        except Exception:
            self._cursor.execute("ROLLBACK TO SAVEPOINT part")
            self._cursor.execute("RELEASE SAVEPOINT part")
            self.forget_kept()
            del self.effects[before:]
            raise
        self._cursor.execute("RELEASE SAVEPOINT part")

    @property
    def in_transaction(self) -> bool:
        if self._dialect == "postgresql":
            return bool(self._connection.info.transaction_status)
        return bool(self._connection.in_transaction)

    def rows(self, statement: Prepared, **values: Any) -> list[Row]:
        """All rows, each a tuple in the order of the selected columns."""
        rows: list[Row] = self._execute(statement, values).fetchall()
        return rows

    def row(self, statement: Prepared, **values: Any) -> Row | None:
        """The first row, or ``None``."""
        row: Row | None = self._execute(statement, values).fetchone()
        return row

    def value(self, statement: Prepared, **values: Any) -> Any:
        """The first column of the first row, or ``None``."""
        row = self._execute(statement, values).fetchone()
        return None if row is None else row[0]

    def run(self, statement: Prepared, **values: Any) -> int:
        """Change something; the number of rows changed."""
        return int(self._execute(statement, values).rowcount)

    def run_many(self, statement: Prepared, values: Iterable[Mapping[str, Any]]) -> None:
        """Change something once for each mapping of values."""
        text, bind = statement.on(self._dialect)
        if statement.changes in _WATCHED:
            self._changed(statement.changes)
        self._cursor.executemany(text, map(bind, values))

    def columns_in_order(self, name: str, columns: list[str], keys: list[str]) -> list[Row]:
        """Every row of a table by name, ordered by its key: for proofs, not for slices."""
        return self.rows(_all_in_order(name, tuple(columns), tuple(keys)))

    def put_rows(self, name: str, columns: list[str], rows: Iterable[Row]) -> None:
        """Add rows to a table by name, as ``columns_in_order`` gave them: for copies."""
        into = table(name, *(column(each) for each in columns))
        adding = Prepared(insert(into).values({each: bindparam(each) for each in columns}))
        self.run_many(adding, (dict(zip(columns, row, strict=True)) for row in rows))

    def _execute(self, statement: Prepared, values: dict[str, Any]) -> Any:
        text, bind = statement.on(self._dialect)
        if statement.changes in _WATCHED:
            self._changed(statement.changes)
        return self._cursor.execute(text, bind(values))

    def _changed(self, name: str) -> None:
        # A new mapping each time: readers look at the old one meanwhile.
        self.versions = {**self.versions, name: self.versions.get(name, 0) + 1}
        self._forget_about(name)

    def _forget_about(self, name: str) -> None:
        if self._kept:
            for query in _WATCHED[name]:
                self._kept.pop(query, None)


MOST_KEPT = 1000
"""Answers to one question: whoever tries one token after another fills no memory."""

_WATCHED: dict[str, list[Callable[..., Any]]] = {}
"""Which questions are kept about a table."""


def kept_until_changed(
    *models: type[StoredRow],
) -> Callable[[Callable[Concatenate[Session, P], T]], Callable[Concatenate[Session, P], T]]:
    """Let a query that reads these tables and nothing else be answered from memory, until the
    writer changes one of them. For tables that change a few times a day."""

    def keeping(
        query: Callable[Concatenate[Session, P], T],
    ) -> Callable[Concatenate[Session, P], T]:
        for model in models:
            _WATCHED.setdefault(str(model.__tablename__), []).append(query)

        @wraps(query)
        def kept(session: Session, /, *asked: P.args, **named: P.kwargs) -> T:
            return query(session, *asked, **named) if named else session.kept(query, *asked)

        return kept

    return keeping
