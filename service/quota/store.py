"""All SQL of the accounts, their debits and credits."""

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import and_, bindparam, insert, select, update

from service.journal.event import EventName
from service.quota.rules import Account, Debit, PeriodKey, Slot, Vector
from service.quota.tables import QuotaAccount, QuotaDebit, QuotaReceived
from service.session import Session, columns_of, prepared, prepared_upsert
from service.vocabulary import ComponentNo, Epoch, MemberNo

_ACCOUNT = columns_of(QuotaAccount)
_DEBIT = columns_of(QuotaDebit)
_RECEIVED = columns_of(QuotaReceived)
_FIGURES = (
    _ACCOUNT.allowance,
    _ACCOUNT.is_root,
    _ACCOUNT.root,
    _ACCOUNT.received,
    _ACCOUNT.sent,
    _ACCOUNT.spent,
    _ACCOUNT.refunded,
    _ACCOUNT.overridden,
)
_OF_MEMBER = prepared(
    select(_ACCOUNT.component, _ACCOUNT.period, *_FIGURES).where(
        _ACCOUNT.ledger == bindparam("ledger"),
        _ACCOUNT.member == bindparam("member"),
        _ACCOUNT.period.in_([bindparam("day"), bindparam("month")]),
    )
)
_FIND = prepared(
    select(*_FIGURES).where(
        _ACCOUNT.ledger == bindparam("ledger"),
        _ACCOUNT.member == bindparam("member"),
        _ACCOUNT.component == bindparam("component"),
        _ACCOUNT.period == bindparam("period"),
    )
)
_PUT = prepared_upsert(QuotaAccount)
_ADD_DEBIT = prepared(insert(QuotaDebit))
_FIND_DEBIT = prepared(
    select(
        _DEBIT.component,
        _DEBIT.period,
        _DEBIT.amount,
        _DEBIT.ledger,
        _DEBIT.kind,
        _DEBIT.member,
        _DEBIT.settled,
    )
    .where(_DEBIT.epoch == bindparam("epoch"), _DEBIT.seq == bindparam("seq"))
    .order_by(_DEBIT.component)
)
_SETTLE = prepared(
    update(QuotaDebit)
    .where(and_(_DEBIT.epoch == bindparam("epoch_"), _DEBIT.seq == bindparam("seq_")))
    .values(settled=True)
)
_ADD_RECEIVED = prepared(insert(QuotaReceived))
_IS_RECEIVED = prepared(
    select(_RECEIVED.transfer).where(_RECEIVED.transfer == bindparam("transfer"))
)


def accounts_of(
    session: Session, ledger: Epoch, member: MemberNo, *, periods: tuple[PeriodKey, PeriodKey]
) -> dict[Slot, Account]:
    """A member's accounts of a day and its month."""
    day, month = periods
    rows = session.rows(_OF_MEMBER, ledger=ledger, member=member, day=day, month=month)
    return {Slot(row[0], row[1]): _account(row[2:]) for row in rows}


def find_account(session: Session, ledger: Epoch, member: MemberNo, slot: Slot) -> Account | None:
    row = session.row(_FIND, ledger=ledger, member=member, **slot._asdict())
    return _account(row) if row else None


def put_account(
    session: Session, ledger: Epoch, member: MemberNo, slot: Slot, account: Account
) -> None:
    session.run(_PUT, ledger=ledger, member=member, **slot._asdict(), **asdict(account))


def add_debit(session: Session, name: EventName, member: MemberNo, debit: Debit) -> None:
    """Remember a debit of ``member`` under the event that made it."""
    session.run_many(
        _ADD_DEBIT,
        [
            {
                "epoch": name.epoch,
                "seq": name.seq,
                **slot._asdict(),
                "ledger": debit.ledger,
                "kind": debit.kind,
                "member": member,
                "amount": amount,
                "settled": debit.settled,
            }
            for slot, amount in debit.amounts.items()
        ],
    )


def find_debit(session: Session, name: EventName) -> tuple[MemberNo, Debit] | None:
    """The debit that an event made, and whose it was."""
    rows = session.rows(_FIND_DEBIT, epoch=name.epoch, seq=name.seq)
    if not rows:
        return None
    amounts: Vector = {Slot(ComponentNo(row[0]), PeriodKey(row[1])): row[2] for row in rows}
    ledger, kind, member, settled = rows[0][3:]
    return member, Debit(ledger, kind, amounts, bool(settled))


def settle_debit(session: Session, name: EventName) -> None:
    session.run(_SETTLE, epoch_=name.epoch, seq_=name.seq)


def add_received(session: Session, transfer: str, name: EventName) -> None:
    session.run(_ADD_RECEIVED, transfer=transfer, epoch=name.epoch, seq=name.seq)


def is_received(session: Session, transfer: str) -> bool:
    return session.row(_IS_RECEIVED, transfer=transfer) is not None


def _account(figures: Iterable[int]) -> Account:
    allowance, is_root, *rest = figures
    return Account(allowance, bool(is_root), *rest)
