"""Networks of firms that nobody observed, from an input-output table: ``tensen generate firms``."""

from tensen.workspace.synthetic.made import Made, generate_firms

__all__ = ["Made", "generate_firms"]
