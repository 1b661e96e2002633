"""Use-cases that all faces share: find a network, ask it, write the brief."""

from tensen.workspace.answers import check, explain, rank, stress
from tensen.workspace.brief import brief
from tensen.workspace.compare import compare
from tensen.workspace.exports import export
from tensen.workspace.firm.firm import firm
from tensen.workspace.imports import import_rows
from tensen.workspace.networks import load, to_folder
from tensen.workspace.outage import outage
from tensen.workspace.simulate import simulate
from tensen.workspace.systemic import systemic_risk
from tensen.workspace.templates import template

__all__ = [
    "brief",
    "check",
    "compare",
    "explain",
    "export",
    "firm",
    "import_rows",
    "load",
    "outage",
    "rank",
    "simulate",
    "stress",
    "systemic_risk",
    "template",
    "to_folder",
]
