"""Systemic risk in pictures: from `tensen.systemic/1` to the ranked risk curve, the riskiest core and a page.

`ranked` finds the plateau and thins the curve, `systemic_page` makes the page, `drawing` one picture alone.
"""

from tensen.reports.systemic.alone import KINDS, drawing
from tensen.reports.systemic.document import SCHEMA, TOP
from tensen.reports.systemic.page import systemic_page
from tensen.reports.systemic.ranking import ranked

__all__ = ["KINDS", "SCHEMA", "TOP", "drawing", "ranked", "systemic_page"]
