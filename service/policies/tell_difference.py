"""Tell in words what one pack changes against another, as a member would meet it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

Said = dict[str, Any]

OF_MONEY = {"CNY": ("CNY", 100), "VND": ("VND", 1)}
_A_PERIOD = {"day": "a day", "month": "a month"}
_FIGURES = ("passes", "tolerances", "staleness", "opening_hours")
_UNSAID = frozenset({"source", "note"})


def tell_difference(old: Said, new: Said) -> list[str]:
    """One sentence for each change, in the order of the pack; none when nothing changes.

    ``old`` and ``new`` are packs as files say them; notes and sources are passed over.
    """
    return [
        *_plain(old, new, ("regime", "time_zone", "currency")),
        *_components(old, new),
        *_listed(old, new),
        *_relaxations(old, new),
        *_catalogue(old, new),
        *_each(old, new, "draws", lambda said: said["tier"], _draw),
        *_each(old, new, "checks", lambda said: said["code"], lambda said: f"bit {said['bit']}"),
        *_each(old, new, "duty", _goods, _duty),
        *_each(old, new, "whole_packages", _goods, _whole),
        *_presence(old, new),
        *_plain(old, new, ("annul_seconds", "overrides", "second_officer_overrides")),
        *_figures(old, new),
    ]


def show_amount(amount: int, unit: str, currency: str = "CNY") -> str:
    """``1,000 g``, ``CNY 8,000``, ``4 times``."""
    if unit == "fen":
        name, hundred = OF_MONEY.get(currency, (currency, 1))
        whole, rest = divmod(amount, hundred)
        return f"{name} {whole:,}" + (f".{rest:02d}" if rest else "")
    return f"{amount:,} {({'gram': 'g', 'piece': 'pieces', 'time': 'times'})[unit]}"


def _components(old: Said, new: Said) -> Iterator[str]:
    before = {part["code"]: part for part in old.get("components", ())}
    after = {part["code"]: part for part in new.get("components", ())}
    for code, part in after.items():
        yield from _limits(code, before.get(code, {**part, "limits": []}), part, new)
    for code in before.keys() - after.keys():
        yield f"{code}: no longer limited"


def _limits(code: str, before: Said, after: Said, pack: Said) -> Iterator[str]:
    """What changes from each day on, told against what would have held on it."""
    days = {each["from"] for part in (before, after) for each in part["limits"]}
    told = None
    for day in sorted(days):
        was, now = _limit_on(before, day), _limit_on(after, day)
        change = None if was == now else (was, now)
        if change and change != told:
            yield f"{code}: {_change(before, after, change, pack)} from {day}"
        told = change


def _change(before: Said, after: Said, change: tuple[int | None, int | None], pack: Said) -> str:
    was, now = change
    currency = pack.get("currency", "CNY")
    end = "no limit" if now is None else show_amount(now, after["unit"], currency)
    begin = "no limit" if was is None else show_amount(was, before["unit"], currency)
    return f"{begin} → {end} {_A_PERIOD[after['period']]}"


def _limit_on(part: Said, day: str) -> int | None:
    begun = [each for each in part["limits"] if each["from"] <= day]
    return max(begun, key=lambda each: each["from"])["limit"] if begun else None


def _listed(old: Said, new: Said) -> Iterator[str]:
    told = {"dutiable": "is not exempt", "excluded": "is no mutual-trade goods"}

    def show(said: Said) -> str:
        name = f"{said['names']['en']} ({_goods(said)})"
        return f"{name} {told[said['treatment']]}{_span(said)}"

    yield from _lines(old, new, "listed_goods", show)


def _relaxations(old: Said, new: Said) -> Iterator[str]:
    def show(said: Said) -> str:
        return f"{_goods(said)} may come from {', '.join(said['origins'])}{_span(said)} (relaxed)"

    yield from _lines(old, new, "relaxations", show)


def _lines(old: Said, new: Said, name: str, show: Callable[[Said], str]) -> Iterator[str]:
    before = [show(each) for each in old.get(name, ())]
    after = [show(each) for each in new.get(name, ())]
    yield from (line for line in after if line not in before)
    yield from (f"no longer: {line}" for line in before if line not in after)


def _catalogue(old: Said, new: Said) -> Iterator[str]:
    before = {row["code"]: row for row in old.get("catalogue", ())}
    after = {row["code"]: row for row in new.get("catalogue", ())}
    for code, row in after.items():
        if code not in before:
            yield f"{row['names']['en']}: new in the catalogue, from {_origins(row)}"
            continue
        yield from _row(before[code], row, new)
    for code in before.keys() - after.keys():
        yield f"{before[code]['names']['en']}: no longer in the catalogue"


def _row(before: Said, after: Said, pack: Said) -> Iterator[str]:
    name = after["names"]["en"]
    if _origins(before) != _origins(after):
        yield f"{name}: origin {_origins(before)} → {_origins(after)}"
    if _band(before, pack) != _band(after, pack):
        yield f"{name}: price band {_band(before, pack)} → {_band(after, pack)}"
    told = {"origins", "low_fen", "high_fen", "names", *_UNSAID}
    for key in sorted((before.keys() | after.keys()) - told):
        if before.get(key) != after.get(key):
            yield f"{name}: {key} {_show(before.get(key))} → {_show(after.get(key))}"
    if before["names"] != after["names"]:
        yield f"{before['names']['en']}: is called {' / '.join(after['names'].values())}"


def _presence(old: Said, new: Said) -> Iterator[str]:
    before, after = old.get("presence", {}), new.get("presence", {})
    for act in sorted(before.keys() | after.keys()):
        if before.get(act) != after.get(act):
            was, now = _proofs(before.get(act)), _proofs(after.get(act))
            yield f"to {act.replace('_', ' ')}: {was} → {now}"


def _proofs(enough: list[str] | None) -> str:
    return " or ".join([*(each.replace("_", " ") for each in enough or ()), "an officer"])


def _figures(old: Said, new: Said) -> Iterator[str]:
    for section in _FIGURES:
        before, after = old.get(section, {}), new.get(section, {})
        for key in dict.fromkeys([*before, *after]):
            if key not in _UNSAID and before.get(key) != after.get(key):
                what = f"{section.replace('_', ' ')}, {key.replace('_', ' ')}"
                yield f"{what}: {_show(before.get(key))} → {_show(after.get(key))}"


def _each(
    old: Said,
    new: Said,
    name: str,
    key: Callable[[Said], str],
    show: Callable[[Said], str],
) -> Iterator[str]:
    before = {key(each): show(each) for each in old.get(name, ())}
    after = {key(each): show(each) for each in new.get(name, ())}
    for code in [*after, *(code for code in before if code not in after)]:
        if before.get(code) != after.get(code):
            was, now = before.get(code, "nothing"), after.get(code, "nothing")
            yield f"{name.replace('_', ' ')}, {code}: {was} → {now}"


def _plain(old: Said, new: Said, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        if old.get(key) != new.get(key):
            yield f"{key.replace('_', ' ')}: {_show(old.get(key))} → {_show(new.get(key))}"


def _draw(said: Said) -> str:
    return f"{said['per_myriad'] / 100:g} % drawn"


def _duty(said: Said) -> str:
    return f"{said['per_myriad'] / 100:g} % duty{_span(said)}"


def _whole(said: Said) -> str:
    return f"whole packages from {show_amount(said['at_least'], said['unit'])}"


def _goods(said: Said) -> str:
    return ", ".join([*said.get("headings", ()), *said.get("goods", ())])


def _origins(row: Said) -> str:
    return ", ".join(f"{each['origin']}{_span(each)}" for each in row["origins"]) or "nowhere"


def _band(row: Said, pack: Said) -> str:
    currency, per = pack.get("currency", "CNY"), {"gram": "kg", "piece": "piece"}[row["unit"]]
    low, high = (show_amount(row[key], "fen", currency) for key in ("low_fen", "high_fen"))
    return f"{low} to {high} a {per}"


def _span(said: Said) -> str:
    begin = f" from {said['from']}" if "from" in said else ""
    return begin + (f" to {said['to']}" if "to" in said else "")


def _show(value: Any) -> str:
    if value is None:
        return "unsaid"
    if isinstance(value, list):
        shown = ("–".join(each) if isinstance(each, list) else str(each) for each in value)
        return ", ".join(shown) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)
