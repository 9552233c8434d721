"""Write the part of requirements.lock that a site needs: `python -m tools.site_lock [WHEEL]`."""

import hashlib
import re
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Block:
    """One package of the lock: its lines, and which packages ask for it."""

    name: str
    text: str
    via: frozenset[str]


def site_lock(*extras: str) -> str:
    """The packages of the service with these extras, and whatever they need, hashes and all."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    offered = project["optional-dependencies"]
    direct = [*project["dependencies"], *(each for extra in extras for each in offered[extra])]
    blocks = read_lock((ROOT / "requirements.lock").read_text("utf-8"))
    needed = closure(blocks, {name_of(each) for each in direct})
    return "".join(block.text for block in blocks if block.name in needed)


def read_lock(text: str) -> list[Block]:
    """The packages of a lock as `uv pip compile` writes it, with its remarks on who asks."""
    parts = re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.MULTILINE)[1:]
    return [Block(name_of(part), part, frozenset(_asking(part))) for part in parts]


def closure(blocks: Iterable[Block], wanted: set[str]) -> set[str]:
    """The packages that are wanted, or that one of them asks for, however far."""
    blocks, needed = list(blocks), set(wanted)
    while more := {each.name for each in blocks if each.via & needed} - needed:
        needed |= more
    return needed


def name_of(requirement: str) -> str:
    """The package's name, as all who name it agree on."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def line_of(wheel: Path) -> str:
    """The lock's line for a wheel made here."""
    name, version = wheel.name.split("-")[:2]
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return f"{name}=={version} \\\n    --hash=sha256:{digest}\n"


def _asking(part: str) -> list[str]:
    remarks = re.findall(r"^ +# +(?:via +)?([A-Za-z0-9._-]+)(?: .*)?$", part, flags=re.MULTILINE)
    return [name_of(each) for each in remarks if each not in ("via", "twogate")]


if __name__ == "__main__":
    made_here = "".join(line_of(Path(wheel)) for wheel in sys.argv[1:])
    sys.stdout.write(site_lock("kiosk", "hub") + made_here)
