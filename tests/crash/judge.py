"""Opens what a power cut left as the service itself does, and tells everything that is wrong."""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from service import kept_answers
from service.console.verify_site import verify_site
from service.journal.event import Event
from service.journal.store import all_events
from service.kept_answers import Answer
from service.members.store import find_member
from service.session import Session
from service.sites.anchor import read_anchors
from tests.builders import City, Place
from tests.crash.places import second_anchor
from tests.crash.workload import Note, Wish, ask_once
from tests.fake_machine import Machine
from tests.places import DAY_MS, NOW_MS

ASKED_AGAIN: Final = 8
"""Of what was answered, so many of the newest are asked for once more."""

_PUT_OFF: Final = 503


@dataclass(slots=True)
class Told:
    """What had been asked and answered when the power went, by key, in the order of the answers."""

    asked: dict[str, Wish] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    put_off: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def hear(self, note: Note) -> bool:
        """Take one note in; whether it was an answer for good."""
        if note.wish is not None:
            self.asked.setdefault(note.key, note.wish)
        elif note.status == _PUT_OFF:
            self.put_off.append(json.loads(note.body)["code"])
        elif note.status is not None:
            answer = Answer(note.status, "", note.body.encode())
            if self.answers.setdefault(note.key, answer) != answer:
                self.changed.append(note.key)
            return True
        return False

    @property
    def created(self) -> frozenset[str]:
        """The keys under which something came into being."""
        return frozenset(key for key, answer in self.answers.items() if answer.status == 201)

    def kept(self, known: Iterable[str]) -> dict[str, Answer]:
        """The answers that a site keeps under their key: of all that it once ``known``."""
        return {key: self.answers[key] for key in known if key in self.answers}

    @property
    def open(self) -> list[Wish]:
        """What nobody had an answer to."""
        return [wish for key, wish in self.asked.items() if key not in self.answers]


@dataclass(frozen=True, slots=True)
class Judge:
    """Knows the city, and under which keys a site that lost nothing keeps an answer."""

    city: City
    known: frozenset[str]

    @classmethod
    def of(cls, city: City, site: Path, told: Told) -> "Judge":
        """A judge for a recording that ended well: ``site`` is what it left."""
        with _opened(city, site) as place:
            found = {key for key in told.asked if place.read(partial(_found, key=key))}
        return cls(city, frozenset(found) | told.created)

    def complaints(self, files: Mapping[str, bytes], told: Told, folder: Path) -> list[str]:
        """All that is wrong with these files, laid out in ``folder``; none means that the site
        lost nothing, proves itself, and goes on."""
        lay_out(files, folder)
        try:
            return self.complaints_about(folder, told)
        finally:
            shutil.rmtree(folder)

    def complaints_about(self, folder: Path, told: Told) -> list[str]:
        """The same about a site that lies in ``folder``, and goes on there."""
        anchored = _anchored(folder)
        try:
            with _opened(self.city, folder) as place:
                return list(self._wrongs(place, told, anchored))
        except Exception as fault:  # whatever keeps a site from opening is what we look for
            return [f"it does not open: {fault!r}"]

    def _wrongs(self, place: Place, told: Told, anchored: int) -> Iterator[str]:
        if place.site.restored is not None:
            yield f"it takes itself for a restored one: {place.site.restored}"
            return
        kept = _without_the_forgotten(place, told.kept(self.known))
        yield from _lost_answers(place, kept)
        yield from _unanchored(place, kept, anchored)
        yield from _other_answers(place, told, kept)
        proof = place.read(partial(verify_site, identity=place.site.identity, rebuild=True))
        yield from proof.flaws
        unequal = [table.table for table in proof.tables if not table.equal]
        yield from (f"the table {name} is not its replay" for name in unequal)


def lay_out(files: Mapping[str, bytes], folder: Path) -> None:
    """Write a disk's files, each for its owner alone."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(content)


@contextmanager
def _opened(city: City, folder: Path) -> Iterator[Place]:
    machine = Machine(wall_ms=NOW_MS + 2 * DAY_MS)
    with Place.opened(city, folder, machine=machine, second_anchor=second_anchor(folder)) as place:
        yield place


def _anchored(folder: Path) -> int:
    anchors = read_anchors((folder / "S01" / "anchor", second_anchor(folder)))
    return max((anchor.seq for anchor in anchors), default=0)


def _without_the_forgotten(place: Place, kept: Mapping[str, Answer]) -> dict[str, Answer]:
    """Answers that named a member who was forgotten since go with that member, as they must."""

    def is_forgotten(answer: Answer) -> bool:
        named = json.loads(answer.body).get("member")
        number = named.get("member") if isinstance(named, dict) else None
        return number is not None and place.read(partial(find_member, member=number)) is None

    return {key: answer for key, answer in kept.items() if not is_forgotten(answer)}


def _lost_answers(place: Place, kept: Mapping[str, Answer]) -> Iterator[str]:
    for key, answer in kept.items():
        found = place.read(partial(_found, key=key))
        if found is None:
            yield f"lost: {key}"
        elif (found.status, found.body) != (answer.status, answer.body):
            yield f"{key} was answered {answer}, now {found}"


def _unanchored(place: Place, kept: Mapping[str, Answer], anchored: int) -> Iterator[str]:
    """Nothing above the anchor leaves the machine (docs/protocol.md, Anchors)."""
    answered = [event.name.seq for event in _events(place) if event.key in kept]
    if max(answered, default=0) > anchored:
        yield f"answered up to {max(answered)}, anchored up to {anchored}"


def _other_answers(place: Place, told: Told, kept: Mapping[str, Answer]) -> Iterator[str]:
    """Whoever asks again with the same key gets the same answer, and decides nothing twice."""
    newest = [told.asked[key] for key in kept if told.asked[key].is_a_screens_own][-ASKED_AGAIN:]
    for wish in newest:
        said = ask_once(place, wish)
        if (said.status_code, said.content) != (kept[wish.key].status, kept[wish.key].body):
            yield f"{wish.key} was told {kept[wish.key]}, now {said.status_code} {said.text}"
    for wish in told.open:
        if wish.is_a_screens_own and ask_once(place, wish).status_code >= 500:
            yield f"{wish.key} cannot be decided"
    by_key = [event.key for event in _events(place) if event.key and not event.refs]
    twice = {key for key in by_key if by_key.count(key) > 1}
    yield from (f"{key} was decided twice" for key in twice)


def _found(session: Session, *, key: str) -> Answer | None:
    found = kept_answers.find(session, key)
    return found.answer if found else None


def _events(place: Place) -> list[Event]:
    stored: Any = place.read(lambda session: list(all_events(session)))
    return [Event.from_bytes(each.bytes) for each in stored]
