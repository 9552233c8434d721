"""A rule that did not hold in a simulated world."""

from typing import Final

PROMISES: Final = {
    "R0": "a restored site writes nothing, and one that was only cut off goes on",
    "I1": "what was acknowledged happened once, as it was told; nothing else did",
    "I6": "the hub holds what its sites wrote, to the byte, once, and nothing else",
    "I7": "when the faults stop, all is at the hub within a few rounds",
    "I4": "the chain is gapless, linked and signed, and loses no event again",
    "I5": "every table is the fold of journal and feeds",
    "reconciled": "the journals of all sites fit together, at the hub, by every rule",
    "R9": "what the hub knows is applied, and what it does not know holds up nothing else",
    "R4": "an altered page is refused",
    "members": "only members in good standing come in, by the newest list held",
    "staff": "only paired screens and signed-in officers act",
    "clock": "no event is older than what the site had proof of",
    "days": "one trade day is open, none comes back, each tells its draws' key",
    "draws": "whoever is drawn was drawn by the key of that day",
    "hall": "a member is inside once; what is taken back never was",
    "queue": "turn numbers without gaps, called in order, once",
}
"""What a simulated world holds its site to, by the names that violations give."""


class Violation(AssertionError):
    """``rule`` is what was broken (I1 …), the message how."""

    def __init__(self, rule: str, how: str) -> None:
        super().__init__(f"{rule}: {how}")
        self.rule = rule
