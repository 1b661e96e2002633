"""Whether the list fits the profile: spend against what sales and value added leave for purchases."""

import math

from tensen.messages import Finding
from tensen.workspace.firm.declared import rule
from tensen.workspace.firm.profile import Profile
from tensen.workspace.firm.purchases import Purchases


def coverage_of(profile: Profile, purchases: Purchases) -> float:
    """Spend ÷ (sales − value added); NaN where the profile does not say both, or leaves nothing."""
    left = profile.sales - profile.value_added
    return purchases.spend / left if left > 0 else math.nan


def coverage_findings(profile: Profile, purchases: Purchases, file: str) -> list[Finding]:
    """A warning where the list holds much less or more than the firm can buy, by the rules ``coverage_*``."""
    where = {"file": file, "column": "annual_spend"}
    if profile.value_added >= profile.sales:
        return [Finding("firm_no_purchases", where, {}, "warning")]
    found = coverage_of(profile, purchases)
    if math.isnan(found) or rule("coverage_low") <= found <= rule("coverage_high"):
        return []
    return [Finding("firm_coverage", where, {"percent": f"{100 * found:.3g}"}, "warning")]
