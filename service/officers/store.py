"""All SQL of the officers and the terminals."""

from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, func, insert, select, update

from service.officers.rules import BackOff
from service.officers.tables import (
    OfficerRow,
    PinSetRow,
    PinVerifierRow,
    SignInBackOffRow,
    TerminalLabelRow,
    TerminalRow,
)
from service.session import Session, kept_until_changed, prepared, prepared_upsert
from service.stored_row import StoredRow
from service.vocabulary import OfficerNo, Role, SiteNo, TerminalNo, TerminalRole


class Officer(NamedTuple):
    """An officer as listed; roles that this software does not know give no right."""

    officer: OfficerNo
    sealed_name: str
    roles: frozenset[Role]
    sites: frozenset[SiteNo]
    code_hash: str
    standing: str

    def works_at(self, site: SiteNo) -> bool:
        """Whether this officer may sign in at ``site`` today."""
        return self.standing == "active" and site in self.sites


class Terminal(NamedTuple):
    """A screen; ``paired_at_ms`` is ``None`` while its one-time code waits to be typed.

    One without a ``label`` of its own is called by its number.
    """

    terminal: TerminalNo
    role: TerminalRole
    label: str
    code_hash: str
    expires_at_ms: int
    paired_at_ms: int | None
    revoked_at_ms: int | None

    def is_on_offer(self, at_ms: int) -> bool:
        """Whether its one-time code can still pair it."""
        return self._was_never_used and at_ms < self.expires_at_ms

    def has_lapsed(self, at_ms: int) -> bool:
        """Whether its one-time code ran out before anybody used it."""
        return self._was_never_used and at_ms >= self.expires_at_ms

    @property
    def _was_never_used(self) -> bool:
        return self.paired_at_ms is None and self.revoked_at_ms is None


class Verifier(NamedTuple):
    """What a PIN is compared with, and the hash of the one-time code that set it."""

    verifier: str
    code_hash: str


_TABLES = StoredRow.metadata.tables
_OFFICERS = _TABLES[str(OfficerRow.__tablename__)].c
_TERMINALS = _TABLES[str(TerminalRow.__tablename__)].c
_LABELS = _TABLES[str(TerminalLabelRow.__tablename__)].c
_PINS_SET = _TABLES[str(PinSetRow.__tablename__)].c
_VERIFIERS = _TABLES[str(PinVerifierRow.__tablename__)].c
_BACK_OFFS = _TABLES[str(SignInBackOffRow.__tablename__)].c

_FIND_OFFICER = prepared(select(*_OFFICERS).where(_OFFICERS.officer == bindparam("officer")))
_ALL_OFFICERS = prepared(
    select(*_OFFICERS, _VERIFIERS.officer)
    .join(
        PinVerifierRow,
        and_(_VERIFIERS.officer == _OFFICERS.officer, _VERIFIERS.code_hash == _OFFICERS.code_hash),
        isouter=True,
    )
    .order_by(_OFFICERS.officer)
)
_PUT_OFFICER = prepared_upsert(OfficerRow)

_TERMINAL = select(
    _TERMINALS.terminal,
    _TERMINALS.role,
    func.coalesce(_LABELS.label, _TERMINALS.terminal),
    _TERMINALS.code_hash,
    _TERMINALS.expires_at_ms,
    _TERMINALS.paired_at_ms,
    _TERMINALS.revoked_at_ms,
).join_from(TerminalRow, TerminalLabelRow, _LABELS.terminal == _TERMINALS.terminal, isouter=True)
_PUT_LABEL = prepared_upsert(TerminalLabelRow)
_PAIRED = prepared(
    select(_TERMINALS.terminal, _TERMINALS.role).where(
        _TERMINALS.token_hash == bindparam("token_hash"), _TERMINALS.revoked_at_ms.is_(None)
    )
)
_FIND_TERMINAL = prepared(_TERMINAL.where(_TERMINALS.terminal == bindparam("terminal")))
_ALL_TERMINALS = prepared(_TERMINAL.order_by(func.length(_TERMINALS.terminal), _TERMINALS.terminal))
_OFFER = prepared_upsert(TerminalRow)
_PAIR = prepared(
    update(TerminalRow)
    .where(_TERMINALS.terminal == bindparam("which"))
    .values(paired_at_ms=bindparam("at_ms"), token_hash=bindparam("its_token_hash"))
)
_REVOKE = prepared(
    update(TerminalRow)
    .where(_TERMINALS.terminal == bindparam("which"))
    .values(revoked_at_ms=bindparam("at_ms"), reason=bindparam("why"))
)

_PIN_SET = prepared(
    select(_PINS_SET.at_ms).where(
        _PINS_SET.officer == bindparam("officer"), _PINS_SET.code_hash == bindparam("code_hash")
    )
)
_ADD_PIN_SET = prepared(insert(PinSetRow))
_VERIFIER = prepared(
    select(_VERIFIERS.verifier, _VERIFIERS.code_hash).where(
        _VERIFIERS.officer == bindparam("officer")
    )
)
_PUT_VERIFIER = prepared_upsert(PinVerifierRow)
_BACK_OFF = prepared(
    select(_BACK_OFFS.wrong, _BACK_OFFS.not_before_ms).where(
        _BACK_OFFS.officer == bindparam("officer")
    )
)
_PUT_BACK_OFF = prepared_upsert(SignInBackOffRow)
_DROP_BACK_OFF = prepared(
    delete(SignInBackOffRow).where(_BACK_OFFS.officer == bindparam("officer"))
)
_FORGET_BACK_OFFS = prepared(
    delete(SignInBackOffRow).where(_BACK_OFFS.not_before_ms < bindparam("before_ms"))
)


@kept_until_changed(OfficerRow)
def officer(session: Session, number: OfficerNo) -> Officer | None:
    row = session.row(_FIND_OFFICER, officer=number)
    return _officer(row) if row else None


def all_officers(session: Session) -> list[tuple[Officer, bool]]:
    """Every listed officer, and whether a PIN is set by the present one-time code."""
    return [(_officer(row[:6]), row[6] is not None) for row in session.rows(_ALL_OFFICERS)]


def put_officer(session: Session, listed: Officer) -> None:
    session.run(
        _PUT_OFFICER,
        officer=listed.officer,
        sealed_name=listed.sealed_name,
        roles=" ".join(sorted(listed.roles)),
        sites=" ".join(sorted(listed.sites)),
        code_hash=listed.code_hash,
        standing=listed.standing,
    )


def _officer(row: tuple[str, ...]) -> Officer:
    number, sealed_name, roles, sites, code_hash, standing = row
    return Officer(
        OfficerNo(number),
        sealed_name,
        known_roles(roles.split()),
        frozenset(SiteNo(site) for site in sites.split()),
        code_hash,
        standing,
    )


def known_roles(words: list[str]) -> frozenset[Role]:
    """The roles among ``words``; a word from a newer authority is passed over."""
    return frozenset(_ROLES[word] for word in words if word in _ROLES)


_ROLES: dict[str, Role] = {role.value: role for role in Role}


@kept_until_changed(TerminalRow)
def paired_terminal(session: Session, token_hash: str) -> tuple[TerminalNo, TerminalRole] | None:
    """The screen whose cookie hashes to ``token_hash``, unless it was revoked."""
    row = session.row(_PAIRED, token_hash=token_hash)
    return (TerminalNo(row[0]), TerminalRole(row[1])) if row else None


def terminal(session: Session, number: TerminalNo) -> Terminal | None:
    row = session.row(_FIND_TERMINAL, terminal=number)
    return _terminal(row) if row else None


def all_terminals(session: Session) -> list[Terminal]:
    """Every screen ever offered, in order of its number; they are few."""
    return [_terminal(row) for row in session.rows(_ALL_TERMINALS)]


def _terminal(row: tuple[object, ...]) -> Terminal:
    found = Terminal(*row)  # type: ignore[arg-type]  # a row is untyped; its columns are these
    return found._replace(role=TerminalRole(found.role))


def put_offer(session: Session, offered: Terminal) -> None:
    """A screen that waits for its code; an offer that lapsed is written over."""
    kept = offered._asdict()
    del kept["label"]
    session.run(_OFFER, **kept, token_hash=None, reason=None)


def put_label(session: Session, number: TerminalNo, label: str) -> None:
    """Call a screen ``label``; kept beside the journal, since it is free text."""
    session.run(_PUT_LABEL, terminal=number, label=label)


def pair(session: Session, number: TerminalNo, *, token_hash: str, at_ms: int) -> None:
    session.run(_PAIR, which=number, its_token_hash=token_hash, at_ms=at_ms)


def revoke(session: Session, number: TerminalNo, *, reason: str, at_ms: int) -> None:
    session.run(_REVOKE, which=number, why=reason, at_ms=at_ms)


def pin_was_set(session: Session, number: OfficerNo, code_hash: str) -> bool:
    """Whether this one-time code has been used up."""
    return session.value(_PIN_SET, officer=number, code_hash=code_hash) is not None


def add_pin_set(session: Session, number: OfficerNo, code_hash: str, *, at_ms: int) -> None:
    session.run(_ADD_PIN_SET, officer=number, code_hash=code_hash, at_ms=at_ms)


def verifier(session: Session, number: OfficerNo) -> Verifier | None:
    row = session.row(_VERIFIER, officer=number)
    return Verifier(*row) if row else None


def put_verifier(session: Session, number: OfficerNo, made: Verifier) -> None:
    session.run(_PUT_VERIFIER, officer=number, **made._asdict())


def back_off(session: Session, number: OfficerNo) -> BackOff:
    """Wrong tries with this officer number, which need not be anybody's."""
    row = session.row(_BACK_OFF, officer=number)
    return BackOff(*row) if row else BackOff()


def put_back_off(session: Session, number: OfficerNo, now: BackOff) -> None:
    """Keep the count; none is kept once it is back at nothing."""
    if now.wrong == 0:
        session.run(_DROP_BACK_OFF, officer=number)
        return
    session.run(_PUT_BACK_OFF, officer=number, wrong=now.wrong, not_before_ms=now.not_before_ms)


def forget_back_offs(session: Session, *, before_ms: int) -> None:
    session.run(_FORGET_BACK_OFFS, before_ms=before_ms)
