"""What the checks found, what people said of it, and the proofs: the hub's work list.

No rebuild brings these back: they say what was found and when. What people said is in the hub's own
journal for good, by its hash; a proof can be made again from the held journals by anybody.
"""

from sqlalchemy import BigInteger, Index

from service.stored_row import Field, StoredRow

NOT_DERIVED = frozenset({"anomalies", "anomaly_notes", "proofs", "looked_at", "fold_version"})


class AnomalyRow(StoredRow):
    """Something that does not fit. ``dossier`` is what was looked at when it was found.

    It was first found at ``seen_ms``, last at ``found_ms``, at ``gone_ms`` no more. ``evidence`` is
    canonical JSON, ``weighed`` the digest of that of which somebody has said something.
    """

    __tablename__ = "anomalies"
    __table_args__ = (
        Index("anomalies_by_dossier", "dossier"),
        Index("anomalies_by_time", "seen_ms", "id"),
    )

    id: str = Field(primary_key=True)
    kind: str
    weight: str
    subject: str
    dossier: str
    site: str | None
    member: int | None
    day: str | None
    evidence: bytes
    digest: str
    seen_ms: int = Field(sa_type=BigInteger)
    found_ms: int = Field(sa_type=BigInteger)
    gone_ms: int | None = Field(sa_type=BigInteger)
    state: str
    owner: str | None
    weighed: str | None


class AnomalyNote(StoredRow):
    """What somebody said of an anomaly; ``event`` names the record of it in the hub's journal."""

    __tablename__ = "anomaly_notes"

    event: str = Field(primary_key=True)
    anomaly: str = Field(index=True)
    at_ms: int = Field(sa_type=BigInteger)
    officer: str | None
    answer: str
    note: str


class ProofRow(StoredRow):
    """One proof report, by the moment it was made; ``token`` is the hub's signature over it."""

    __tablename__ = "proofs"

    at_ms: int = Field(primary_key=True, sa_type=BigInteger)
    body: bytes
    token: str
    is_well: bool


class LookedAt(StoredRow):
    """Up to where the checks on arrival have looked at the journal of an epoch."""

    __tablename__ = "looked_at"

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    seq: int = Field(sa_type=BigInteger)


class FoldVersion(StoredRow):
    """By which version of the fold this hub's tables were made."""

    __tablename__ = "fold_version"

    one: int = Field(primary_key=True)
    version: int
