"""Tensen (点線): who depends on whom, where the chokepoints are, what breaks, and what it costs.

Verbs are functions of this package; nothing heavy is imported until one is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tensen.version import VERSION

__version__ = VERSION

if TYPE_CHECKING:
    from tensen.display import plot
    from tensen.workspace import (
        brief,
        check,
        compare,
        explain,
        export,
        firm,
        import_rows,
        load,
        outage,
        rank,
        simulate,
        stress,
        systemic_risk,
        template,
    )
    from tensen.workspace.synthetic import generate_firms

_VERBS = {
    "brief": "tensen.workspace",
    "check": "tensen.workspace",
    "compare": "tensen.workspace",
    "explain": "tensen.workspace",
    "export": "tensen.workspace",
    "firm": "tensen.workspace",
    "generate_firms": "tensen.workspace.synthetic",
    "import_rows": "tensen.workspace",
    "load": "tensen.workspace",
    "outage": "tensen.workspace",
    "plot": "tensen.display",
    "rank": "tensen.workspace",
    "simulate": "tensen.workspace",
    "stress": "tensen.workspace",
    "systemic_risk": "tensen.workspace",
    "template": "tensen.workspace",
}
__all__ = [
    "__version__",
    "brief",
    "check",
    "compare",
    "explain",
    "export",
    "firm",
    "generate_firms",
    "import_rows",
    "load",
    "outage",
    "plot",
    "rank",
    "simulate",
    "stress",
    "systemic_risk",
    "template",
]


def __getattr__(name: str) -> Any:
    if name in _VERBS:
        return getattr(import_module(_VERBS[name]), name)
    raise AttributeError(f"module 'tensen' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
