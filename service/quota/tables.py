"""What came and went of each member's quota here, and who holds the root: journal and feeds."""

from sqlalchemy import BigInteger

from service.stored_row import Field, StoredRow


class QuotaAccount(StoredRow):
    """One slot of one member under one ledger; amounts in the component's own unit."""

    __tablename__ = "quota_accounts"

    ledger: str = Field(primary_key=True)
    member: int = Field(primary_key=True)
    component: int = Field(primary_key=True)
    period: str = Field(primary_key=True)
    allowance: int = Field(sa_type=BigInteger)
    is_root: bool
    root: int = Field(sa_type=BigInteger)
    received: int = Field(sa_type=BigInteger)
    sent: int = Field(sa_type=BigInteger)
    spent: int = Field(sa_type=BigInteger)
    refunded: int = Field(sa_type=BigInteger)
    overridden: int = Field(sa_type=BigInteger)


class QuotaDebit(StoredRow):
    """One slot of one debit, named by its event; ``settled`` once the debit was given back."""

    __tablename__ = "quota_debits"

    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    component: int = Field(primary_key=True)
    period: str
    ledger: str
    kind: str
    member: int
    amount: int = Field(sa_type=BigInteger)
    settled: bool


class QuotaReceived(StoredRow):
    """A transfer that was taken in, by its own name wherever it came from: never twice."""

    __tablename__ = "quota_received"

    transfer: str = Field(primary_key=True)
    epoch: str
    seq: int = Field(sa_type=BigInteger)


class QuotaHorizon(StoredRow):
    """Up to which day an epoch of a site holds root, on which positions of the feeds."""

    __tablename__ = "quota_horizons"

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    until_day: str = Field(primary_key=True)
    members: int = Field(primary_key=True)
    policies: int = Field(primary_key=True)
    holds_from: str | None


class QuotaMove(StoredRow):
    """A member's home named anew, by the number of the item that names it."""

    __tablename__ = "quota_moves"

    member: int = Field(primary_key=True)
    item: int = Field(primary_key=True)
    site: str
    from_day: str
    old_until: str


class QuotaRelease(StoredRow):
    """A root given up here: the feed item that it ends, and from which day."""

    __tablename__ = "quota_releases"

    member: int = Field(primary_key=True)
    item: int = Field(primary_key=True)
    from_day: str
