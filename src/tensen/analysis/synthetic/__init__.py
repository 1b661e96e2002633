"""Firm networks that nobody observed, made from an input-output table: sizes, links, weights, moments."""

from tensen.analysis.synthetic.firms import Firms, Recipe, generate
from tensen.analysis.synthetic.sizes import allot
from tensen.analysis.synthetic.table import Table

__all__ = ["Firms", "Recipe", "Table", "allot", "generate"]
