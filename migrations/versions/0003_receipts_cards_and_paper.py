"""Summary of changes: events from receipts, lost cards, paper slips, where a record came from."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lost_cards",
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("member", "serial"),
    )
    op.create_table(
        "paper_phases",
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("opened_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("closed_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("reference"),
    )
    op.create_table(
        "paper_slips",
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("phase", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("serial"),
    )
    with op.batch_alter_table("paper_slips", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_slips_phase"), ["phase"], unique=False)

    op.create_table(
        "recovered_events",
        sa.Column("epoch", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("recovered_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("epoch", "seq"),
    )
    with op.batch_alter_table("checkin_records", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("recovered_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True)
        )
        batch_op.add_column(sa.Column("claimed_at_ms", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("paper_serial", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("checkin_records", schema=None) as batch_op:
        batch_op.drop_column("paper_serial")
        batch_op.drop_column("claimed_at_ms")
        batch_op.drop_column("recovered_by")

    op.drop_table("recovered_events")
    with op.batch_alter_table("paper_slips", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_slips_phase"))

    op.drop_table("paper_slips")
    op.drop_table("paper_phases")
    op.drop_table("lost_cards")
