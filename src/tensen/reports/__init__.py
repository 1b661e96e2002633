"""From a brief as data (`tensen.brief/1`) to a page that people read, print and hand on.

`render_brief` makes the HTML; `money` has the plain-text formats that other faces may share.
"""

from tensen.reports.page import SCHEMA, render_brief

__all__ = ["SCHEMA", "render_brief"]
