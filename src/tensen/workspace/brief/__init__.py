"""The brief: answers gathered into one document and one page."""

from tensen.workspace.brief.document import brief_document
from tensen.workspace.brief.write import brief, write_brief

__all__ = ["brief", "brief_document", "write_brief"]
