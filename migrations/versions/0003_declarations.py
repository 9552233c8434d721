"""Summary of changes: members' declarations and their lines get their tables."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "declarations",
        sa.Column("epoch", text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("site", text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("day", text(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("why", text(), nullable=True),
        sa.Column("terminal", text(), nullable=True),
        sa.Column("officer", text(), nullable=True),
        sa.Column("presence", text(), nullable=False),
        sa.Column("capture_mode", text(), nullable=False),
        sa.Column("excess", text(), nullable=False),
        sa.Column("policy", sa.Integer(), nullable=False),
        sa.Column("value_fen", sa.BigInteger(), nullable=False),
        sa.Column("exempt_fen", sa.BigInteger(), nullable=False),
        sa.Column("excess_fen", sa.BigInteger(), nullable=False),
        sa.Column("duty_fen", sa.BigInteger(), nullable=True),
        sa.Column("debit", text(), nullable=True),
        sa.PrimaryKeyConstraint("epoch", "seq"),
    )
    with op.batch_alter_table("declarations", schema=None) as batch_op:
        batch_op.create_index("declarations_by_member", ["member", "day"], unique=False)
        batch_op.create_index("declarations_by_day", ["day", "at_ms"], unique=False)
    op.create_table(
        "declaration_lines",
        sa.Column("epoch", text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("goods", text(), nullable=False),
        sa.Column("origin", text(), nullable=False),
        sa.Column("unit", text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("value_fen", sa.BigInteger(), nullable=False),
        sa.Column("outcome", text(), nullable=False),
        sa.Column("exempt_fen", sa.BigInteger(), nullable=False),
        sa.Column("excess_fen", sa.BigInteger(), nullable=False),
        sa.Column("duty_fen", sa.BigInteger(), nullable=True),
        sa.Column("taken_amount", sa.BigInteger(), nullable=False),
        sa.Column("fits_amount", sa.BigInteger(), nullable=False),
        sa.Column("cap_component", sa.Integer(), nullable=True),
        sa.Column("cap_code", text(), nullable=True),
        sa.Column("cap_left", sa.BigInteger(), nullable=True),
        sa.Column("cap_fits", sa.BigInteger(), nullable=True),
        sa.Column("first_day", text(), nullable=True),
        sa.Column("until_day", text(), nullable=True),
        sa.Column("quarantine", sa.Boolean(), nullable=False),
        sa.Column("cold_chain", sa.Boolean(), nullable=False),
        sa.Column("price", text(), nullable=False),
        sa.PrimaryKeyConstraint("epoch", "seq", "line"),
    )


def downgrade() -> None:
    op.drop_table("declaration_lines")
    op.drop_table("declarations")
