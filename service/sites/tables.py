"""What the authority said about sites and their keys, derived from its feeds."""

from sqlalchemy import BigInteger

from service.stored_row import Field, StoredRow


class KeyRecordRow(StoredRow):
    """The newest record of one key of the authority, as the root signed it."""

    __tablename__ = "key_records"

    signing: bytes = Field(primary_key=True)
    record: bytes


class SiteRecordRow(StoredRow):
    """The newest record of one key of a site, as the authority signed it."""

    __tablename__ = "site_records"

    signing: bytes = Field(primary_key=True)
    site: str
    record: bytes


class RevokedKey(StoredRow):
    """A site's key that was taken back; what its journal holds up to ``last_seq`` stands."""

    __tablename__ = "revoked_keys"

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    last_seq: int = Field(sa_type=BigInteger)


class RevokedPass(StoredRow):
    """A pass that was taken back, until some days after it would have ended by itself."""

    __tablename__ = "revoked_passes"

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    expires_ms: int = Field(sa_type=BigInteger)


class ListAge(StoredRow):
    """Up to when the authority has told all that it took back."""

    __tablename__ = "list_ages"

    feed: str = Field(primary_key=True)
    as_of_ms: int = Field(sa_type=BigInteger)
