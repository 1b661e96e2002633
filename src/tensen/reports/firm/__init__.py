"""The firm's brief: from `tensen.firm/1` to two A4 pages that a board reads and a purchaser traces.

The order follows METI's guideline of January 2026 on managing economic security: know the business and its
scenarios, treat measures as investment, talk to stakeholders; autonomy, indispensability, governance.
"""

from tensen.reports.firm.page import SCHEMA, render_firm

__all__ = ["SCHEMA", "render_firm"]
