"""Edges and requirements of the world economy, declared from the flow matrix that the pack ships.

`data/flows.parquet` holds the flows between the 672 sectors of `tables/nodes.sectors.csv` in USD million per
year, seller after seller, in that file's order. An edge's weight is the seller's share in what the buyer
spends on the carrier in all regions, the buyer's own included.
"""

from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

DAYS = 365
MILLION = 1e6
FLOW = {"source_id": "source.we-oecd-icio", "as_of": "2022", "confidence": "estimated"}
SURVEY = {"source_id": "source.we-criticality", "as_of": "2022", "confidence": "estimated"}


class Context(Protocol):
    """What the reader of packs hands to a build."""

    path: Path

    def file(self, name: str) -> Path:
        """A file of the pack; counts as read."""

    def add(self, table: str, frame: pd.DataFrame) -> None:
        """Add rows to a table."""


def build(context: Context) -> None:
    """Add about 411,000 edges and 25,000 requirements."""
    sectors = pd.read_csv(context.path / "tables" / "nodes.sectors.csv", encoding="utf-8")
    ids = sectors["id"].to_numpy()
    codes = list(dict.fromkeys(sectors["industry"]))
    n, count = len(ids), len(codes)
    flows = pd.read_parquet(context.file("data/flows.parquet"))["usd_mn"].to_numpy(dtype=np.float64)
    flows = flows.reshape(n, n) * MILLION / DAYS  # USD per day
    # the sectors come region by region, so rows fold into (region, carrier)
    bought = flows.reshape(-1, count, n).sum(axis=0)
    carriers = np.array([f"carrier.{code}" for code in codes])
    context.add("edges", _edges(flows, bought, ids, carriers))

    output = sectors["gross_output"].to_numpy()
    rho = pd.read_csv(context.file("data/replaceability.csv"), encoding="utf-8")
    replaced = rho.set_index("carrier")["replaceability"].reindex(carriers).to_numpy()
    context.add("requirements", _linear(bought, output, ids, carriers, replaced))
    k = pd.read_csv(context.path / "tables" / "assumptions.criticality.csv", encoding="utf-8")["id"]
    least = pd.read_csv(context.file("data/least_cost_share.csv"), encoding="utf-8")
    floor = least["least_cost_share"].iloc[0]
    felt = bought >= float(floor) * output
    context.add("requirements", _critical(k, bought * felt, codes, ids, replaced))


def _edges(flows: np.ndarray, bought: np.ndarray, ids: np.ndarray, carriers: np.ndarray) -> pd.DataFrame:
    seller, buyer = np.nonzero(flows)
    carrier = seller % len(carriers)
    flow = flows[seller, buyer]
    frame = pd.DataFrame(
        {
            "source": pd.Categorical.from_codes(seller, pd.Index(ids)),
            "target": pd.Categorical.from_codes(buyer, pd.Index(ids)),
            "carrier": pd.Categorical.from_codes(carrier, pd.Index(carriers)),
            "weight": flow / bought[carrier, buyer],
            "flow": flow,
        }
    )
    return _stamped(frame, FLOW)


def _linear(
    bought: np.ndarray, output: np.ndarray, ids: np.ndarray, carriers: np.ndarray, replaced: np.ndarray
) -> pd.DataFrame:
    """What every buyer loses in proportion: the carrier's cost share of its output."""
    carrier, buyer = np.nonzero(bought)
    frame = _needs(carrier, buyer, ids, carriers, replaced).assign(
        mode="linear", criticality=bought[carrier, buyer] / output[buyer], criticality_assumption=None
    )
    return _stamped(frame, FLOW)


def _critical(
    k: pd.Series, bought: np.ndarray, codes: list[str], ids: np.ndarray, replaced: np.ndarray
) -> pd.DataFrame:
    """Inputs that the survey calls essential, where the buyer spends more than the table's noise."""
    place = {code: i for i, code in enumerate(codes)}
    pair = k.str.split(".", expand=True)
    named = np.full((len(codes), len(codes)), None, dtype=object)
    named[pair[2].map(place), pair[3].map(place)] = k
    essential = named != None  # noqa: E711  (elementwise)
    carrier, buyer = np.nonzero(essential[:, np.arange(len(ids)) % len(codes)] & (bought > 0))
    carriers = np.array([f"carrier.{code}" for code in codes])
    frame = _needs(carrier, buyer, ids, carriers, replaced).assign(
        mode="critical",
        criticality=np.nan,
        criticality_assumption=named[carrier, buyer % len(codes)],
    )
    return _stamped(frame, SURVEY)


def _needs(
    carrier: np.ndarray, buyer: np.ndarray, ids: np.ndarray, carriers: np.ndarray, replaced: np.ndarray
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "target": ids[buyer],
            "carrier": carriers[carrier],
            "supply": "shares",
            "replaceability": np.nan,
            "replaceability_assumption": replaced[carrier],
        }
    )


def _stamped(frame: pd.DataFrame, stamp: dict[str, str]) -> pd.DataFrame:
    same = np.zeros(len(frame), dtype=np.int8)
    return frame.assign(
        **{name: pd.Categorical.from_codes(same, pd.Index([word])) for name, word in stamp.items()}
    )
