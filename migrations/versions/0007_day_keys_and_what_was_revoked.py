"""Summary of changes: the keys of each day's draws, sites' records, revoked keys and passes."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "day_keys",
        sa.Column("epoch", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("link", sa.Integer(), nullable=False),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("day_key", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("epoch", "link"),
    )
    with op.batch_alter_table("day_keys", schema=None) as batch_op:
        batch_op.create_index("day_keys_by_day", ["day"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("day_keys", schema=None) as batch_op:
        batch_op.drop_index("day_keys_by_day")

    op.drop_table("day_keys")
