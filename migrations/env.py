"""Run migrations on the connection that is handed in, or on the URL given with ``-x url=``."""

from alembic import context
from sqlalchemy import Connection, create_engine, event

import service.tables
from service.stored_row import StoredRow

assert service.tables.ALL, "importing it registers every table"


def run_migrations() -> None:
    """Migrate the connection that ``service.migrate`` hands in; developers may give a URL."""
    handed_in = context.config.attributes.get("connection")
    connection = (
        handed_in or create_engine(context.get_x_argument(as_dictionary=True)["url"]).connect()
    )
    if connection.dialect.name == "sqlite":
        event.listen(connection, "begin", _begin)
    context.configure(
        connection=connection,
        target_metadata=StoredRow.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _begin(connection: Connection) -> None:
    """SQLite can undo a half-done step, but its driver begins no transaction by itself."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


run_migrations()
