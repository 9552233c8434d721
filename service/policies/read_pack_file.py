"""Read a pack from its file: YAML as people write it, held against the published schema."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from service.kit import canonical_json
from service.policies.rules import read_pack
from service.policies.rules.judge_pack import PackFault, PackFlaw, judge_pack
from service.policies.rules.read_pack import EVER
from service.settings import asset_dir

REMEDIES = {
    PackFlaw.NOT_A_DATE: "is no date; write YYYY-MM-DD",
    PackFlaw.BACKWARD: "ends before it begins; change one of the two days",
    PackFlaw.OVERLAP: "overlap; end the one before the other begins, in order",
    PackFlaw.TWICE: "is said twice; give each its own",
    PackFlaw.UNKNOWN_COMPONENT: "is no component of this pack; add it or name another",
    PackFlaw.UNKNOWN_GOODS: "is no row of the catalogue; add it or correct the code",
    PackFlaw.UNIT_MISMATCH: "does not match; count goods in the unit of their cap",
    PackFlaw.NOT_UNDER_CAP: "cover this heading; draws_on must name exactly that component",
    PackFlaw.BAND_BACKWARD: "is no band; the lower price comes first",
    PackFlaw.NO_GOODS: "are named; say which goods are meant",
    PackFlaw.HOURS: "are no hours; write them as from and to, 24:00 at the latest",
    PackFlaw.UNKNOWN_ZONE: "is no known time zone; write one such as Asia/Shanghai",
    PackFlaw.VALUE_FIRST: "comes first; component 1 must be the value, in fen",
    PackFlaw.BANDS: "is less than the age before it; the amber band ends later",
}


class PackUnreadable(Exception):
    """The file is no pack at all; the message says where and why."""


def read_pack_file(path: Path) -> tuple[dict[str, Any], list[str]]:
    """What a file says, and every fault of it in words (field, reason, what to do).

    Raises ``PackUnreadable`` when it is neither YAML nor JSON, or says a thing twice.
    """
    said = _load(path)
    faults = [*_faults_of_shape(said)]
    if not faults:
        faults = [_in_words(fault) for fault in judge_pack(said)]
    if not faults:
        read_pack(1, EVER, said)
        canonical_json.encode(said)
    return said, faults


def _faults_of_shape(said: Any) -> list[str]:
    from jsonschema import Draft202012Validator

    found = Draft202012Validator(_schema()).iter_errors(said)
    return [
        f"{'/'.join(map(str, fault.absolute_path)) or 'the pack'}: {fault.message}"
        for fault in sorted(found, key=lambda fault: list(map(str, fault.absolute_path)))
    ]


def _in_words(fault: PackFault) -> str:
    return f"{fault.where}: {fault.found} {REMEDIES[fault.flaw]}"


@cache
def _schema() -> dict[str, Any]:
    text = (asset_dir("packs") / "policy.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _load(path: Path) -> Any:
    import yaml

    try:
        return yaml.load(path.read_text(encoding="utf-8"), _loader())
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise PackUnreadable(f"{path}: {fault}") from fault


@cache
def _loader() -> Any:
    """YAML's safe loader, less its surprises: a heading 071410 is no octal number, 18:00 no
    number of base 60, NO (Norway) no denial, a day no object, and a key said twice is a fault."""
    import re

    import yaml

    class PackLoader(yaml.SafeLoader):
        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as PyYAML itself has it

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            keys = [key.value for key, _ in node.value]
            doubled = sorted({key for key in keys if keys.count(key) > 1})
            if doubled:
                raise yaml.constructor.ConstructorError(
                    None, None, f"said twice: {', '.join(doubled)}", node.start_mark
                )
            return super().construct_mapping(node, deep)

    whole, truth = re.compile(r"-?(0|[1-9][0-9]*)$"), re.compile(r"(true|false)$")
    PackLoader.add_implicit_resolver("tag:yaml.org,2002:int", whole, list("-0123456789"))
    PackLoader.add_implicit_resolver("tag:yaml.org,2002:bool", truth, list("tf"))
    return PackLoader
