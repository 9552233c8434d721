"""What an inspection's goods become in a pass, and what keeps them from going."""

from dataclasses import replace
from typing import Any

from service.declarations.send_declaration import is_sendable
from service.hits.find_hits import case_of, find_hits
from service.inspection.manifest import manifest_hash
from service.inspection.rules import Batch
from service.inspection.store import Inspection
from service.journal.act import Act
from service.kit import canonical_json
from service.passes.goods_rules import carry_seals
from service.passes.issue_rules import Load
from service.passes.rules import Goods, Pass
from service.policies.store import policy_in_force
from service.vocabulary import SiteNo


def load_of(act: Act, inspection: Inspection, to_site: SiteNo, *, has_quota: bool) -> Load:
    """What of the goods decides whether a pass may take them along now."""
    declared = inspection.declaration
    return Load(
        is_declared=declared is not None,
        is_gone=declared is not None and not is_sendable(act, declared),
        is_of_a_batch=inspection.batch is not None,
        has_quota=has_quota,
        has_new_hit=_has_new_hit(act, inspection, to_site),
    )


def with_goods(said: Pass, inspection: Inspection) -> Pass:
    """The pass with all that the inspection says of goods, vehicle, batch and seals."""
    lines = inspection.manifest
    goods = (
        Goods(
            manifest=manifest_hash(lines),
            lines=len(lines),
            total_fen=sum(each.value_fen for each in lines),
            declared=inspection.declaration is not None,
        )
        if lines
        else None
    )
    return replace(
        said,
        goods=goods,
        plate=inspection.plate,
        batch=_batch(inspection),
        seals=carry_seals(inspection.seal_numbers) if goods else None,
    )


def written_goods(said: Pass) -> dict[str, Any]:
    """What a pass says of goods, as the events of both sites have it."""
    goods, batch, seals = said.goods, said.batch, said.seals
    return {
        "goods": [goods.manifest.hex(), goods.lines, goods.total_fen, goods.declared]
        if goods
        else None,
        "plate": said.plate,
        "batch": [batch.members, batch.hash.hex()] if batch else None,
        "seals": [list(seals.numbers), seals.count, seals.hash.hex()] if seals else None,
    }


def _batch(inspection: Inspection) -> Batch | None:
    if inspection.batch is None:
        return None
    members, digest = canonical_json.decode(inspection.batch)
    return Batch(members, bytes.fromhex(digest))


def _has_new_hit(act: Act, inspection: Inspection, to_site: SiteNo) -> bool:
    """A hit that was entered since, or that is about the way: the inspection did not know it."""
    policy = policy_in_force(act.session, act.day)
    rows = [(each.goods, policy.find_row(each.goods)) for each in inspection.manifest]
    case = replace(
        case_of(act.session, inspection.member),
        goods=tuple((code, row.heading if row else "") for code, row in rows),
        plate=inspection.plate,
        to_site=to_site,
    )
    found = find_hits(act.session, case, now_ms=act.moment.at_ms)
    return any(each.reference not in inspection.hits_read for each in found)
