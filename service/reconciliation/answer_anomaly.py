"""Say what is known of an anomaly: who looks into it, what explains it, why it may rest."""

from enum import StrEnum
from hashlib import sha256

from service.journal.act import Act
from service.reconciliation import anomaly_store as store
from service.reconciliation.anomaly_store import Anomaly, Note
from service.reconciliation.keep_findings import State
from service.vocabulary import OfficerNo

LONGEST_NOTE = 1000


class AnswerRefusal(StrEnum):
    """Why nothing is said of an anomaly."""

    UNKNOWN = "anomaly_unknown"
    GONE = "anomaly_gone"
    OTHER_EVIDENCE = "anomaly_evidence_changed"
    NO_NOTE = "anomaly_note_missing"


def answer_anomaly(
    act: Act, number: str, answer: State, *, note: str, digest: str
) -> Anomaly | AnswerRefusal:
    """Record an answer in the hub's own journal, and note it. ``digest`` is that of the evidence
    that was seen; the note is kept beside the journal, which has its hash.

    Nothing in any journal of a site is changed by it. Refuses with ``UNKNOWN``, ``GONE``,
    ``OTHER_EVIDENCE``, or ``NO_NOTE`` for an explanation or a dismissal without words.
    """
    known = store.find(act.session, number)
    refusal = _refusal(known, answer, note=note, digest=digest)
    if refusal is not None or known is None:
        return refusal or AnswerRefusal.UNKNOWN
    event = act.record(
        "anomaly.answered",
        {
            "anomaly": number,
            "kind": known.kind,
            "answer": answer,
            "evidence": digest,
            "note": sha256(note.encode()).hexdigest() if note else None,
        },
    )
    at_ms = act.moment.at_ms
    store.add_note(act.session, Note(str(event.name), number, at_ms, act.actor, answer, note))
    owner = OfficerNo(act.actor) if act.actor else known.owner
    answered = known._replace(state=answer, owner=owner, weighed=digest)
    store.put(act.session, answered)
    return answered


def _refusal(
    known: Anomaly | None, answer: State, *, note: str, digest: str
) -> AnswerRefusal | None:
    if known is None:
        return AnswerRefusal.UNKNOWN
    if known.gone_ms is not None:
        return AnswerRefusal.GONE
    if known.digest != digest:
        return AnswerRefusal.OTHER_EVIDENCE
    if answer is not State.TAKEN and not note.strip():
        return AnswerRefusal.NO_NOTE
    return None
