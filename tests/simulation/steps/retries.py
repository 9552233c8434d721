"""Clients that heard nothing ask again; and some use a key that is not theirs."""

from dataclasses import replace

from tests.simulation.clients import Operation
from tests.simulation.violation import Violation
from tests.simulation.world import World


def retry(world: World) -> Operation | None:
    """A client asks again under the same key, with or without an answer to the first try."""
    asked = [*world.ledger.by_key.values()]
    if world.dice.happens(700):
        asked = asked[-20:]
    return _one_of(world, asked)


def retry_what_was_lost(world: World) -> Operation | None:
    """A client that never heard the outcome asks again, as it should."""
    asked = world.ledger.by_key.values()
    return _one_of(world, [each for each in asked if each.lost and not each.decided])


def reuse_key_with_other_body(world: World) -> None:
    """A client's program is wrong: it says something else under a key it has used."""
    used = _one_of(world, _decided(world))
    if used is not None:
        _must_not_decide(world, replace(used, body=used.body + b" "))


def reuse_key_at_another_screen(world: World) -> None:
    """Somebody at another screen has seen the key."""
    used = _one_of(world, [each for each in _decided(world) if each.client in world.clients[1:]])
    others = [each for each in world.clients[1:] if used and each is not used.client]
    if used is not None and others:
        other = world.dice.choice(others)
        _must_not_decide(world, replace(used, client=other, officer=other.officer))


def _decided(world: World) -> list[Operation]:
    return [each for each in world.ledger.by_key.values() if each.decided and each.binding]


def _one_of(world: World, operations: list[Operation]) -> Operation | None:
    """One whose client is still who it was: the same screen, the same officer."""
    same = [each for each in operations if each.officer in (None, each.client.officer)]
    return world.dice.choice(same) if same else None


def _must_not_decide(world: World, borrowed: Operation) -> None:
    borrowed.binding = False
    borrowed.then = lambda response: None
    answer = world.ask_one(borrowed)
    if answer is not None and answer.is_decided:
        raise Violation("I1", f"{borrowed}: a borrowed key was answered {answer}")
