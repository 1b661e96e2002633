"""The first page's sentences, whom to talk to, and the questions of governance: all from rows computed
before.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tensen.reports.firm.money import words as money_words
from tensen.workspace.firm.case import Case
from tensen.workspace.firm.cells import Words
from tensen.workspace.firm.words import both, joined

Rows = Sequence[Mapping[str, Any]]


def findings(case: Case, doc: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Three to five sentences, each with why and the row that it rests on."""
    found = []
    scenarios, chokepoints, measures = doc["scenarios"], doc["chokepoints"], doc["measures"]
    if scenarios:
        worst = scenarios[0]
        said = _lost(case, "finding_scenario", worst["title"], worst)
        found.append(_finding("scenario", said, _path(worst["path"]), f"scenarios/{worst['id']}"))
    alone = next((c for c in chokepoints if c["shared"] == "alone"), None)
    if alone:
        said = _lost(case, "finding_alone", alone["name"], alone)
        found.append(_finding("alone", said, _path(alone["path"]), f"chokepoints/{alone['key']}"))
    abroad = [h for h in doc["exposure"]["hidden"] if h["country"]["id"] != case.layer.country]
    hidden = max(abroad, key=lambda h: h["look_through"], default=None)
    if hidden:
        said = both(
            "finding_hidden",
            country=hidden["country"]["name"],
            face=_percent(hidden["face"]),
            second=_percent(_share_in(doc, 2, hidden["country"]["id"])),
            through=_percent(hidden["look_through"]),
        )
        found.append(
            _finding("hidden", said, both("finding_hidden_why"), f"exposure/hidden/{hidden['country']['id']}")
        )
    if measures:
        best = measures[0]
        said = both(
            "finding_measure", name=best["title"], loss=_money(case, best["loss_avoided_per_day"]["central"])
        )
        found.append(_finding("measure", said, best["pays_if"], f"measures/{best['id']}"))
    return found


def stakeholders(case: Case, doc: Mapping[str, Any]) -> list[dict[str, Words]]:
    """Whom to talk to about what: suppliers, banks, customers, the ministry, rivals."""
    rows = []
    single = doc["autonomy"]
    if single:
        names = joined([r["name"] for r in single[:3]])
        rows.append({"who": both("who_suppliers"), "what": both("say_suppliers", products=names)})
    shared = [c for c in doc["chokepoints"] if c["shared"] != "alone"]
    if shared:
        names = joined([c["name"] for c in shared[:2]])
        rows.append({"who": both("who_industry"), "what": both("say_industry", names=names)})
        rows.append({"who": both("who_ministry"), "what": both("say_ministry", names=names)})
    stock = next((m for m in doc["measures"] if m["kind"] == "stock" and m["cost"]), None)
    if stock:
        rows.append(
            {
                "who": both("who_bank"),
                "what": both("say_bank", name=stock["title"], cost=_money(case, stock["cost"]["central"])),
            }
        )
    if doc["scenarios"]:
        worst = doc["scenarios"][0]
        days = worst["buffer_days"]
        said = (
            both("say_customers", name=worst["title"], days=f"{days['low']:.0f}")
            if days and days["low"] is not None
            else both("say_customers_unknown", name=worst["title"])
        )
        rows.append({"who": both("who_customers"), "what": said})
    return rows


def governance(doc: Mapping[str, Any]) -> list[dict[str, Words]]:
    """Questions that a board should be able to answer, with who answers them."""
    rows = []
    if doc["list"]["unmatched"]:
        count = len({u["row"] for u in doc["list"]["unmatched"]})
        rows.append({"question": both("ask_unknown", count=count), "answered_by": both("by_purchasing")})
    if doc["autonomy"]:
        names = joined([r["name"] for r in doc["autonomy"][:2]])
        rows.append({"question": both("ask_second", products=names), "answered_by": both("by_engineering")})
    if doc["measures"]:
        rows.append(
            {
                "question": both("ask_invest", name=doc["measures"][0]["title"]),
                "answered_by": both("by_board"),
            }
        )
    rows.append({"question": both("ask_trigger"), "answered_by": both("by_risk")})
    rows.append({"question": both("ask_review"), "answered_by": both("by_board")})
    return rows


def _share_in(doc: Mapping[str, Any], tier: int, country: str) -> float:
    """A country's share of the purchases of one tier; 0 where it is not among those shown."""
    rows = next(t["by_country"] for t in doc["exposure"]["tiers"] if t["tier"] == tier)
    return next((float(r["share"]) for r in rows if r["country"]["id"] == country), 0.0)


def _lost(case: Case, key: str, name: Words, row: Mapping[str, Any]) -> Words:
    """What a scenario or chokepoint costs the firm, and its industry at home."""
    return both(
        key,
        name=name,
        loss=_money(case, row["loss_per_day"]["central"]),
        share=_percent(row["share_of_firm"]["central"]),
        home=_percent(row["rivals"][0]["share_of_value"]),
    )


def _finding(identifier: str, said: Words, why: Words, ref: str) -> dict[str, Any]:
    return {"id": identifier, "text": said, "why": why, "figure_ref": ref}


def _money(case: Case, value: float) -> Words:
    return money_words(value, case.profile.currency)


def _percent(share: float) -> str:
    """Two significant digits, without a sign.

    >>> _percent(0.3354), _percent(0.0204), _percent(0.0)
    ('34', '2.0', '0')
    """
    value = 100 * share
    if value == 0:
        return "0"
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 0.95 else f"{value:.2g}"


def _path(path: Sequence[Words]) -> Words:
    return {lang: " → ".join(step[lang] for step in path) for lang in ("en", "ja")}
