"""Criticality of inputs: the expert survey of Pichler et al., taken at full detail and then aggregated.

The survey asks for each pair of industries whether production could go on for two months without the input.
A block (input sector I, buyer sector J) of the pack gets three readings of the share of J's output that stops
when all of I is gone:

- by count: the share of the (input, buyer) pairs of four-digit classes rated essential;
- by purchases: of what the world's buyers in J spend on I, the share spent on pairs rated essential;
- any: the share of J (by classes, or by purchases) with at least one essential input in I.

central = by purchases; low and high = the least and the largest of all readings.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from world_classes import Classes

Array = np.ndarray
ESSENTIAL = 2
# Mining is one industry of the survey and two sectors of the pack: buyers' spending shares out its rating.
SPLIT = ("b05_06", "b07_09")
# below this share of the purchases a part of a split industry never gets the whole rating, not even in `high`
MAIN_PART = 0.2


@dataclass(frozen=True)
class Survey:
    """``essential[i, j]``: class i is an essential input of class j; ``icio``: OECD code of each class."""

    essential: Array
    icio: tuple[str | None, ...]


@dataclass(frozen=True)
class Criticality:
    """Three matrices, input by buyer: share of the buyer's output lost when the input is gone."""

    low: Array
    central: Array
    high: Array


def read_survey(sectors: Path, matrix: Path, classes: Classes) -> Survey:
    """The survey and the place of its classes in the OECD table.

    Raises:
        ValueError: the names and the matrix differ in size.
    """
    with sectors.open(encoding="utf-8", newline="") as file:
        codes = [row["nace4"] for row in csv.DictReader(file)]
    with np.load(matrix, allow_pickle=False) as held:
        rating = held["essentiality"]
    if rating.shape != (len(codes), len(codes)):
        raise ValueError(f"{len(codes)} classes, but a matrix of {rating.shape}")
    return Survey(rating == ESSENTIAL, tuple(classes.icio_of_nace(code) for code in codes))


def criticality(survey: Survey, bought: Array, icio: tuple[str, ...], classes: Classes) -> Criticality:
    """The three matrices for the pack's sectors; ``bought`` is spending by OECD sector, input by buyer."""
    sector = classes.sector_of()
    detail = np.array([icio.index(code) if code else -1 for code in survey.icio])
    of_class = np.array([classes.codes.index(sector[code]) if code else -1 for code in survey.icio])
    of_icio = np.array([classes.codes.index(sector[code]) for code in icio])
    n = len(classes.codes)
    low, central, high = np.zeros((n, n)), np.zeros((n, n)), np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            block = survey.essential[np.ix_(of_class == i, of_class == j)]
            buyers = np.flatnonzero(of_icio == j)
            spent = bought[np.ix_(of_icio == i, buyers)]
            paid, any_paid = _by_purchases(
                survey, detail, np.flatnonzero(of_icio == i), buyers, of_class == i, spent
            )
            central[i, j] = paid
            low[i, j] = min(block.mean(), paid)
            high[i, j] = max(block.any(axis=0).mean(), any_paid)
    return _split_mining(Criticality(low, central, high), bought, of_icio, classes)


def _by_purchases(
    survey: Survey, detail: Array, inputs: Array, buyers: Array, input_classes: Array, spent: Array
) -> tuple[float, float]:
    """Purchase-weighted share of essential pairs, and of buyers with any essential input."""
    if spent.sum() <= 0:
        return 0.0, 0.0
    pair = np.array(
        [[survey.essential[np.ix_(detail == i, detail == j)].mean() for j in buyers] for i in inputs]
    )
    some = np.array([survey.essential[np.ix_(input_classes, detail == j)].any(axis=0).mean() for j in buyers])
    return float((spent * pair).sum() / spent.sum()), float((spent.sum(axis=0) * some).sum() / spent.sum())


def _split_mining(k: Criticality, bought: Array, of_icio: Array, classes: Classes) -> Criticality:
    rows = [classes.codes.index(code) for code in SPLIT]
    n = len(classes.codes)
    spent = np.array([[bought[np.ix_(of_icio == r, of_icio == j)].sum() for j in range(n)] for r in rows])
    share = spent / spent.sum(axis=0)
    low, central, high = k.low.copy(), k.central.copy(), k.high.copy()
    low[rows] *= share
    central[rows] *= share
    high[rows] *= np.where(share >= MAIN_PART, 1.0, share)
    return Criticality(low, central, high)
