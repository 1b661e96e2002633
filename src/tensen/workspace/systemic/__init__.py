"""Systemic risk of firms: from three tables, or a network of ours, to the index of every closure."""

from tensen.workspace.systemic.result import Systemic
from tensen.workspace.systemic.risk import systemic_risk

__all__ = ["Systemic", "systemic_risk"]
