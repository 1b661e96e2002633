"""A brief with every field filled, for the tests of the page. Its figures are invented, only its form is real."""

# ruff: noqa: E501 — sentences in two languages stay on one line each

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

_RATE = 131.5
_VALUE = 11.6e9


def both(en: str, ja: str) -> dict[str, str]:
    return {"en": en, "ja": ja}


def around(central: float, below: float = 0.45, above: float = 2.1) -> dict[str, float]:
    return {"low": central * below, "central": central, "high": central * above}


def shares(value: dict[str, float]) -> dict[str, float]:
    return {end: amount / _VALUE for end, amount in value.items()}


def sampled(central: float, closed: int = 0) -> dict[str, float]:
    return {
        "p5": central * 0.66,
        "p50": central * 1.04,
        "p95": central * 1.6,
        "draws": 32,
        "closed_loop_draws": closed,
    }


ROWS: dict[str, Any] = json.loads(Path(__file__).with_name("example.json").read_text(encoding="utf-8"))
COUNTRIES, FOREIGN, DOMESTIC = ROWS["countries"], ROWS["foreign"], ROWS["domestic"]
LANDINGS, SCENARIOS, SECTORS, FAMILIES = (
    ROWS[name] for name in ("landings", "scenarios", "sectors", "families")
)


def _holder(code: str, role: str = "controlled_by") -> dict[str, Any]:
    en, ja, _, _ = COUNTRIES[code]
    return {"id": f"country.{code}", "name": both(en, ja), "role": role}


def _step(
    left: tuple[str, str], right: tuple[str, str], carrier: tuple[str, str], *parts: float
) -> dict[str, Any]:
    return {
        "from": left[0].lower(),
        "from_name": both(*left),
        "to": right[0].lower(),
        "to_name": both(*right),
        "carrier": carrier[0],
        "carrier_name": both(*carrier),
        "loss_from": parts[0],
        "loss_to": parts[1],
        "share": parts[2],
    }


def _foreign(rank: int, row: tuple[str, str, str, str, float]) -> dict[str, Any]:
    code, en, ja, kind, central = row
    country = COUNTRIES[code]
    loss = around(central)
    electronics, cars = (
        ("Electronics, Japan", "電子機器（日本）"),
        ("Motor vehicles, Japan", "自動車（日本）"),
    )
    group = (f"{country[0]}: {en}", f"{country[1]}：{ja}")
    return {
        "rank": rank,
        "id": f"{kind}.{code}.{rank}",
        "name": both(*group),
        "kind": kind,
        "is_group": rank % 3 != 0,
        "members": 4 + rank,
        "mode": "gone" if rank % 4 == 0 else "withheld",
        "foreign": True,
        "horizon": "months",
        "holder": _holder(code),
        "loss_per_day": loss,
        "share_of_value": shares(loss),
        "own_loss_per_day": around(central * 1.6),
        "first_round": around(central * 0.31),
        "sampled": sampled(central),
        "substitutes": rank % 6,
        "hhi": 0.1 + 0.04 * rank,
        "time_to_substitute_days": around(180.0 + 30 * rank),
        "people": {"low": 2.1e6, "high": 9.4e6} if rank % 5 == 1 else None,
        "closed_loop": None,
        "path": [
            _step(group, electronics, (en, ja), 1.0, 0.34, 0.62),
            _step(electronics, cars, ("electronics", "電子機器"), 0.34, 0.27, 0.81),
        ],
        "sources": ["oecd-icio-2025", "usgs-mcs-2026"],
    }


def _domestic(rank: int, row: tuple[Any, ...]) -> dict[str, Any]:
    en, ja, kind, central, _, _ = row
    loss = around(central)
    operator = {
        "id": f"organisation.{rank}",
        "name": both(f"Operator {rank}", f"事業者{rank}"),
        "role": "operated_by",
    }
    return {
        "rank": rank,
        "id": f"{kind}.jpn.{rank}",
        "name": both(en, ja),
        "kind": kind,
        "is_group": kind == "corridor",
        "members": 5 if kind == "corridor" else 1,
        "mode": "fails",
        "foreign": False,
        "horizon": "days",
        "holder": operator if rank % 2 else _holder("jpn", "located_in"),
        "loss_per_day": loss,
        "share_of_value": shares(loss),
        "own_loss_per_day": around(0.0),
        "first_round": around(central * 0.5),
        "sampled": sampled(central),
        "substitutes": None if rank % 4 == 0 else rank % 3,
        "hhi": None,
        "time_to_substitute_days": None,
        "people": {"low": 1.2e7, "high": 1.244e8},
        "closed_loop": None,
        "path": [],
        "sources": ["mic-2025"],
    }


def _leaf(
    name: tuple[str, str],
    loss: float,
    carrier: tuple[str, str] | None,
    share: float | None,
    binding: str,
    *children: dict[str, Any],
) -> dict[str, Any]:
    return {
        "id": name[0].lower().replace(" ", "-"),
        "name": both(*name),
        "kind": "sector",
        "loss": loss,
        "carrier_name": both(*carrier) if carrier else None,
        "share": share,
        "binding": binding,
        "children": list(children),
    }


def _tree(title: tuple[str, str]) -> dict[str, Any]:
    shock = _leaf(
        (f"Shock: {title[0]}", f"衝撃：{title[1]}"), 1.0, ("rare earths", "レアアース"), 0.62, "shock"
    )
    magnets = _leaf(("Permanent magnets", "永久磁石"), 0.55, ("magnets", "磁石"), 0.7, "critical", shock)
    parts = _leaf(
        ("Electronic components, China", "電子部品（中国）"),
        0.41,
        ("components", "電子部品"),
        0.22,
        "linear",
        shock,
    )
    motors = _leaf(
        ("Electrical equipment, Japan", "電気機械（日本）"),
        0.38,
        ("motors", "モーター"),
        0.6,
        "critical",
        magnets,
        parts,
    )
    chips = _leaf(
        ("Semiconductors, Taiwan", "半導体（台湾）"),
        0.2,
        ("chips", "半導体"),
        0.3,
        "linear",
        _leaf(("Machinery, Japan", "一般機械（日本）"), 0.14, ("equipment", "製造装置"), 0.2, "critical"),
    )
    customers = _leaf(("Trade and hospitality", "商業・宿泊"), 0.05, ("sales", "販売"), 0.1, "demand")
    return _leaf(
        ("Motor vehicles, Japan", "自動車（日本）"), 0.27, None, None, "critical", motors, chips, customers
    )


def _scenario(row: tuple[str, str, str, str, float]) -> dict[str, Any]:
    name, en, ja, horizon, central = row
    closed = name == "digital-sanctions"
    loss: dict[str, Any] = around(central)
    if closed:
        loss = {"low": central * 0.3, "central": None, "high": central * 3.0}
    share = {end: None if v is None else v / _VALUE for end, v in loss.items()}
    others = [c for c in COUNTRIES if c != "jpn"][:6]
    return {
        "id": name,
        "title": both(en, ja),
        "horizon": horizon,
        "resembles": both(
            "The restrictions of 2010: China's share of Japan's imports was 80 % before and 40 % by 2013.",
            "2010年の輸出規制。日本の輸入に占める中国の割合は、それ以前の80％から2013年までに40％へ下がった。",
        ),
        "assumes": both(
            "Supplies stop at once and completely; rivals replace what the assumptions allow within the horizon; "
            "third countries keep their own supplies.",
            "供給は直ちに全面的に止まり、期間内に前提が許す分だけ競合先が代替する。第三国は自らの供給を保つ。",
        ),
        "loss_per_day": loss,
        "share_of_value": share,
        "first_round": around(central * 0.28),
        "decoupled": around(central * 1.35),
        "sampled": sampled(central, 5 if closed else 0),
        "people": {
            "low": 3.1e6,
            "high": 2.2e7,
            "largest": {"id": "service.pay", "name": both("Payments", "決済")},
        },
        "sectors": [
            {"id": f"sector.jpn.{c}", "name": both(e, j), "loss": x, "loss_per_day": around(central * x)}
            for c, e, j, x in SECTORS
        ],
        "countries": [
            {
                "id": f"country.{c}",
                "name": both(*COUNTRIES[c][:2]),
                "loss": 0.004 * (i + 1),
                "loss_per_day": around(central * 0.1 * (6 - i)),
            }
            for i, c in enumerate(others)
        ],
        "tree": _tree((en, ja)),
        "closed_loop": {"low": loss["low"], "high": loss["high"], "nodes": 214} if closed else None,
        "families": [
            {"family": f, "name": both(e, j), "low": central * low, "high": central * high}
            for f, e, j, low, high in FAMILIES
        ],
        "sources": ["oecd-icio-2025", "rieti-22-e-062"],
    }


def _assumptions() -> list[dict[str, Any]]:
    rows = []
    for f, en, ja, low, high in FAMILIES:
        for i, horizon in enumerate(("days", "months", "years", "all")):
            rows.append(
                {
                    "id": f"assumption.{f}.{horizon}",
                    "name": both(f"{en}, electronics", f"{ja}（電子機器）"),
                    "family": f,
                    "horizon": horizon,
                    "low": 0.1 * (i + 1),
                    "central": 0.15 * (i + 1),
                    "high": 0.2 * (i + 1),
                    "unit": "share",
                    "direction": "down" if f == "replaceability" else "up",
                    "confidence": "assumed",
                    "note": "Read from the recovery of imports after 2010; no survey for this product.",
                    "source_id": "rieti-22-e-062",
                    "influence": (high - low) * 1e8 / (i + 1) if i < 3 else None,
                }
            )
    return rows


def _map() -> dict[str, Any]:
    _, _, lon, lat = COUNTRIES["jpn"]
    heaviest = FOREIGN[0][4]
    totals: dict[str, float] = {}
    for code, *_, central in FOREIGN:
        totals[code] = max(totals.get(code, 0.0), central)
    points: list[dict[str, Any]] = [
        {
            "id": f"country.{c}",
            "name": both(*COUNTRIES[c][:2]),
            "kind": "country",
            "lon": COUNTRIES[c][2],
            "lat": COUNTRIES[c][3],
            "size": v / heaviest,
            "foreign": True,
            "loss_per_day": around(v),
        }
        for c, v in totals.items()
    ]
    points.append(
        {
            "id": "country.jpn",
            "name": both("Japan", "日本"),
            "kind": "country",
            "lon": lon,
            "lat": lat,
            "size": 0.1,
            "foreign": False,
            "loss_per_day": None,
        }
    )
    arcs = [
        {
            "source": COUNTRIES[c][2:],
            "target": [lon, lat],
            "carrier_name": both(en, ja),
            "name": both(*COUNTRIES[c][:2]),
            "weight": v / heaviest,
            "loss_per_day": around(v),
        }
        for c, en, ja, _, v in FOREIGN
    ]
    home = [
        {
            "id": f"{k}.jpn.{i}",
            "name": both(en, ja),
            "kind": k,
            "lon": x,
            "lat": y,
            "size": v / 1.4e9,
            "foreign": False,
            "loss_per_day": around(v),
        }
        for i, (en, ja, k, v, x, y) in enumerate(DOMESTIC, start=1)
        if x is not None and k != "tie_line" and k != "landing_station"
    ]
    home += [
        {
            "id": f"landing.{en.lower()}",
            "name": both(en, ja),
            "kind": "landing_station",
            "lon": x,
            "lat": y,
            "size": 0.0,
            "foreign": False,
            "loss_per_day": None,
        }
        for en, ja, x, y in LANDINGS
    ]
    return {"points": points, "arcs": arcs, "japan_points": home}


def brief() -> dict[str, Any]:
    """A new document on each call, so that a test may change it."""
    return {
        "schema": "tensen.brief/1",
        "network": {
            "id": "japan",
            "title": both("Japan atlas", "日本の地図帳"),
            "snapshot": "sha256-4b1f9c0d2ae97713cc51",
            "nodes": 1873,
            "edges": 21764,
            "requirements": 19340,
            "as_of": "2022–2026",
            "version": "0.1.0",
        },
        "reference": {
            "id": "country.jpn",
            "name": both("Japan", "日本"),
            "value_per_day": _VALUE,
            "population": 124400000,
        },
        "money": {"currency": "USD", "price_year": 2022, "jpy_per_usd": _RATE, "source_id": "boj-2022"},
        "conditions": {
            "demand": "off",
            "tolerance": 1e-9,
            "draws": 32,
            "seed": 0,
            "note": both("Corners for every row.", "すべての行に上下限の計算を行った。"),
        },
        "chokepoints": [_foreign(i, r) for i, r in enumerate(FOREIGN, 1)]
        + [_domestic(i, r) for i, r in enumerate(DOMESTIC, 1)],
        "scenarios": [_scenario(row) for row in SCENARIOS],
        "assumptions": _assumptions(),
        **deepcopy({name: ROWS[name] for name in ("findings", "claims", "unknown", "sources", "coverage")}),
        "map": _map(),
        "notices": ["Contains OECD data, CC BY 4.0.", "Coastlines: Natural Earth, public domain."],
    }
