"""What stands behind a brief: the swing of each family, assumptions, sources, what is unknown."""

from types import SimpleNamespace
from typing import Any

from tensen.analysis.compiled import frame_of
from tensen.analysis.places import Places
from tensen.model import Network
from tensen.workspace.brief.background import assumption_rows, source_rows, swings, unknown_rows

TITLE = {"en": "It breaks", "ja": "壊れる"}


def said(name: str, *families: tuple[str, float, float]) -> Any:
    return SimpleNamespace(
        scenario=SimpleNamespace(id=name, title=TITLE, horizon="months"), families=families
    )


def test_the_widest_swing_of_any_scenario() -> None:
    found = swings([said("a", ("rho", 1.0, 4.0), ("k", 2.0, 3.0)), said("b", ("rho", 0.0, 9.0))])
    assert found == {"rho": (9.0, "b"), "k": (1.0, "a")}


def test_the_unknown_fact_that_helps_most_comes_first() -> None:
    rows = unknown_rows([said("a", ("k", 2.0, 3.0), ("replaceability", 1.0, 4.0), ("still", 5.0, 5.0))])
    assert [r["id"] for r in rows[:2]] == ["replaceability", "k"]
    assert [r["width"] for r in rows[:2]] == [3.0, 1.0]
    assert "still" not in {r["id"] for r in rows}
    assert all(r["width"] is None for r in rows[2:])
    assert TITLE["ja"] in rows[0]["text"]["ja"]


def test_only_used_assumptions_at_the_horizons_asked(small: Network) -> None:
    place = Places(frame_of(small)).place("country.aaa")
    rows = assumption_rows(small, place, [said("a", ("replaceability", 1.0, 4.0))])
    assert {(r["id"], r["horizon"]) for r in rows} == {("assumption.rho", "months"), ("assumption.w", "all")}
    assert all(r["influence"] == 3.0 for r in rows)


def test_sources_count_the_rows_that_rest_on_them(small: Network) -> None:
    rows = {r["id"]: r["rows"] for r in source_rows(small)}
    tables = [t for name, t in small.tables.items() if name != "sources"]
    assert rows["source.s"] == sum(int((t["source_id"] == "source.s").sum()) for t in tables)
    assert rows["source.tensen-builder"] == 2  # one unknown supplier and its edge
