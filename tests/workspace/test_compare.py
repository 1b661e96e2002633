"""Compare on the atlas: three rows edited, found and attributed; horizons; time."""

import time

import pytest

import tensen
from tensen.model import views
from tensen.workspace.compare import compare


@pytest.fixture(scope="module")
def edited(japan):
    """Japan with a share, an assumption's centre and an edge of rare earths changed."""
    edges, assumptions = japan.edges.copy(), japan.assumptions.copy()
    share = (edges["target"] == "product.permanent-magnets.jpn") & (
        edges["source"] == "material.heavy-rare-earths.chn"
    )
    edges.loc[share, "weight"] = 0.8
    unknown = (edges["target"] == "product.permanent-magnets.jpn") & (
        edges["source"] == "unknown.heavy-rare-earths"
    )
    edges.loc[unknown, "weight"] = 0.2
    rho = (assumptions["id"] == "assumption.rho.rare-earths") & (assumptions["horizon"] == "months")
    assumptions.loc[rho, "central"] = 0.3
    gone = (edges["target"] == "sector.jpn.c19") & (edges["source"] == "material.rare-earths.chn")
    assert (share.sum(), unknown.sum(), rho.sum(), gone.sum()) == (1, 1, 1, 1)
    return views.replace(japan, {"edges": edges[~gone], "assumptions": assumptions})


def test_three_rows_of_the_atlas_are_found(japan, edited):
    start = time.perf_counter()
    found = compare(japan, edited, answers=False)
    assert time.perf_counter() - start < 15  # a second or two on a quiet machine
    counts = {name: held.counts() for name, held in found.rows.tables.items() if not held.empty}
    assert counts == {
        "edges": {"added": 0, "removed": 1, "changed": 2, "recited": 0},
        "assumptions": {"added": 0, "removed": 0, "changed": 1, "recited": 0},
    }


def test_three_rows_of_the_atlas_move_one_answer(japan, edited):
    names = ["rare-earths", "gallium-germanium"]
    found = compare(japan, edited, scenario=names, draws=0, chokepoints=False)
    assert list(found.attributions) == ["rare-earths"]
    why = found.attributions["rare-earths"]
    pair = found.pairs[0]
    assert why.total == pytest.approx(pair.change.central, rel=1e-6)
    assert {p.pieces[0].key for p in why.parts} == {
        ("material.rare-earths.chn", "sector.jpn.c19", "carrier.rare-earths"),
        ("material.heavy-rare-earths.chn", "product.permanent-magnets.jpn", "carrier.heavy-rare-earths"),
        ("assumption.rho.rare-earths",),
    }
    assert sum(p.share for p in why.parts) + why.together == pytest.approx(why.total)
    assert found.pairs[1].change.central == 0


def test_horizons_of_china_exports(japan):
    found = compare("china-exports@months", "china-exports@years", net=japan, draws=0)
    assert found.kind == "horizons"
    assert found.pairs[0].change.central < 0
    assert found.pairs[0].change.certain
    why = found.attributions["china-exports"]
    assert {p.table for p in why.parts} == {"assumptions"}
    assert sum(p.share for p in why.parts) + why.together == pytest.approx(why.total)


def test_the_atlas_and_itself(japan):
    assert tensen.compare(japan, japan).equal
