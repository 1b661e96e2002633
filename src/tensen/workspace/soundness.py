"""Is a pack sound: rows, assertions, stray files and cases, with all that it includes."""

from collections.abc import Callable

from tensen.analysis.compiled import frame_of
from tensen.messages import Finding
from tensen.packs.build import build_network, stray_files
from tensen.packs.cases import cases_of, run_case
from tensen.packs.registry import with_includes
from tensen.packs.scenarios import scenarios_of


def check_packs(name: str, step: Callable[[], None] = lambda: None) -> tuple[list[Finding], int, int]:
    """Findings, and how many assertions and cases were looked at.

    Raises:
        TensenError: the pack cannot be built, or an assertion does not hold.
    """
    packs = with_includes(name)
    frame = frame_of(build_network(name))
    findings = [finding for pack in packs for finding in stray_files(pack)]
    scenarios, count = scenarios_of(packs), 0
    for pack in packs:
        for case in cases_of(pack, scenarios):
            findings += run_case(case, frame, pack.id)
            count += 1
            step()
    return findings, sum(len(pack.assertions) for pack in packs), count
