"""The firm's view: a list of suppliers joined to the atlas, and what it says of the firm."""

from tensen.workspace.firm.answer import FirmView
from tensen.workspace.firm.example import write_example
from tensen.workspace.firm.firm import firm

__all__ = ["FirmView", "firm", "write_example"]
