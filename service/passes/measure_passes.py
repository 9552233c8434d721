"""How large the passes are that went out from here: bytes, characters, versions of codes."""

from dataclasses import dataclass

from service.inspection.store import find_inspection
from service.kit.qr import qr_version
from service.passes import store
from service.passes.hand_over import PHONE_PATH
from service.passes.rules import Pass
from service.passes.show_issued import manifest_of
from service.passes.token import PASS_PREFIX, ReadPass, decode_pass
from service.session import Session

HIGHEST_VERSION = 13
"""At level M and 35 mm; a cheap camera reads no smaller modules."""


@dataclass(frozen=True, slots=True)
class PassSize:
    """One pass by what it carries: bytes of the signed message, characters of its text, and the
    versions of its code, of the code of its link and of its list of goods, where it has them."""

    carries: str
    message_bytes: int
    characters: int
    version: int
    link_version: int | None
    manifest_version: int | None


def measure_passes(session: Session, *, hub: str | None) -> list[tuple[PassSize, int]]:
    """Of each kind of pass whose text is still here the largest, and how many there are; the
    smallest kind first. ``hub`` is the origin under which a phone takes a pass over."""
    kinds: dict[str, list[PassSize]] = {}
    for reference, text in store.held_texts(session):
        size = _measure(session, reference, text, hub)
        if size is not None:
            kinds.setdefault(size.carries, []).append(size)
    largest = [
        (max(sizes, key=lambda size: size.characters), len(sizes)) for sizes in kinds.values()
    ]
    return sorted(largest, key=lambda each: (each[0].characters, each[0].carries))


def _measure(session: Session, reference: str, text: str, hub: str | None) -> PassSize | None:
    read, issued = decode_pass(text), store.find_issued(session, reference)
    if not isinstance(read, ReadPass) or issued is None:
        return None
    manifest = manifest_of(find_inspection(session, issued.inspection))
    return PassSize(
        carries=carries(read.said),
        message_bytes=(len(text) - len(PASS_PREFIX)) * 5 // 8,
        characters=len(text),
        version=qr_version(text),
        link_version=qr_version(f"{hub}{PHONE_PATH}{text}") if hub else None,
        manifest_version=qr_version(manifest) if manifest else None,
    )


def carries(said: Pass) -> str:
    """What makes one pass larger than another, in a few words."""
    components, seals = len(said.quota.amounts) if said.quota else 0, said.seals
    count = max(len(seals.numbers), seals.count) if seals else 0
    parts = {
        "goods" if said.goods else "person": True,
        "mask": said.hint is not None,
        _many(components, "component"): components,
        "plate": said.plate is not None,
        _many(count, "seal"): count,
        "batch": said.batch is not None,
    }
    return ", ".join(word for word, is_there in parts.items() if is_there)


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count > 1 else ''}"
