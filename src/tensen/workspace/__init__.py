"""Use-cases that all faces share: find a network, ask it, write the brief."""

from tensen.workspace.answers import check, explain, rank, stress
from tensen.workspace.brief import brief
from tensen.workspace.networks import load, to_folder

__all__ = ["brief", "check", "explain", "load", "rank", "stress", "to_folder"]
