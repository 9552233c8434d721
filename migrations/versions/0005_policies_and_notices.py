"""Summary of changes: parts of policies, the policy of each opened day, notices on sites."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy_days",
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "policy_parts",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("version", "part"),
    )
    op.create_table(
        "site_notices",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("from_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    with op.batch_alter_table("site_notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_notices_site"), ["site"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("site_notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_notices_site"))
    op.drop_table("site_notices")
    op.drop_table("policy_parts")
    op.drop_table("policy_days")
