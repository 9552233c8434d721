"""Summary of changes: what the checks of the hub need, and what they find.

New are trade days and officers' acts as the hub folds them, anomalies with what was said of them,
proofs, and how far was looked. Passes and quota get what the checks ask for; a hub folds its
journals anew when it opens, which fills them in.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "anomalies",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("weight", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("dossier", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("evidence", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seen_ms", sa.BigInteger(), nullable=False),
        sa.Column("found_ms", sa.BigInteger(), nullable=False),
        sa.Column("gone_ms", sa.BigInteger(), nullable=True),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("weighed", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("anomalies", schema=None) as batch_op:
        batch_op.create_index("anomalies_by_dossier", ["dossier"], unique=False)
        batch_op.create_index("anomalies_by_time", ["seen_ms", "id"], unique=False)

    op.create_table(
        "anomaly_notes",
        sa.Column("event", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("anomaly", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("officer", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("event"),
    )
    with op.batch_alter_table("anomaly_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_anomaly_notes_anomaly"), ["anomaly"], unique=False)

    op.create_table(
        "fold_version",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("one"),
    )
    op.create_table(
        "looked_at",
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("epoch", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "epoch"),
    )
    op.create_table(
        "officer_acts",
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("epoch", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("act", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("officer", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("site", "epoch", "seq", "act"),
    )
    op.create_table(
        "proofs",
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("token", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("is_well", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("at_ms"),
    )
    op.create_table(
        "site_days",
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("epoch", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("trust", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("link", sa.Integer(), nullable=True),
        sa.Column("closed_seq", sa.BigInteger(), nullable=True),
        sa.Column("day_key", sa.LargeBinary(), nullable=True),
        sa.Column("policy", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("site", "epoch", "seq"),
    )
    with op.batch_alter_table("pass_sightings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("officer", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("about", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("until_s", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("link", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("rate", sa.Integer(), nullable=True))
        batch_op.create_index("pass_sightings_by_event", ["site", "epoch", "seq"], unique=False)

    with op.batch_alter_table("quota_flows", schema=None) as batch_op:
        batch_op.add_column(sa.Column("aim", sqlmodel.sql.sqltypes.AutoString(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("quota_flows", schema=None) as batch_op:
        batch_op.drop_column("aim")

    with op.batch_alter_table("pass_sightings", schema=None) as batch_op:
        batch_op.drop_index("pass_sightings_by_event")
        batch_op.drop_column("rate")
        batch_op.drop_column("link")
        batch_op.drop_column("until_s")
        batch_op.drop_column("about")
        batch_op.drop_column("officer")

    op.drop_table("site_days")
    op.drop_table("proofs")
    op.drop_table("officer_acts")
    op.drop_table("looked_at")
    op.drop_table("fold_version")
    with op.batch_alter_table("anomaly_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_anomaly_notes_anomaly"))

    op.drop_table("anomaly_notes")
    with op.batch_alter_table("anomalies", schema=None) as batch_op:
        batch_op.drop_index("anomalies_by_time")
        batch_op.drop_index("anomalies_by_dossier")

    op.drop_table("anomalies")
