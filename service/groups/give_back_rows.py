"""Give back the rows of a list that were not taken, with the reasons in the operator's language."""

from collections.abc import Iterable
from typing import BinaryIO, Literal

from service.groups.read_groups import GROUP_COLUMNS
from service.groups.row_faults import GROUP_SENTENCES
from service.kit.rejected_rows import RejectedRows, rejected_rows
from service.members.languages import Language
from service.members.read_roster import ROSTER_COLUMNS
from service.members.row_faults import REJECTED_HEADING, fault_sentence
from service.members.rules import RowFault

Kind = Literal["roster", "groups"]


def give_back_rows(
    kind: Kind, stream: BinaryIO, faults: Iterable[RowFault], language: Language
) -> RejectedRows:
    """The file of bad rows of a list, as it was handed in. Raises ``TableFault``."""
    told: dict[int, list[str]] = {}
    for fault in faults:
        told.setdefault(fault.line, []).append(fault_sentence(fault, language, GROUP_SENTENCES))
    columns = ROSTER_COLUMNS if kind == "roster" else GROUP_COLUMNS
    sentences = {line: " ".join(said) for line, said in told.items()}
    return rejected_rows(stream, columns, sentences, getattr(REJECTED_HEADING, language))
