"""A rule that did not hold in a simulated world."""


class Violation(AssertionError):
    """``rule`` is what was broken (I1 …), the message how."""

    def __init__(self, rule: str, how: str) -> None:
        super().__init__(f"{rule}: {how}")
        self.rule = rule
