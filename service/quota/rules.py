"""How much a member may still take: accounts of components and periods, and their moves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NamedTuple, NewType

from service.policies.rules import QuotaComponent
from service.vocabulary import ComponentNo, Period, TradeDay

PeriodKey = NewType("PeriodKey", str)
"""A period by the regime's calendar: the trade day, or its month (``YYYY-MM``)."""

LARGEST_AMOUNT: Final = 10**12
"""Ten thousand million yuan, or a million tonnes: nobody means more than that."""


class Slot(NamedTuple):
    """One component in one period."""

    component: ComponentNo
    period: PeriodKey


Amounts = Mapping[ComponentNo, int]
"""What somebody asks for: whole fen, grams, pieces or times of each component."""

Vector = Mapping[Slot, int]


class QuotaRefusal(StrEnum):
    """Why quota is not moved."""

    DAY_NOT_OPEN = "day_not_open"
    BAD_AMOUNT = "quota_bad_amount"
    UNKNOWN_COMPONENT = "quota_unknown_component"
    NOT_ENOUGH = "quota_not_enough"
    HORIZON_PASSED = "quota_horizon_passed"
    UNKNOWN_DEBIT = "quota_unknown_debit"
    OTHER_EPOCH = "quota_other_epoch"
    ALREADY_REFUNDED = "quota_already_refunded"
    MORE_THAN_DEBITED = "quota_more_than_debited"
    PERIOD_OVER = "quota_period_over"
    OVERRIDE_NOT_ALLOWED = "quota_override_not_allowed"
    SECOND_OFFICER_NEEDED = "second_officer_needed"
    TO_ITSELF = "transfer_to_itself"
    UNREADABLE = "transfer_unreadable"
    UNKNOWN_SENDER = "transfer_unknown_sender"
    NOT_GENUINE = "transfer_not_genuine"
    SENDER_REVOKED = "transfer_sender_revoked"
    NOT_FOR_US = "transfer_not_for_us"
    OTHER_REGIME = "transfer_other_regime"
    ALREADY_CREDITED = "transfer_already_credited"
    NOT_HOME = "quota_not_home"


# --- periods ---


def period_key(period: Period, day: TradeDay) -> PeriodKey:
    """The period of ``day``: the day itself, or its month."""
    return PeriodKey(day if period is Period.DAY else day[:7])


def first_day(period: PeriodKey) -> TradeDay:
    """The day on which a period begins."""
    return TradeDay(period if len(period) == len("2026-11-24") else f"{period}-01")


def longest_period_begins(day: TradeDay) -> TradeDay:
    """The first day of the longest period that ``day`` lies in, which is the month."""
    return TradeDay(f"{day[:7]}-01")


def is_open(period: PeriodKey, day: TradeDay) -> bool:
    """Whether ``period`` is the day's own, or its month."""
    return period in (day, day[:7])


def slots_of(components: Iterable[QuotaComponent], day: TradeDay) -> dict[Slot, int]:
    """The open slot of each component, with its limit."""
    return {
        Slot(each.number, period_key(each.period, day)): each.limit
        for each in components
        if each.limit >= 0
    }


# --- one account ---


@dataclass(frozen=True, slots=True)
class Account:
    """What came and went of one slot of one member, here. Nothing but these moves changes it.

    ``allowance`` is the limit held when the account was first touched, and does not change.
    ``is_root`` once the whole allowance was opened here. ``overridden`` is counted apart.
    """

    allowance: int
    is_root: bool = False
    root: int = 0
    received: int = 0
    sent: int = 0
    spent: int = 0
    refunded: int = 0
    overridden: int = 0

    @property
    def left(self) -> int:
        """The conservation identity."""
        return self.root + self.received - self.sent - self.spent + self.refunded


class Credit(NamedTuple):
    """An account after a credit, and how much of it was credited."""

    account: Account
    credited: int


def open_root(account: Account) -> Account:
    """Open the period at its home: the whole allowance, less what came from elsewhere before."""
    root = account.allowance - account.received
    return _moved(account, replace(account, is_root=True, root=root), by=root)


def spend(account: Account, amount: int) -> Account | QuotaRefusal:
    if amount > account.left:
        return QuotaRefusal.NOT_ENOUGH
    return _moved(account, replace(account, spent=account.spent + amount), by=-amount)


def send(account: Account, amount: int) -> Account | QuotaRefusal:
    if amount > account.left:
        return QuotaRefusal.NOT_ENOUGH
    return _moved(account, replace(account, sent=account.sent + amount), by=-amount)


def refund(account: Account, amount: int) -> Account | QuotaRefusal:
    """Give a debit back: never more than was debited here."""
    if amount > account.spent + account.sent - account.refunded:
        return QuotaRefusal.MORE_THAN_DEBITED
    return _moved(account, replace(account, refunded=account.refunded + amount), by=amount)


def creditable(account: Account, amount: int) -> int:
    """No more than keeps root + received within the allowance; the rest is recorded alone."""
    return max(0, min(amount, account.allowance - account.root - account.received))


def receive(account: Account, amount: int) -> Credit:
    credited = creditable(account, amount)
    after = replace(account, received=account.received + credited)
    return Credit(_moved(account, after, by=credited), credited)


def override(account: Account, amount: int) -> Account:
    """A supervisor's word beside the quota: what is left stays as it is."""
    return _moved(account, replace(account, overridden=account.overridden + amount), by=0)


def _moved(before: Account, after: Account, *, by: int) -> Account:
    for account in (before, after):
        _assert_sound(account)
    assert after.left == before.left + by, "what leaves one side of a move arrives on the other"
    assert after.allowance == before.allowance, "a period's limit does not change"
    return after


def _assert_sound(account: Account) -> None:
    parts = (account.root, account.received, account.sent, account.spent)
    assert min(*parts, account.refunded, account.overridden, account.left) >= 0, account
    assert account.root + account.received <= account.allowance, account
    assert account.refunded <= account.spent + account.sent, account


class Root(StrEnum):
    """Whether the whole allowance of a period is held here, or why not."""

    HELD = "held"
    NO_HOME = "no_home"
    ELSEWHERE = "elsewhere"
    RELEASED = "released"
    NEW_EPOCH = "new_epoch"
    HORIZON_PASSED = "horizon_passed"


# --- all accounts of one member on the open day ---


@dataclass(frozen=True, slots=True)
class Ledger:
    """A member's accounts on the open day, as they are once the roots held here are opened."""

    day: TradeDay
    accounts: Mapping[Slot, Account]
    roots: Mapping[Slot, Root]
    opening: Vector

    def slot_of(self, component: ComponentNo) -> Slot | None:
        return next((slot for slot in self.accounts if slot.component == component), None)

    def usable(self, slot: Slot) -> int:
        """What may be debited now: nothing of a root whose horizon has passed."""
        account = self.accounts[slot]
        if account.is_root and self.roots[slot] is not Root.HELD:
            return 0
        return account.left


def open_ledger(
    day: TradeDay,
    limits: Mapping[Slot, int],
    *,
    roots: Mapping[Slot, Root],
    known: Mapping[Slot, Account],
) -> Ledger:
    """The ledger of the open slots in ``limits``, from the accounts that are ``known``."""
    accounts = {slot: known.get(slot) or Account(limit) for slot, limit in limits.items()}
    opening = {
        slot: account.allowance
        for slot, account in accounts.items()
        if roots[slot] is Root.HELD and not account.is_root
    }
    opened = {slot: open_root(accounts[slot]) for slot in opening}
    return Ledger(day, {**accounts, **opened}, roots, opening)


def judge_debit(ledger: Ledger, asked: Amounts) -> Vector | QuotaRefusal:
    """The slots to debit for ``asked``, all or none of them."""
    vector = place(ledger, asked)
    if isinstance(vector, QuotaRefusal):
        return vector
    short = [slot for slot, amount in vector.items() if amount > ledger.usable(slot)]
    if not short:
        return vector
    passed = any(ledger.roots[slot] is Root.HORIZON_PASSED for slot in short)
    return QuotaRefusal.HORIZON_PASSED if passed else QuotaRefusal.NOT_ENOUGH


def place(ledger: Ledger, asked: Amounts) -> Vector | QuotaRefusal:
    """The open slots of ``asked``. Refuses with ``BAD_AMOUNT`` or ``UNKNOWN_COMPONENT``."""
    if not asked or not all(0 < amount <= LARGEST_AMOUNT for amount in asked.values()):
        return QuotaRefusal.BAD_AMOUNT
    placed = [(ledger.slot_of(component), amount) for component, amount in asked.items()]
    if any(slot is None for slot, _ in placed):
        return QuotaRefusal.UNKNOWN_COMPONENT
    return {slot: amount for slot, amount in placed if slot}


class Split(NamedTuple):
    """What becomes of a transfer's amounts: by slot, and by component where no period is open."""

    credited: dict[Slot, int]
    above_limit: dict[ComponentNo, int]
    stranded: dict[ComponentNo, int]


def split_credit(ledger: Ledger, carried: Amounts, day: TradeDay) -> Split:
    """Divide what was sent on ``day``: credited, above the limit, or too late for its period."""
    split = Split({}, {}, {})
    for component, amount in carried.items():
        slot = ledger.slot_of(component)
        if slot and not is_open(slot.period, day):
            split.stranded[component] = amount
            continue
        credited = receive(ledger.accounts[slot], amount).credited if slot else 0
        if slot and credited:
            split.credited[slot] = credited
        if credited < amount:
            split.above_limit[component] = amount - credited
    return split


# --- a debit, and giving it back ---


@dataclass(frozen=True, slots=True)
class Debit:
    """A debit made here, under the ledger of some epoch; ``settled`` once it was given back."""

    ledger: str
    kind: str
    amounts: Vector
    settled: bool


def judge_refund(
    debit: Debit | None, *, ledger: str, day: TradeDay, back: Amounts | None
) -> Vector | QuotaRefusal:
    """What of a debit goes back: ``back``, or all; once, by who debited, while a period is open."""
    if debit is None:
        return QuotaRefusal.UNKNOWN_DEBIT
    if debit.ledger != ledger:
        return QuotaRefusal.OTHER_EPOCH
    if debit.settled:
        return QuotaRefusal.ALREADY_REFUNDED
    asked = {slot: _asked_back(slot, amount, back) for slot, amount in debit.amounts.items()}
    if (refusal := _judge_amounts(debit, asked, back)) is not None:
        return refusal
    vector = {
        slot: amount for slot, amount in asked.items() if amount and is_open(slot.period, day)
    }
    return vector or QuotaRefusal.PERIOD_OVER


def _asked_back(slot: Slot, amount: int, back: Amounts | None) -> int:
    return amount if back is None else back.get(slot.component, 0)


def _judge_amounts(debit: Debit, asked: Vector, back: Amounts | None) -> QuotaRefusal | None:
    debited = {slot.component for slot in debit.amounts}
    if back is not None and (not back or min(back.values()) <= 0):
        return QuotaRefusal.BAD_AMOUNT
    if back is not None and not back.keys() <= debited:
        return QuotaRefusal.UNKNOWN_COMPONENT
    if any(amount > debit.amounts[slot] for slot, amount in asked.items()):
        return QuotaRefusal.MORE_THAN_DEBITED
    return None


# --- vectors in events ---


def written(vector: Vector) -> list[list[int | str]]:
    """A vector as events carry it: ``[[component, period, amount]]``, in order."""
    return [[*slot, amount] for slot, amount in sorted(vector.items())]


def read_vector(rows: Iterable[tuple[int, str, int]]) -> Iterator[tuple[Slot, int]]:
    for component, period, amount in rows:
        yield Slot(ComponentNo(component), PeriodKey(period)), amount
