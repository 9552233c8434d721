"""Summary of changes: a declaration tells when quota came later, and what came in beside it.

Which event filed one that had waited for quota; how much a supervisor let in above the quota, and
for what reason: it is counted apart from what is dutiable.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "declarations",
        sa.Column("overridden_fen", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.add_column(
        "declarations",
        sa.Column("override_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    )
    op.add_column(
        "declarations",
        sa.Column("completed", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    )


def downgrade() -> None:
    for name in ("completed", "override_reason", "overridden_fen"):
        op.drop_column("declarations", name)
