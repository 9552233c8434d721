"""What clients asked for and were told: the memory against which a site's memory is held."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.simulation.clients import Answer, Operation
from tests.simulation.violation import Violation


@dataclass(slots=True)
class Ledger:
    """Every operation by its key; ``touched`` are those asked since the last look."""

    by_key: dict[str, Operation] = field(default_factory=dict)
    touched: list[Operation] = field(default_factory=list)
    _under_way: dict[int, Operation] = field(default_factory=dict)

    def asked(self, operation: Operation) -> None:
        operation.tries += 1
        operation.heard = None
        self.by_key.setdefault(operation.key, operation)
        self.touched.append(operation)
        self._under_way[id(operation)] = operation

    def answered(self, operation: Operation, answer: Answer | None) -> None:
        """A client was told something. Raises ``Violation`` when it was told otherwise before."""
        del self._under_way[id(operation)]
        operation.heard = answer
        if answer is None or not answer.is_decided or not operation.binding:
            return
        if operation.decided is None:
            operation.decided = answer
        elif operation.decided != answer:
            raise Violation(
                "I1", f"{operation}: told {operation.decided.body!r}, then {answer.body!r}"
            )

    def under_way(self) -> list[Operation]:
        return list(self._under_way.values())

    def lose_answers(self) -> None:
        """The site went down: each that was under way may have happened or not."""
        for operation in self._under_way.values():
            operation.lost += 1
        self._under_way.clear()

    def told(self) -> dict[str, Answer | None]:
        """What each operation so far came to, as a copy of the disk remembers it too."""
        return {key: operation.decided for key, operation in self.by_key.items()}

    def go_back(self, told: Mapping[str, Answer | None]) -> None:
        """The disk is lost, and a copy knows of nothing since: neither does anybody rely on it."""
        self.by_key = {key: self.by_key[key] for key in told}
        for key, operation in self.by_key.items():
            operation.decided = told[key]
            operation.lost += operation.decided is None
        self.touched = []
        self._under_way.clear()

    def take_touched(self) -> list[Operation]:
        touched, self.touched = self.touched, []
        return touched
