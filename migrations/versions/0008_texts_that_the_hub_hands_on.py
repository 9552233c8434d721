"""Summary of changes: texts of one site for another wait at the hub until they are heard.

New are the texts (transfers, voids, requests for quota) by their receiver, and up to which of its
events each epoch has told them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "relay_cursors",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "epoch"),
    )
    op.create_table(
        "relayed_texts",
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("receiver", "number"),
    )


def downgrade() -> None:
    op.drop_table("relayed_texts")
    op.drop_table("relay_cursors")
