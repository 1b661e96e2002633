"""The document's parts as flat tables: for the workbook, notebooks and the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from tensen.messages import Language

Doc = Mapping[str, Any]


def tables_of(doc: Doc, lang: Language) -> dict[str, pd.DataFrame]:
    """Frames by name; money per day in the firm's currency unless a column says otherwise."""
    return {
        "scenarios": pd.DataFrame([_scenario(r, lang) for r in doc["scenarios"]]),
        "chokepoints": pd.DataFrame([_chokepoint(r, lang) for r in doc["chokepoints"]]),
        "products": pd.DataFrame([_product(r, lang) for r in doc["exposure"]["by_product"]]),
        "tiers": pd.DataFrame([row for tier in doc["exposure"]["tiers"] for row in _tier(tier, lang)]),
        "measures": pd.DataFrame([_measure(r, lang) for r in doc["measures"]]),
        "autonomy": pd.DataFrame([_autonomy(r, lang) for r in doc["autonomy"]]),
        "indispensability": pd.DataFrame(
            [
                {"what": r["what"][lang], **_ends(r["figure"] or {}, "loss_per_day"), "why": r["why"][lang]}
                for r in doc["indispensability"]
            ]
        ),
        "unmatched": pd.DataFrame([_unmatched(r, lang) for r in doc["list"]["unmatched"]]),
        "assumptions": pd.DataFrame([_assumption(r, lang) for r in doc["assumptions"]]),
        "sources": pd.DataFrame(doc["sources"]),
    }


def _scenario(row: Doc, lang: Language) -> dict[str, Any]:
    days = row["buffer_days"] or {}
    return {
        "id": row["id"],
        "title": row["title"][lang],
        "horizon": row["horizon"],
        **_ends(row["loss_per_day"], "loss_per_day"),
        **_ends(row["share_of_firm"], "share_of_firm"),
        "stock_lasts_days": days.get("central"),
        "suppliers_hit": row["suppliers_hit"],
        "spend_hit_per_year": row["spend_hit_per_year"],
        "industry_at_home": row["rivals"][0]["share_of_value"],
        "path": _joined(row["path"], lang),
    }


def _chokepoint(row: Doc, lang: Language) -> dict[str, Any]:
    return {
        "key": row["key"],
        "name": row["name"][lang],
        "holder": row["holder"]["name"][lang] if row["holder"] else None,
        "foreign": row["foreign"],
        "mode": row["mode"],
        "tier": row["tier"],
        **_ends(row["loss_per_day"], "loss_per_day"),
        **_ends(row["share_of_firm"], "share_of_firm"),
        "shared": row["shared"],
        "also": ", ".join(a["name"][lang] for a in row["also"]),
        "path": _joined(row["path"], lang),
    }


def _product(row: Doc, lang: Language) -> dict[str, Any]:
    top = row["top_country"]
    stands = row["carrier"]["stands_for"]
    return {
        "product": row["carrier"]["name"][lang],
        "stands_for": stands["name"][lang] if stands else None,
        "spend_per_year": row["spend_per_year"],
        "suppliers": row["suppliers"],
        "top_supplier_share": row["top_supplier_share"],
        "top_country": top["name"][lang] if top else None,
        "top_country_share": top["share"] if top else None,
        "hhi_country": row["hhi_country"],
        "unknown_share": row["unknown_share"],
        "critical": row["critical"],
        "critical_basis": row["critical_basis"],
        "stock_days": row["stock_days"],
        "months_to_switch": row["months_to_switch"],
        "rows": ", ".join(str(r) for r in row["rows"]),
    }


def _tier(tier: Doc, lang: Language) -> list[dict[str, Any]]:
    rows = [
        {
            "tier": str(tier["tier"]),
            "country": row["country"]["name"][lang],
            "share": row["share"],
            "spend_per_year": row["spend_per_year"],
        }
        for row in tier["by_country"]
    ]
    total = tier["spend_per_year"]
    for name in ("other_share", "unknown_share"):
        rows.append(
            {
                "tier": str(tier["tier"]),
                "country": name,
                "share": tier[name],
                "spend_per_year": tier[name] * total,
            }
        )
    return rows


def _measure(row: Doc, lang: Language) -> dict[str, Any]:
    return {
        "id": row["id"],
        "title": row["title"][lang],
        "kind": row["kind"],
        "scenario": row["scenario"],
        **_ends(row["loss_avoided_per_day"], "avoided_per_day"),
        **_ends(row["cost"] or {}, "cost_per_year"),
        "moved": row["moved"],
        "pays_if": row["pays_if"][lang],
        "worse": row["caution"][lang] if row["caution"] else None,
        "ask": row["ask"][lang],
    }


def _autonomy(row: Doc, lang: Language) -> dict[str, Any]:
    return {
        "product": row["name"][lang],
        "why": row["why"][lang],
        "dependence": row["dependence"],
        "alternatives": ", ".join(a["country"]["name"][lang] for a in row["alternatives"]),
        "question": row["question"][lang],
    }


def _unmatched(row: Doc, lang: Language) -> dict[str, Any]:
    return {
        "row": row["row"],
        "supplier": row["supplier"],
        "column": row["column"],
        "value": row["value"],
        "reason": row["reason"][lang],
        "suggestions": ", ".join(f"{s['id']} ({s['name']})" for s in row["suggestions"]),
    }


def _assumption(row: Doc, lang: Language) -> dict[str, Any]:
    columns = ("id", "horizon", "low", "central", "high", "unit", "confidence", "source_id", "note")
    return {"name": row["name"][lang], **{c: row[c] for c in columns}}


def _ends(value: Doc, name: str) -> dict[str, Any]:
    return {f"{name}_{end}": value.get(end) for end in ("low", "central", "high")}


def _joined(path: Sequence[Doc], lang: Language) -> str:
    return " → ".join(step[lang] for step in path)
