"""Summary of changes: papers, packs, keys, quotas, declarations and passes get their tables.

Receipts taken back in, cards reported lost, slips of paper; the days and parts of policy packs and
the notices of a site; what the authority tells of sites, keys and passes; each day's draw key; feed
items put aside; the accounts of quota with what was sent and received; declarations and their
lines; what officers checked, and the passes that went out, their texts, their ends and the draws.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_quarantine",
        sa.Column("feed", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("audience", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("type", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("software", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "audience", "generation", "number"),
    )

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

    op.create_table(
        "quota_accounts",
        sa.Column("ledger", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("component", sa.Integer(), nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("allowance", sa.BigInteger(), nullable=False),
        sa.Column("is_root", sa.Boolean(), nullable=False),
        sa.Column("root", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("overridden", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ledger", "member", "component", "period"),
    )
    op.create_table(
        "quota_debits",
        sa.Column("epoch", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("component", sa.Integer(), nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("ledger", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("epoch", "seq", "component"),
    )

    op.create_table(
        "quota_horizons",
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("epoch", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("until_day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("policies", sa.Integer(), nullable=False),
        sa.Column("holds_from", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("site", "epoch", "until_day", "members", "policies"),
    )
    op.create_table(
        "quota_moves",
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("from_day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("old_until", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("member", "item"),
    )
    op.create_table(
        "quota_received",
        sa.Column("transfer", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("epoch", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("transfer"),
    )
    op.create_table(
        "quota_releases",
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("from_day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("member", "item"),
    )

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

    op.create_table(
        "inspection_drafts",
        sa.Column("officer", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("officer", "member"),
    )
    op.create_table(
        "inspections",
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("entry", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("of_pass", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("checks", sa.BigInteger(), nullable=False),
        sa.Column("result", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("findings", sa.LargeBinary(), nullable=False),
        sa.Column("seals", sa.LargeBinary(), nullable=False),
        sa.Column("policy", sa.Integer(), nullable=False),
        sa.Column("officer", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("reference"),
    )
    with op.batch_alter_table("inspections", schema=None) as batch_op:
        batch_op.create_index("inspections_by_day", ["day", "at_ms"], unique=False)
        batch_op.create_index("inspections_by_pass", ["of_pass"], unique=False)

    op.create_table(
        "pass_draws",
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("epoch", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("link", sa.Integer(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("site", "epoch", "seq"),
    )
    with op.batch_alter_table("pass_draws", schema=None) as batch_op:
        batch_op.create_index("pass_draws_by_member", ["member", "day"], unique=False)

    op.create_table(
        "pass_ends",
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("epoch", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("how", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("terminal", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("entry", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("came_in", sa.Boolean(), nullable=False),
        sa.Column("annulled", sa.Boolean(), nullable=False),
        sa.Column("admitted", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("site", "epoch", "seq"),
    )
    op.create_table(
        "pass_texts",
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reference"),
    )
    op.create_table(
        "passes_issued",
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("inspection", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("to_site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("to_epoch", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("expires_s", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("annulled", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("returned_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("reference"),
    )
    with op.batch_alter_table("passes_issued", schema=None) as batch_op:
        batch_op.create_index("passes_issued_by_code", ["code"], unique=False)
        batch_op.create_index("passes_issued_by_inspection", ["inspection"], unique=False)


def downgrade() -> None:
    for table in (
        "passes_issued",
        "pass_texts",
        "pass_ends",
        "pass_draws",
        "inspections",
        "inspection_drafts",
    ):
        op.drop_table(table)

    op.drop_table("declaration_lines")
    op.drop_table("declarations")

    op.drop_table("quota_releases")
    op.drop_table("quota_received")
    op.drop_table("quota_moves")
    op.drop_table("quota_horizons")

    op.drop_table("quota_debits")
    op.drop_table("quota_accounts")

    op.drop_table("site_records")
    op.drop_table("revoked_passes")
    op.drop_table("revoked_keys")
    op.drop_table("list_ages")
    op.drop_table("key_records")
    with op.batch_alter_table("day_keys", schema=None) as batch_op:
        batch_op.drop_index("day_keys_by_day")

    op.drop_table("day_keys")

    with op.batch_alter_table("site_notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_notices_site"))
    op.drop_table("site_notices")
    op.drop_table("policy_parts")
    op.drop_table("policy_days")

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

    op.drop_table("feed_quarantine")
