"""Summary of changes: what each site tells the hub of itself; when quota moved.

New are what a site last told of itself, and the runs that brought something. What a hub holds of
moved quota gets the trade day and the time of its event, read from the events it holds.
"""

import json

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade() -> None:
    op.create_table(
        "site_reports",
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("site"),
    )
    op.create_table(
        "sync_runs",
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("aside", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site", "at_ms"),
    )
    with op.batch_alter_table("quota_flows", schema=None) as batch_op:
        batch_op.add_column(sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("at_ms", sa.BigInteger(), nullable=True))
        batch_op.create_index("quota_flows_by_day", ["day", "component"], unique=False)
    _date_flows()


def _date_flows() -> None:
    """Give each flow the day and time of its event, which is held on the main branch."""
    connection = op.get_bind()
    moved = sa.text(
        "SELECT e.site, e.epoch, e.seq, e.bytes FROM held_events AS e WHERE e.branch = 0 AND EXISTS"
        " (SELECT 1 FROM quota_flows AS f"
        " WHERE f.site = e.site AND f.epoch = e.epoch AND f.seq = e.seq)"
    )
    dating = sa.text(
        "UPDATE quota_flows SET day = :day, at_ms = :at"
        " WHERE site = :site AND epoch = :epoch AND seq = :seq"
    )
    rows = [_dated(*row) for row in connection.execute(moved)]
    for first in range(0, len(rows), AT_ONCE):
        connection.execute(dating, rows[first : first + AT_ONCE])


def _dated(site: str, epoch: str, seq: int, said: bytes) -> dict[str, object]:
    event = json.loads(said)
    return {"site": site, "epoch": epoch, "seq": seq, "day": event["day"], "at": event["at"]}


def downgrade() -> None:
    with op.batch_alter_table("quota_flows", schema=None) as batch_op:
        batch_op.drop_index("quota_flows_by_day")
        batch_op.drop_column("at_ms")
        batch_op.drop_column("day")
    op.drop_table("sync_runs")
    op.drop_table("site_reports")
