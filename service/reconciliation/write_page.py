"""A proof report as a page that a person reads: first the promises, then what was looked at."""

from collections.abc import Iterator
from datetime import UTC, datetime

from service.reconciliation.proof_report import ProofReport
from service.reconciliation.rules.finding import Kind, Weight, weight_of

WORDS: dict[Kind, str] = {
    Kind.GAP: "events are missing from a journal for good",
    Kind.FORK: "one key has signed two histories",
    Kind.PUT_ASIDE: "an event is held that no table shows",
    Kind.NOT_ARRIVED: "what only another site's journal explains, which has not come",
    Kind.NOT_REDEEMED: "a pass ended unused",
    Kind.NOT_ISSUED: "a pass was honoured that its issuer never issued",
    Kind.DIFFERING_HASHES: "a pass was seen with other bytes than were issued",
    Kind.REDEEMED_TWICE: "a pass was honoured twice",
    Kind.REDEEMED_AND_VOIDED: "a pass was honoured and declared void",
    Kind.REDEEMED_ELSEWHERE: "a pass was honoured where it was not meant for",
    Kind.REDEEMED_EARLY: "a pass was honoured before it was issued",
    Kind.NOT_DRAWN: "a pass was honoured without a draw",
    Kind.NOT_REINSPECTED: "a drawn pass was honoured without an inspection",
    Kind.WRONG_DRAW: "a draw does not come out by the key of its day",
    Kind.OVER_ALLOWANCE: "a member used up more than the allowance",
    Kind.SPENT_UNHELD: "a site moved quota that it did not hold",
    Kind.TWO_HOMES: "two homes opened one period",
    Kind.NO_DEBIT: "quota was credited that nobody debited",
    Kind.CREDITED_TWICE: "a transfer was credited twice",
    Kind.CREDITED_ELSEWHERE: "a transfer was credited where it was not meant for",
    Kind.TAKEN_BACK: "a transfer was credited and taken back",
    Kind.OVER_REFUNDED: "a debit was given back twice, or more than it was",
    Kind.DAY_LABEL: "a trade day has another date than the clock",
    Kind.DAY_NOT_CLOSED: "a trade day was not closed",
    Kind.WRONG_DAY_KEY: "a closed day told no key, or a wrong one",
    Kind.POLICY_LAG: "a day stood under an older policy",
    Kind.TWO_NUMBERS: "one person is listed under two numbers",
    Kind.UNUSUAL_RATE: "an officer's rate stands out from all others",
}


def write_page(report: ProofReport) -> str:
    """The report in plain English; other languages have the same from the record."""
    return "\n".join([*_promises(report), "", *_checked(report), *_found(report)]) + "\n"


def _promises(report: ProofReport) -> Iterator[str]:
    kept = report.promises
    at = datetime.fromtimestamp(report.at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    yield f"Proof of all journals, {at}, by the hub {report.hub}"
    yield ""
    yield f"{kept.over_quota} over-quota person-days"
    yield f"{kept.honoured_twice} double honours"
    incomplete = kept.chains_incomplete
    yield "all chains complete" if incomplete == 0 else f"{incomplete} CHAINS ARE NOT COMPLETE"
    if report.is_well:
        yield "Every promise holds."
    else:
        yield f"{kept.must_be_zero} ANOMALIES OF WHICH THERE MUST BE NONE."


def _checked(report: ProofReport) -> Iterator[str]:
    checked, mains = report.checked, [each for each in report.journals if each.branch == 0]
    yield f"Looked at: {checked.events:,} events of {len(mains)} journals, each hash and end"
    yield f"  {checked.passes:,} passes, {checked.honoured:,} of them honoured"
    yield f"  {checked.person_periods:,} members' quotas in their periods"
    yield f"  {checked.days:,} trade days, {checked.draws:,} draws done again"
    for each in report.overridden:
        yield (
            f"  overrides of component {each.component}: {each.times}, together {each.amount:,}"
            " (counted apart)"
        )
    for site, count in report.waiting.items():
        yield f"  {count} not judged yet: they wait for the journal of {site}"


def _found(report: ProofReport) -> Iterator[str]:
    for flaw in report.flaws:
        yield f"  FLAW {flaw}"
    for weight, words in _HEADINGS.items():
        kinds = [each for each in Kind if each in report.counts and weight_of(each) is weight]
        if kinds:
            yield ""
            yield words
        for kind in kinds:
            yield f"  {report.counts[kind]:>6,}  {WORDS[kind]}"
            subjects = [each.subject for each in report.found if each.kind == kind]
            yield from (f"          {subject}" for subject in subjects[:_SHOWN])
            if len(subjects) > _SHOWN:
                yield f"          and {report.counts[kind] - _SHOWN:,} more"


_SHOWN = 5
_HEADINGS = {
    Weight.BROKEN: "There must be none of these:",
    Weight.LOOK: "Somebody must find out why:",
    Weight.NOTE: "Good to know:",
}
