"""Pictures of answers for notebooks."""

from tensen.display.plot import Picture, plot

__all__ = ["Picture", "plot"]
