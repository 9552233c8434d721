"""Summary of changes: the keys of each day's draws, records of sites and keys, what was revoked."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0005"
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

    op.create_table(
        "key_records",
        sa.Column("signing", sa.LargeBinary(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("signing"),
    )
    op.create_table(
        "list_ages",
        sa.Column("feed", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("as_of_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("feed"),
    )
    op.create_table(
        "revoked_keys",
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("epoch", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "epoch"),
    )
    op.create_table(
        "revoked_passes",
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("epoch", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "epoch", "seq"),
    )
    op.create_table(
        "site_records",
        sa.Column("signing", sa.LargeBinary(), nullable=False),
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("signing"),
    )


def downgrade() -> None:
    op.drop_table("site_records")
    op.drop_table("revoked_passes")
    op.drop_table("revoked_keys")
    op.drop_table("list_ages")
    op.drop_table("key_records")
    with op.batch_alter_table("day_keys", schema=None) as batch_op:
        batch_op.drop_index("day_keys_by_day")

    op.drop_table("day_keys")
