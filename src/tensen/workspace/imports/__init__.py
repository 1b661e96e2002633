"""Take in what a person filled in: read, match, check with the whole network, show, and only then write."""

from tensen.workspace.imports.given import Prepared
from tensen.workspace.imports.run import commit, import_rows, prepare

__all__ = ["Prepared", "commit", "import_rows", "prepare"]
