"""The network: tables, ids, builder, checks, views."""

from tensen.model.builder import NetworkBuilder
from tensen.model.network import About, Network

__all__ = ["About", "Network", "NetworkBuilder"]
