"""The rules of the materials pack: who is shown apart, who feeds whom, how shares are rounded."""

from collections.abc import Mapping, Set

SHOWN = 0.01  # producers below one per cent are shown together as "other countries"
REST = "row"
DIGITS = 5
ROUNDING = 0.0005


def shown(
    shares: Mapping[str, float], keep: Set[str] = frozenset(), threshold: float = SHOWN
) -> dict[str, float]:
    """Countries at or above the threshold, or in ``keep``; the rest, if any, under ``row``.

    A rest below 0.05 % that nobody reported as such is rounding: it is spread over the countries shown.

    >>> shown({"chn": 0.9, "usa": 0.09, "aut": 0.006, "rus": 0.004}, {"rus"})
    {'chn': 0.9, 'usa': 0.09, 'rus': 0.004, 'row': 0.006}
    """
    ordered = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    kept = {code: share for code, share in ordered if (share >= threshold or code in keep) and code != REST}
    total = sum(shares.values())
    rest = total - sum(kept.values())
    if rest < ROUNDING and REST not in shares:
        return scaled(kept, total)
    return kept | {REST: round(rest, 10)}


def rounded(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights to five digits whose sum is exactly that of the input where the input sums to 1.

    >>> rounded({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})
    {'a': 0.33334, 'b': 0.33333, 'c': 0.33333}
    """
    total = sum(weights.values())
    short = {code: round(weight, DIGITS) for code, weight in weights.items() if round(weight, DIGITS) > 0}
    if short and total > 1 - 5e-4:
        largest = max(short, key=lambda code: short[code])
        short[largest] = round(short[largest] + 1 - sum(short.values()), DIGITS)
    return short


def feed(country: str, ore: Mapping[str, float], refined: Mapping[str, float]) -> dict[str, float]:
    """Ore of a country's refineries: own mines first, the rest from those who mine more than they refine.

    ``ore`` and ``refined`` are world shares; the result sums to 1. An estimate, not a trade figure.

    >>> feed("chn", {"chn": 0.6, "aus": 0.3, "usa": 0.1}, {"chn": 0.9, "mys": 0.1})
    {'chn': 0.6667, 'aus': 0.25, 'usa': 0.0833}
    """
    need = refined.get(country, 0.0)
    own = min(1.0, ore.get(country, 0.0) / need) if need > 0 and country != REST else 0.0
    surplus = {c: max(0.0, s - refined.get(c, 0.0)) for c, s in ore.items() if c != country}
    base = surplus if sum(surplus.values()) > 0 else {c: s for c, s in ore.items() if c != country}
    total = sum(base.values())
    others = {c: (1 - own) * s / total for c, s in base.items()} if total > 0 else {}
    mix = ({country: own} if own > 0 else {}) | others
    if not others and own < 1:
        mix = {country: 1.0}
    return {c: round(w, 4) for c, w in scaled({c: w for c, w in mix.items() if w >= 2e-3}, 1.0).items()}


def scaled(shares: Mapping[str, float], to: float) -> dict[str, float]:
    """The same proportions with another sum."""
    total = sum(shares.values())
    return {code: share * to / total for code, share in shares.items()} if total > 0 else {}


def world_mix(shares: Mapping[str, float], least: float = 0.03, top: int = 6) -> dict[str, float]:
    """The largest producers by name and the rest together, for consumers whose own origins are not known.

    >>> world_mix({"chn": 0.9, "usa": 0.08, "row": 0.02})
    {'chn': 0.9, 'usa': 0.08, 'row': 0.02}
    """
    named = sorted(((s, c) for c, s in shares.items() if c != REST and s >= least), reverse=True)[:top]
    kept = {code: share for share, code in named}
    rest = sum(shares.values()) - sum(kept.values())
    return kept | {REST: round(rest, 10)} if rest > ROUNDING else scaled(kept, sum(shares.values()))
