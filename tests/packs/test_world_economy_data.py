"""The world-economy pack: consistent in itself, and true to the OECD table and the survey it is made of.

The first half reads only what the pack ships. The second half reads the full sources through TENSEN_SHARED.
"""

import csv
import importlib.util
import os
from importlib import resources
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

PACK = Path(str(resources.files("tensen.packs"))) / "atlas" / "world-economy"
SCRIPTS = Path(__file__).parents[2] / "scripts" / "atlas"
SHARED = os.environ.get("TENSEN_SHARED")
shared = pytest.mark.skipif(not SHARED, reason="TENSEN_SHARED does not name the folder of shared data")
DAYS, MILLION, TRILLION = 365, 1e6, 1e12
HORIZONS = ("days", "months", "years")


class Taken:
    """A context that keeps what a build declares."""

    def __init__(self) -> None:
        self.path = PACK
        self.rows: dict[str, list[pd.DataFrame]] = {"edges": [], "requirements": []}

    def file(self, name: str) -> Path:
        return self.path / name

    def add(self, table: str, frame: pd.DataFrame) -> None:
        self.rows[table].append(frame)


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def built() -> dict[str, pd.DataFrame]:
    taken = Taken()
    _module(PACK / "build.py").build(taken)
    return {name: pd.concat(frames, ignore_index=True) for name, frames in taken.rows.items()}


def _table(name: str) -> pd.DataFrame:
    return pd.read_csv(
        PACK / "tables" / f"{name}.csv", encoding="utf-8", keep_default_na=False, na_values=[""]
    )


@pytest.fixture(scope="module")
def sectors() -> pd.DataFrame:
    return _table("nodes.sectors").set_index("id")


@pytest.fixture(scope="module")
def flows() -> np.ndarray:
    """USD million per year, 672 × 672, row sells."""
    return pd.read_parquet(PACK / "data" / "flows.parquet")["usd_mn"].to_numpy(dtype=float).reshape(672, 672)


def _assumptions() -> pd.DataFrame:
    return pd.concat(
        [_table("assumptions.criticality"), _table("assumptions.replaceability")], ignore_index=True
    )


# --- anywhere


def test_totals_of_the_published_table(flows: np.ndarray, sectors: pd.DataFrame) -> None:
    assert flows.sum() * MILLION / TRILLION == pytest.approx(99.25, abs=0.005)
    assert sectors["gross_output"].sum() * DAYS / TRILLION == pytest.approx(192.42, abs=0.005)


def test_what_a_sector_sells_is_its_output(flows: np.ndarray, sectors: pd.DataFrame) -> None:
    sold = flows.sum(axis=1) * MILLION / DAYS + sectors["final_demand"].to_numpy()
    output = sectors["gross_output"].to_numpy()
    # the file's residual row was rounded: at most 0.02 % of any sector
    np.testing.assert_allclose(sold, output, rtol=2e-4, atol=1e5)


def test_no_sector_buys_more_than_it_makes(flows: np.ndarray, sectors: pd.DataFrame) -> None:
    assert (flows.sum(axis=0) * MILLION / DAYS <= sectors["gross_output"].to_numpy()).all()
    assert (flows >= 0).all()


def test_value_is_output_less_purchases_or_scaled_down(flows: np.ndarray, sectors: pd.DataFrame) -> None:
    residual = sectors["gross_output"].to_numpy() - flows.sum(axis=0) * MILLION / DAYS
    region = sectors.index.str.split(".").str[1].to_numpy()
    ratio = (
        pd.Series(sectors["value"].to_numpy()).groupby(region).sum()
        / pd.Series(residual).groupby(region).sum()
    )
    scaled = ratio[ratio < 1 - 1e-6]
    assert set(scaled.index) == {"are", "mys", "vnm"}
    assert scaled.min() > 0.92
    assert ratio.max() < 1 + 1e-6


def test_value_stays_within_gdp(sectors: pd.DataFrame) -> None:
    countries = _table("nodes.countries").set_index("id")
    value = sectors["value"].groupby("country." + sectors.index.str.split(".").str[1]).sum()
    gdp = countries["gdp"].reindex(value.index).dropna() / DAYS
    assert len(gdp) == 21  # all but Taiwan, which the World Bank does not show
    assert (value.reindex(gdp.index) <= gdp).all()


def test_shares_add_up(built: dict[str, pd.DataFrame]) -> None:
    edges = built["edges"]
    total = edges.groupby(["target", "carrier"], observed=True)["weight"].sum()
    np.testing.assert_allclose(total, 1.0, atol=1e-9)
    assert (edges["flow"] > 0).all()
    assert edges["flow"].sum() * DAYS / TRILLION == pytest.approx(99.25, abs=0.005)


def test_every_need_has_edges_and_every_edge_a_need(built: dict[str, pd.DataFrame]) -> None:
    edges = pd.MultiIndex.from_frame(built["edges"][["target", "carrier"]].astype(str)).unique()
    needs = pd.MultiIndex.from_frame(built["requirements"][["target", "carrier"]].astype(str))
    assert edges.isin(needs).all()
    assert needs.isin(edges).all()
    assert not built["requirements"].duplicated(["target", "carrier", "mode"]).any()


def test_linear_rows_leak_value(built: dict[str, pd.DataFrame]) -> None:
    linear = built["requirements"].query("mode == 'linear'")
    assert linear["criticality"].between(0, 1).all()
    assert linear.groupby("target")["criticality"].sum().max() < 1


def test_assumptions_are_in_order_and_in_range(built: dict[str, pd.DataFrame]) -> None:
    held = _assumptions()
    assert (held["low"] <= held["central"]).all()
    assert (held["central"] <= held["high"]).all()
    assert held["low"].min() >= 0
    assert held["high"].max() <= 1
    assert (held["high"] > 0).all()
    used = set(built["requirements"]["criticality_assumption"].dropna())
    used |= set(built["requirements"]["replaceability_assumption"])
    assert used <= set(held["id"])
    # what no row uses is bought nowhere for as much as the least cost share
    floor = float(pd.read_csv(PACK / "data" / "least_cost_share.csv")["least_cost_share"].iloc[0])
    linear = built["requirements"].query("mode == 'linear'")
    pair = (
        linear["carrier"].str.removeprefix("carrier.") + "." + linear["target"].str.rsplit(".", n=1).str[-1]
    )
    dear = set("assumption.k." + pair[linear["criticality"] >= floor])
    assert not dear & (set(held["id"]) - used)


def test_trifles_have_no_critical_row(built: dict[str, pd.DataFrame]) -> None:
    """The case behind the floor: a trifle of Australian electrical equipment for Japan's power."""
    needs = built["requirements"].query("target == 'sector.jpn.d' and carrier == 'carrier.c27'")
    assert set(needs["mode"]) == {"linear"}
    assert needs["criticality"].iloc[0] < 0.002


def test_what_is_replaced_in_days_is_replaced_in_months() -> None:
    held = _assumptions().query("family == 'replaceability'")
    for column in ("low", "central", "high"):
        wide = held.pivot_table(index="id", columns="horizon", values=column)[list(HORIZONS)]
        assert (wide.diff(axis=1).iloc[:, 1:] >= 0).all().all()


@pytest.mark.parametrize("horizon", HORIZONS)
def test_no_corner_is_a_closed_loop(built: dict[str, pd.DataFrame], horizon: str) -> None:
    """Row sums of the map bound its spectral radius: every loss must leak, even where all is pessimistic."""
    held = _assumptions().query("horizon in ('all', @horizon)").set_index("id")
    worst = held["high"].where(held["direction"] == "up", held["low"])
    needs = built["requirements"]
    k = needs["criticality"].fillna(needs["criticality_assumption"].map(worst))
    felt = k * (1 - needs["replaceability_assumption"].map(worst))
    critical = needs["mode"] == "critical"
    row = pd.concat(
        [felt[critical].groupby(needs["target"]).max(), felt[~critical].groupby(needs["target"]).sum()],
        axis=1,
    ).max(axis=1)
    assert row.max() < {"days": 0.98, "months": 0.85, "years": 0.6}[horizon]


def test_linear_needs_alone_give_the_loss_of_the_full_table(flows: np.ndarray, sectors: pd.DataFrame) -> None:
    """First row of golden table T20 (full table: Japan .021 of value, .025 of output; world .0011)."""
    output = sectors["gross_output"].to_numpy()
    active = np.where(output > 0, output, 1.0)  # a few sectors of small countries are empty
    cost = flows * MILLION / DAYS / active
    region = sectors.index.str.split(".").str[1].to_numpy()
    japan, china = region == "jpn", region == "chn"
    cut = np.outer(china, japan)
    lost = np.zeros(672)
    for _ in range(200):
        lost = np.where(cut, cost, cost * lost[:, None]).sum(axis=0)
    value = sectors["value"].to_numpy()
    assert lost[japan] @ value[japan] / value[japan].sum() == pytest.approx(0.021, abs=0.001)
    assert lost[japan] @ output[japan] / output[japan].sum() == pytest.approx(0.025, abs=0.001)
    assert lost @ value / value.sum() == pytest.approx(0.0011, abs=0.0001)


def test_all_countries_and_regions_are_there() -> None:
    countries = _table("nodes.countries")
    assert len(countries) == 249
    assert countries["id"].is_unique
    assert countries["iso2"].is_unique
    assert countries[["name_en", "name_ja"]].notna().all().all()
    assert countries["lon"].between(-180, 180).all()
    assert countries["lat"].between(-90, 90).all()
    names = countries.set_index("id")["name_ja"]
    assert names[["country.chn", "country.twn", "country.hkg"]].tolist() == ["中国", "台湾", "香港"]


def test_each_sector_lies_in_one_region_and_each_country_of_the_table_in_one() -> None:
    memberships = _table("memberships")
    located = memberships.query("role == 'located_in'")
    assert located["member"].is_unique
    assert located.groupby("group").size().eq(28).all()
    part = memberships.query("role == 'part_of'")
    assert part.groupby("group").size().to_dict() == {"region.eur": 24, "region.row": 34}
    assert set(part["member"]) <= set(_table("nodes.countries")["id"])


def test_every_row_names_its_source() -> None:
    known = set(_table("sources")["id"])
    for path in sorted((PACK / "tables").glob("*.csv")):
        if path.stem != "sources":
            rows = _table(path.stem)
            assert set(rows["source_id"]) <= known, path.name
            assert rows[["as_of", "confidence"]].notna().all().all(), path.name


def test_criticality_of_a_block_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two inputs in one sector, two buyers in another: counts and purchases disagree, both are kept."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    classes = _module(SCRIPTS / "world_classes.py")
    survey = _module(SCRIPTS / "world_survey.py")
    made = classes.Classes(
        ("jpn",),
        frozenset(),
        {},
        {
            "x": {"icio": {"X1": ["1"], "X2": ["2"]}},
            "y": {"icio": {"Y1": ["3"], "Y2": ["4"]}},
            # mining is split by purchases; here it buys and sells nothing
            "b05_06": {"icio": {"B05": ["5"]}},
            "b07_09": {"icio": {"B07": ["6"]}},
        },
    )
    icio = ("X1", "X2", "Y1", "Y2", "B05", "B07")
    essential = np.zeros((6, 6), dtype=bool)
    essential[0, 2] = True  # only X1, only for Y1
    spent = np.full((6, 6), 1e-12)
    spent[:2, 2:4] = [[90, 5], [0, 5]]
    k = survey.criticality(survey.Survey(essential, icio), spent, icio, made)
    assert k.low[0, 1] == pytest.approx(0.25)  # one pair of four
    assert k.central[0, 1] == pytest.approx(0.90)  # 90 of 100 spent
    assert k.high[0, 1] == pytest.approx(0.90)  # buyers with any: half by count, nine tenths by purchases
    assert k.high[1, 0] == 0


# --- against the sources


@pytest.fixture(scope="module")
def full() -> dict[str, np.ndarray]:
    path = Path(str(SHARED)) / "data" / "trade" / "oecd_icio_2022" / "icio2022_80x50.npz"
    with np.load(path, allow_pickle=False) as held:
        return {name: held[name] for name in held.files}


@shared
def test_totals_against_the_full_table(
    full: dict[str, np.ndarray], flows: np.ndarray, sectors: pd.DataFrame
) -> None:
    assert flows.sum() == pytest.approx(full["Z"].sum(dtype=float), rel=1e-7)
    total = {"gross_output": "gross_output", "final_demand": "resid_row"}
    for column, name in total.items():
        assert sectors[column].sum() * DAYS / MILLION == pytest.approx(full[name].sum(), rel=1e-9)
    assert (full["gross_output"] == 0).sum() == 51  # inactive nodes, as the data notes say


BLOCKS = [
    ("chn", "c26", "jpn", "c29", ["CHN"], ["C26"], ["JPN"], ["C29"]),
    ("deu", "c24_25", "fra", "f", ["DEU"], ["C24A", "C24B", "C25"], ["FRA"], ["F"]),
    ("sau", "b05_06", "jpn", "c19", ["SAU"], ["B05", "B06"], ["JPN"], ["C19"]),
    ("jpn", "p_r_t", "jpn", "l_n", ["JPN"], ["P", "R", "S", "T", "J58T60"], ["JPN"], ["L", "M", "N"]),
]


@shared
@pytest.mark.parametrize("block", BLOCKS, ids=lambda b: f"{b[0]}.{b[1]}-{b[2]}.{b[3]}")
def test_flows_by_brute_force(
    block: tuple[str, str, str, str, list[str], list[str], list[str], list[str]],
    full: dict[str, np.ndarray],
    flows: np.ndarray,
    sectors: pd.DataFrame,
) -> None:
    seller, supply, buyer, use, sellers, supplies, buyers, uses = block
    countries, names = list(full["countries"]), list(full["sectors"])
    total = 0.0
    for c in sellers:
        for s in supplies:
            for d in buyers:
                for t in uses:
                    row = names.index(s) * 80 + countries.index(c)
                    total += float(full["Z"][row, names.index(t) * 80 + countries.index(d)])
    place = [sectors.index.get_loc(f"sector.{r}.{code}") for r, code in ((seller, supply), (buyer, use))]
    assert flows[place[0], place[1]] == pytest.approx(total, rel=1e-6)


@shared
def test_other_eu_by_brute_force(
    full: dict[str, np.ndarray], flows: np.ndarray, sectors: pd.DataFrame
) -> None:
    members = (
        "AUT BEL BGR CYP CZE DNK ESP EST FIN GRC HRV HUN IRL ITA LTU LUX LVA MLT POL PRT ROU SVK SVN SWE"
    )
    countries, names = list(full["countries"]), list(full["sectors"])
    rows = [names.index("C21") * 80 + countries.index(c) for c in members.split()]
    total = sum(float(full["Z"][r, names.index("Q") * 80 + countries.index("USA")]) for r in rows)
    found = flows[sectors.index.get_loc("sector.eur.c21"), sectors.index.get_loc("sector.usa.q")]
    assert found == pytest.approx(total, rel=1e-6)


@pytest.fixture(scope="module")
def survey() -> tuple[list[str], np.ndarray]:
    folder = Path(str(SHARED)) / "golden" / "cascade"
    with (folder / "essentiality_616_sectors.csv").open(encoding="utf-8", newline="") as file:
        codes = [row["nace4"] for row in csv.DictReader(file)]
    with np.load(folder / "essentiality_616.npz", allow_pickle=False) as held:
        return codes, held["essentiality"] == 2


PAIRS = [
    ("c26", "c29", ["26"], ["29"]),
    ("c20", "c22_23", ["20"], ["22", "23"]),
    ("a", "c13t18", ["01", "02", "03"], ["13", "14", "15", "16", "17", "18"]),
    (
        "k",
        "l_n",
        ["64", "65", "66"],
        ["68", "69", "70", "71", "72", "73", "74", "75", "77", "78", "79", "80", "81", "82"],
    ),
    ("d", "q", ["35"], ["86", "87", "88"]),
]


@shared
@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{p[0]}-{p[1]}")
def test_criticality_by_brute_force(
    pair: tuple[str, str, list[str], list[str]], survey: tuple[list[str], np.ndarray]
) -> None:
    """The readings by count, without the script: a plain loop over four-digit classes."""
    supply, buyer, inputs, uses = pair
    codes, essential = survey
    rows = [i for i, code in enumerate(codes) if code[:2] in inputs and code != "9999"]
    columns = [j for j, code in enumerate(codes) if code[:2] in uses and code != "9999"]
    pairs = sum(bool(essential[i, j]) for i in rows for j in columns) / (len(rows) * len(columns))
    some = sum(any(essential[i, j] for i in rows) for j in columns) / len(columns)
    held = _table("assumptions.criticality").set_index("id").loc[f"assumption.k.{supply}.{buyer}"]
    assert held["low"] <= pairs + 5e-5
    assert held["high"] >= some - 5e-5
    # one of the two readings by count or by purchases is the bound
    assert held["low"] == pytest.approx(min(pairs, held["central"]), abs=1e-4)


@shared
def test_what_the_survey_never_calls_essential_has_no_row(survey: tuple[list[str], np.ndarray]) -> None:
    codes, essential = survey
    rows = [i for i, code in enumerate(codes) if code[:2] == "21"]
    columns = [j for j, code in enumerate(codes) if code[:2] == "29"]
    assert not essential[np.ix_(rows, columns)].any()
    assert "assumption.k.c21.c29" not in set(_table("assumptions.criticality")["id"])
